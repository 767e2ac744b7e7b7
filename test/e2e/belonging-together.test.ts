// A start on the wrong database, the wrong folder or another root is refused before anything is
// made, and never takes a file away.

import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findAuthority, listEvents, openDatabase } from '@tapis/db'
import { startPostgres } from '@tapis/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type City, startCity } from '../support/city.ts'
import { placeInStore } from '../support/place-in-store.ts'
import { refusal, startService } from '../support/service.ts'
import { tapis } from '../support/tapis.ts'

let postgres: Awaited<ReturnType<typeof startPostgres>>
let city: City
let code: string
let ports: { readonly api: number; readonly portal: number }
/** Of the city, as the stopped service left it; each case works on a copy. */
let left: string
let scratch: string
let dataFolder: string
let cases = 0

beforeAll(async () => {
  postgres = await startPostgres()
  city = await startCity({ DATABASE_URL: postgres.url })
  ;({ code } = await city.post('disdukcapil-kk'))
  ports = {
    api: Number(new URL(city.service.apiOrigin).port),
    portal: Number(new URL(city.service.portalOrigin).port),
  }
  expect(await city.service.interrupt()).toBe(0)
  left = join(city.folder, 'data')
  scratch = await mkdtemp(join(tmpdir(), 'tapis-belonging-'))
})
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true })
  await rm(city.folder, { recursive: true, force: true })
  await postgres.stop()
})
beforeEach(async () => {
  dataFolder = join(scratch, `data-${cases++}`)
  await cp(left, dataFolder, { recursive: true, preserveTimestamps: true })
})

const documents = () => join(dataFolder, 'documents')
const filesIn = async (folder: string) => (await readdir(folder, { recursive: true })).toSorted()
const refused = (environment: Readonly<Record<string, string>> = { DATABASE_URL: postgres.url }) =>
  refusal({
    command: 'serve',
    dataFolder,
    ports,
    environment,
    ...(environment['DATABASE_URL'] !== '' && { role: 'signer' }),
  })
const start = (environment: Readonly<Record<string, string>> = { DATABASE_URL: postgres.url }) =>
  startService({ command: 'serve', dataFolder, ports, environment })

async function documentFile(): Promise<string> {
  const name = (await filesIn(documents())).find((path) => path.endsWith(`${code}.pdf`))
  return join(documents(), name ?? '')
}

describe('a start that is refused', () => {
  it('is one without DATABASE_URL beside files of PostgreSQL: no database is made, and every file stays', async () => {
    const before = await filesIn(dataFolder)
    const told = await refused({ DATABASE_URL: '' })
    expect(told).toContain('DATABASE_EMPTY')
    expect(told).toContain('DATABASE_URL is not set this time')
    expect(await filesIn(dataFolder)).toEqual(before)
  })

  it('is one on a new database: no table is made in it', async () => {
    const url = await postgres.createDatabase()
    expect(await refused({ DATABASE_URL: url })).toContain('DATABASE_EMPTY')
    const database = await openDatabase({ url, migrateSchema: false })
    const tables = await database.db.execute(
      "select count(*) as n from pg_class where relnamespace = 'public'::regnamespace",
    )
    expect(JSON.stringify(tables)).toContain('"n":"0"')
    await database.close()
  })

  it('is one on another city’s database, told with both ids and without the password', async () => {
    const url = await postgres.createDatabase()
    const other = await openDatabase({ url })
    const told = await refused({ DATABASE_URL: url })
    expect(told).toContain('INSTALLATION_MISMATCH')
    expect(told.match(/installation [0-9a-f-]{36}/g)).toHaveLength(2)
    expect(told).not.toContain(new URL(url).password)
    expect(await findAuthority(other.db, 'root')).toBeUndefined()
    await other.close()
  })

  it.each([
    ['is not there', async () => rm(documents(), { recursive: true })],
    [
      'is empty, as the mount point of a volume that is not mounted',
      async () => {
        for (const name of await readdir(documents())) await rm(join(documents(), name), { recursive: true })
      },
    ],
  ])('is one whose document folder %s: nothing is made in its place', async (_, change) => {
    await change()
    const before = await filesIn(dataFolder)
    const told = await refused()
    expect(told).toContain('DOCUMENTS_MISSING')
    expect(told).toContain('has 1 documents')
    expect(await filesIn(dataFolder)).toEqual(before)
  })

  it('is one on nobody’s folder that has other files than those of the newest documents', async () => {
    await rm(join(documents(), 'installation'))
    await rm(await documentFile())
    placeInStore(documents(), '0000000000000000.pdf', 'of another volume')
    const told = await refused()
    expect(told).toContain('NEWEST_DOCUMENTS_MISSING')
    expect(told).toContain('of the newest 1 documents')
    expect(existsSync(join(documents(), 'installation'))).toBe(false)
  })

  it('is one of a data folder with another root, which stays as it is', async () => {
    const file = join(dataFolder, 'trust', 'root.cer')
    const other = join(import.meta.dirname, '../../packages/custody/src/fixtures/p256-modern.p12')
    await cp(other, file)
    const told = await refused()
    expect(told).toContain('ROOT_DIFFERS')
    expect(told).toMatch(/the database has the root ([0-9A-F]{2}:){31}[0-9A-F]{2}/)
    expect(Buffer.compare(await readFile(file), await readFile(other))).toBe(0)
  })

  it('is one on an empty database beside a root that was published: no second root is made', async () => {
    await rm(documents(), { recursive: true })
    const url = await postgres.createDatabase()
    expect(await refused({ DATABASE_URL: url })).toContain('ROOT_DIFFERS')
    const database = await openDatabase({ url })
    expect(await findAuthority(database.db, 'root')).toBeUndefined()
    await database.close()
  })
})

