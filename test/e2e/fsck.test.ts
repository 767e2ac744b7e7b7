// `tapis fsck` as an operator runs it: beside the service with PostgreSQL, while it is stopped with
// PGlite.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from '@tapis/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type City, type SignedSample, startCity } from '../support/city.ts'
import { placeInStore } from '../support/place-in-store.ts'
import { tapis } from '../support/tapis.ts'

let postgres: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.stop())

describe.each([
  ['PostgreSQL, beside the service', () => postgres.url],
  ['PGlite, while the service is stopped', () => ''],
])('tapis fsck on %s', (_, databaseUrl) => {
  let city: City
  let documents: readonly SignedSample[]
  const store = () => join(city.folder, 'data', 'documents')

  beforeAll(async () => {
    city = await startCity({ DATABASE_URL: databaseUrl() })
    documents = [await city.post('disdukcapil-kk'), await city.post('bpprd-sppt')]
    if (databaseUrl() === '') await city.service.interrupt()
  })
  afterAll(() => city.close())

  const fsck = (...flags: readonly string[]) =>
    tapis(['fsck', '--data', join(city.folder, 'data'), ...flags], { DATABASE_URL: databaseUrl() })

  function pathOf(code: string): string {
    const names = readdirSync(store(), { recursive: true, encoding: 'utf8' })
    return join(store(), names.find((name) => name.endsWith(`${code}.pdf`)) ?? '')
  }

  it('ends with 0 where everything is as it should be, also in JSON', () => {
    const { status, out, err } = fsck()
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out).toMatch(/^2 documents, 2 files: 0 missing, 0 altered, 0 unreadable; 0 without a record/)
    expect(JSON.parse(fsck('--json').out)).toMatchObject({ documents: 2, clean: true, belongs: 'together' })
  })

  it('names the documents whose files are altered or gone, and ends with 1', () => {
    const [first = '', second = ''] = documents.map(({ code }) => code)
    const [altered, gone] = [readFileSync(pathOf(first)), readFileSync(pathOf(second))]
    const [alteredPath, gonePath] = [pathOf(first), pathOf(second)]
    writeFileSync(alteredPath, Buffer.from(altered).fill(0x20, 500, 501))
    rmSync(gonePath)
    const { status, out } = fsck()
    expect(status).toBe(1)
    expect(out).toMatch(new RegExp(`^altered +${first}$`, 'm'))
    expect(out).toMatch(new RegExp(`^missing +${second}$`, 'm'))
    const lines = fsck('--quick', '--json')
      .out.trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      { finding: 'missing', code: second },
      { missing: 1, altered: 0, quick: true },
    ])
    writeFileSync(alteredPath, altered, { mode: 0o600 })
    writeFileSync(gonePath, gone, { mode: 0o600 })
    expect(fsck().status).toBe(0)
  })

  it('moves files without a record only when their number is right, and destroys none', () => {
    placeInStore(store(), '0000000000000000.pdf', 'nobody knows this', new Date('2026-01-01'))
    expect(fsck()).toMatchObject({ status: 1, out: expect.stringMatching(/^orphan +0000000000000000\.pdf/) })
    expect(fsck('--move-orphans', '2')).toMatchObject({ status: 1, err: expect.stringContaining('found 1') })
    const { status, out } = fsck('--move-orphans', '1')
    expect(status).toBe(0)
    const shelf = /moved to (\S+)/.exec(out)?.[1] ?? ''
    expect(readFileSync(join(shelf, '0000000000000000.pdf'), 'utf8')).toBe('nobody knows this')
    expect(fsck().status).toBe(0)
  })

  it('moves nothing beside a database that the files do not belong to', () => {
    const file = join(store(), 'installation')
    const owner = readFileSync(file, 'utf8')
    writeFileSync(file, '6f1c2a40-0000-4000-8000-000000000001\n')
    expect(fsck('--move-orphans', '1')).toMatchObject({
      status: 1,
      err: expect.stringContaining('INSTALLATION_MISMATCH'),
    })
    expect(fsck()).toMatchObject({ status: 1, out: expect.stringContaining('another installation') })
    writeFileSync(file, owner)
  })
})

it.each([
  ['--move-orphans', '0'],
  ['--move-orphans', 'all'],
  ['--move-unfinished', '-1'],
  ['extra', 'words'],
])('ends with 2 for %s %s', (...flags) => {
  expect(tapis(['fsck', ...flags]).status).toBe(2)
})

it('says where there is no database, and makes none', () => {
  const { status, err } = tapis(['fsck', '--data', '/nonexistent/data'])
  expect(status).toBe(2)
  expect(err).toContain('is not there: nothing to compare')
})
