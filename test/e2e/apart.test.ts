// Signer and portal as processes of their own on PostgreSQL: neither takes the other down, and the
// portal has nothing of the signer.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { openDatabase } from '@tapis/db'
import { startPostgres } from '@tapis/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type City, startCity } from '../support/city.ts'
import { freePort, refusal, type Service, startService } from '../support/service.ts'
import { tapis } from '../support/tapis.ts'

let postgres: Awaited<ReturnType<typeof startPostgres>>
let city: City
let code: string
let empty: string

beforeAll(async () => {
  postgres = await startPostgres()
  city = await startCity({ DATABASE_URL: postgres.url })
  ;({ code } = await city.post('disdukcapil-kk'))
  empty = await mkdtemp(join(tmpdir(), 'tapis-apart-'))
})
afterAll(async () => {
  await rm(empty, { recursive: true, force: true })
  await city?.close()
  await postgres?.stop()
})

/** The log's lines about one program. */
function processes({ log }: Service, name: string): readonly Record<string, unknown>[] {
  return log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter((entry) => entry['event'] === 'process' && entry['name'] === name)
}

const pids = (service: Service, name: string) =>
  processes(service, name).flatMap(({ pid }) => (typeof pid === 'number' ? [pid] : []))

async function until(isTrue: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isTrue())) await delay(50)
}

const answers = (url: string) =>
  fetch(url).then(
    ({ status }) => status,
    () => 0,
  )

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const portalOf = async (environment: Readonly<Record<string, string>>) => {
  const ports = { api: await freePort(), portal: await freePort() }
  return { command: 'serve', role: 'portal', dataFolder: empty, ports, environment } as const
}

describe('tapis serve', () => {
  it('says that both are ready, each for what it needs', async () => {
    const { apiOrigin, portalOrigin } = city.service
    expect(await answers(`${apiOrigin}/readyz`)).toBe(200)
    expect(await answers(`${portalOrigin}/readyz`)).toBe(200)
  })

  it('keeps the portal answering while the signer is dead, and starts the signer again', async () => {
    const [signer = 0] = pids(city.service, 'signer')
    process.kill(signer, 'SIGKILL')
    await until(() => processes(city.service, 'signer').some(({ state }) => state === 'ended'))
    expect(await answers(`${city.service.portalOrigin}/V/${code}`)).toBe(200)
    await until(async () => (await answers(`${city.service.apiOrigin}/readyz`)) === 200)
    expect(pids(city.service, 'signer')).toHaveLength(2)
    expect(pids(city.service, 'portal')).toHaveLength(1)
    await city.post('disdukcapil-kk')
  })

  it('logs a portal request on its standard error, without the code', async () => {
    await fetch(`${city.service.portalOrigin}/V/${code}`)
    await until(() => city.service.log().includes('"route":"/V/{code}"'))
    expect(city.service.log().match(/^.*V\/\{code\}.*$/m)?.[0]).not.toContain(code)
  })

  it('takes its processes with it when it is killed', async () => {
    const service = await startService({
      command: 'serve',
      dataFolder: join(city.folder, 'data'),
      ports: { api: await freePort(), portal: await freePort() },
      environment: { DATABASE_URL: postgres.url, TAPIS_PORTAL_ORIGIN: city.service.portalOrigin },
    })
    const children = ['signer', 'portal'].flatMap((name) => pids(service, name))
    expect(children).toHaveLength(2)
    await service.kill()
    await until(() => !children.some(isAlive))
  })

  it('ends with 1 and both processes gone when the signer refuses to start', async () => {
    const told = await refusal({
      command: 'serve',
      dataFolder: join(city.folder, 'data'),
      ports: { api: await freePort(), portal: await freePort() },
      environment: { DATABASE_URL: postgres.url, TAPIS_PORTAL_ORIGIN: 'https://lain.contoh.example' },
    })
    expect(told).toContain('the service ended with 1')
    expect(told).toContain('PORTAL_ORIGIN_DIFFERS')
    expect(told).toContain('"state":"refused"')
  })
})