describe('a start on what belongs together', () => {
  it('claims the folder that a release without ids left, when the newest files are in it', async () => {
    const owner = await readFile(join(documents(), 'installation'), 'utf8')
    await rm(join(documents(), 'installation'))
    const service = await start()
    expect(await readFile(join(documents(), 'installation'), 'utf8')).toBe(owner)
    expect((await fetch(`${service.portalOrigin}/V/${code}`)).status).toBe(200)
    expect(await service.interrupt()).toBe(0)
  })

  it('takes no file away, however old it is and whether or not a record knows it', async () => {
    const file = await documentFile()
    const longAgo = new Date('2026-01-01')
    placeInStore(documents(), '0000000000000000.pdf', 'nobody knows this', longAgo)
    await writeFile(join(documents(), 'unfinished', 'left-by-a-crash'), 'half', { mode: 0o600 })
    for (const path of [file, join(documents(), 'unfinished', 'left-by-a-crash')])
      await utimes(path, longAgo, longAgo)
    const before = await filesIn(documents())
    const service = await start()
    expect(await service.interrupt()).toBe(0)
    expect(await filesIn(documents())).toEqual(before)
  })
})

describe('where QR codes lead', () => {
  const elsewhere = 'https://periksa.contoh.example'

  it('is refused to change by itself, and both addresses are named', async () => {
    const told = await refused({ DATABASE_URL: postgres.url, TAPIS_PORTAL_ORIGIN: elsewhere })
    expect(told).toContain('PORTAL_ORIGIN_DIFFERS')
    expect(told).toContain(elsewhere)
    expect(told).toContain(`localhost:${ports.portal}`)
  })

  it('is moved by a command that needs to be told where, and leaves an event', async () => {
    const environment = { DATABASE_URL: postgres.url }
    const move = ['portal-origin', 'move', '--data', dataFolder]
    expect(tapis(move, environment).status).toBe(2)
    expect(tapis(move.toSpliced(1, 1), { ...environment, TAPIS_PORTAL_ORIGIN: elsewhere }).status).toBe(2)
    const moved = tapis(move, { ...environment, TAPIS_PORTAL_ORIGIN: elsewhere })
    expect(moved).toMatchObject({ status: 0, err: '' })
    expect(moved.out).toContain(`lead to http://localhost:${ports.portal}: it has to go on answering`)
    const database = await openDatabase({ url: postgres.url })
    expect(await listEvents(database.db, { kind: 'portal-origin.move' })).toMatchObject([
      { actor: 'operator', outcome: 'done', changed: ['portalOrigin'] },
    ])
    await database.close()
    const service = await start({ ...environment, TAPIS_PORTAL_ORIGIN: elsewhere })
    expect(service.output()).toContain(elsewhere)
    expect(await service.interrupt()).toBe(0)
  })
})