describe('tapis serve portal', () => {
  it('needs neither a data folder nor a secret nor the signer’s code', async () => {
    const record = join(empty, 'modules')
    const recorder = pathToFileURL(join(import.meta.dirname, '../support/module-recorder.mjs')).href
    const service = await startService({
      ...(await portalOf({
        DATABASE_URL: postgres.url,
        MODULE_RECORD: record,
        NODE_OPTIONS: `--import ${recorder}`,
      })),
      dataFolder: join(empty, 'nowhere'),
    })
    const page = await fetch(`${service.portalOrigin}/V/${code}`)
    expect(page.status).toBe(200)
    // The name of the CA as people know it, from the database.
    expect(await page.text()).toContain('CA TTE Pemerintah Kota Bandar Lampung')
    expect(await service.interrupt()).toBe(0)
    const modules = (await readFile(record, 'utf8')).split('\n')
    expect(modules.some((url) => url.includes('/packages/verify-web/'))).toBe(true)
    expect(modules.filter((url) => /\/packages\/signer\/|pkijs|peculiar|pdfjs/.test(url))).toEqual([])
  })

  it('works with a role that may read the public views and charge for wrong codes, and nothing else', async () => {
    const owner = await openDatabase({ url: postgres.url, migrateSchema: false })
    for (const statement of [
      "create role portal login password 'hanya-baca'",
      'grant select on public_documents, public_signatures, public_installation to portal',
      'grant execute on function tapis_charge_network(text, integer, double precision) to portal',
      'grant execute on function tapis_record_guessing(inet) to portal',
    ])
      await owner.db.execute(statement)
    await owner.close()
    const url = new URL(postgres.url)
    url.username = 'portal'
    url.password = 'hanya-baca'
    const service = await startService(await portalOf({ TAPIS_PORTAL_DATABASE_URL: url.href }))
    expect(await answers(`${service.portalOrigin}/V/${code}`)).toBe(200)
    expect(await answers(`${service.portalOrigin}/readyz`)).toBe(200)
    const missed = (origin: string) => answers(`${origin}/V/ZZZZZZZZZZZZZZZZ`)
    for (let miss = 0; miss < 30; miss++) expect(await missed(service.portalOrigin)).toBe(404)
    await until(async () => (await missed(service.portalOrigin)) === 429)
    expect(service.log()).not.toContain('limit-failure')
    // What one portal charged, another one knows: by itself it would allow thirty.
    const elsewhere: number[] = []
    while (elsewhere.length < 10) elsewhere.push(await missed(city.service.portalOrigin))
    expect(elsewhere).toContain(429)
    expect(await answers(`${city.service.portalOrigin}/V/${code}`)).toBe(200)
    expect(await service.interrupt()).toBe(0)
  })

  it('refuses an address that QR codes do not lead to', async () => {
    const told = await refusal(
      await portalOf({ DATABASE_URL: postgres.url, TAPIS_PORTAL_ORIGIN: 'https://lain.contoh.example' }),
    )
    expect(told).toContain('PORTAL_ORIGIN_DIFFERS')
    expect(told).toContain(city.service.portalOrigin)
  })

  it('waits for a database that nobody has set up, saying so, and begins once it is', async () => {
    const url = await postgres.createDatabase()
    const options = await portalOf({ DATABASE_URL: url })
    const starting = startService({ ...options, whileStarting: (log) => logs.push(log) })
    const logs: string[] = []
    await until(() => logs.join('').includes('"event":"waiting","for":"the database"'))
    const dataFolder = join(empty, 'another-city')
    const signer = await startService({ ...options, role: 'signer', dataFolder })
    const portal = await starting
    expect(await answers(`${portal.portalOrigin}/V/${code}`)).toBe(404)
    expect(await portal.interrupt()).toBe(0)
    expect(await signer.interrupt()).toBe(0)
  })

  it.each(['portal', 'signer'])('is not there with PGlite, nor is the %s alone', (role) => {
    const { status, err } = tapis(['serve', role, '--local', '--data', join(empty, 'pglite')])
    expect(status).toBe(2)
    expect(err).toContain('needs PostgreSQL')
  })
})
