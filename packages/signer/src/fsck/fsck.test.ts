import { appendFile, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listEvents } from '@tapis/db'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DocumentStore, StoreError, storeKey } from '../store/document-store.ts'
import { startCity, type TestCity } from '../testing/city.ts'
import { signerOn } from '../testing/harness.ts'
import { samplePdf } from '../testing/sample-pdf.ts'
import { compareStore, type StoreFinding } from './compare-store.ts'
import { setAsideOrphans, setAsideUnfinished } from './set-aside.ts'

const operator = 'operator-contoh'
const HOURS = 60 * 60 * 1000

let city: TestCity
let signer: Awaited<ReturnType<typeof signerOn>>
let code = ''

beforeAll(async () => {
  city = await startCity()
})
afterAll(() => city.close())

beforeEach(async () => {
  // Each case has documents of its own alone: files of another case's store would be missing in
  // this one.
  await city.database.db.execute('set session_replication_role = replica')
  for (const table of ['idempotency_keys', 'signatures', 'documents', 'events'])
    await city.database.db.execute(`delete from ${table}`)
  await city.database.db.execute('set session_replication_role = origin')
  signer = await signerOn(city)
  const response = await signer.post(await samplePdf(), signer.request)
  code = (await response.json()).code
})
afterEach(() => signer.close())

const store = () => signer.deps.documentStore

async function compare({ quick = false, over = store(), now = new Date() } = {}) {
  const findings: StoreFinding[] = []
  const counts = await compareStore({ db: signer.deps.db, store: over, now, quick }, (finding) =>
    findings.push(finding),
  )
  return { findings, counts }
}

async function pathOf(name: string): Promise<string> {
  const names = await readdir(signer.documents, { recursive: true })
  return join(signer.documents, names.find((path) => path.endsWith(name)) ?? '')
}

async function addOrphan(name: string, age = 2 * HOURS): Promise<string> {
  const file = storeKey(name)
  await store().put(file, new Uint8Array([1, 2, 3]))
  const at = new Date(Date.now() - age)
  await utimes(await pathOf(name), at, at)
  return file
}

async function addUnfinished(name: string, age = 2 * HOURS): Promise<void> {
  const path = join(signer.documents, 'unfinished', name)
  await writeFile(path, 'half')
  const at = new Date(Date.now() - age)
  await utimes(path, at, at)
}

const clean = { missing: 0, altered: 0, unreadable: 0, orphan: 0, unfinished: 0, young: 0 }

describe('comparing records with files', () => {
  it('finds nothing where every record has its file and every file its record', async () => {
    expect(await compare()).toEqual({ findings: [], counts: { documents: 1, files: 1, ...clean } })
  })

  it('names the document whose file is gone', async () => {
    await store().delete(storeKey(`${code}.pdf`))
    const { findings, counts } = await compare()
    expect(findings).toEqual([{ finding: 'missing', code }])
    expect(counts).toMatchObject({ documents: 1, files: 0, missing: 1 })
  })

  it('names the document whose file has another size, however little it looks', async () => {
    await appendFile(await pathOf(`${code}.pdf`), '%')
    expect((await compare({ quick: true })).findings).toEqual([{ finding: 'altered', code }])
    expect((await compare()).findings).toEqual([{ finding: 'altered', code }])
  })

  it('names the document of which one bit differs, unless only sizes are looked at', async () => {
    const path = await pathOf(`${code}.pdf`)
    const bytes = await readFile(path)
    bytes.writeUInt8(bytes.readUInt8(200) ^ 1, 200)
    await writeFile(path, bytes)
    expect((await compare({ quick: true })).findings).toEqual([])
    expect((await compare()).findings).toEqual([{ finding: 'altered', code }])
  })

  it('goes on after a file that cannot be read', async () => {
    const unreadable: DocumentStore = {
      ...store(),
      get: () => Promise.reject(new StoreError('STORE_UNAVAILABLE', 'EIO')),
    }
    const { findings, counts } = await compare({ over: unreadable })
    expect(findings).toEqual([{ finding: 'unreadable', code }])
    expect(counts).toMatchObject({ unreadable: 1, files: 1 })
  })

  it('tells old files without a record and old halves from young ones', async () => {
    const file = await addOrphan('0000000000000000.pdf')
    await addOrphan('0000000000000001.pdf', 0.5 * HOURS)
    await addUnfinished('old')
    await addUnfinished('young', 0.5 * HOURS)
    const { findings, counts } = await compare()
    expect(findings).toMatchObject([
      { finding: 'orphan', file },
      { finding: 'unfinished', file: 'old' },
    ])
    expect(counts).toMatchObject({ orphan: 1, unfinished: 1, young: 2, files: 3 })
  })

  it('raises no alarm for a document that is recorded between the two looks', async () => {
    let posted = false
    const slow: DocumentStore = {
      ...store(),
      async *list() {
        if (!posted) await signer.post(await samplePdf(), { ...signer.request, number: '503/0002/SIP/2026' })
        posted = true
        yield* store().list()
      },
    }
    // As if it were tomorrow: the new document's file is old already, and only its record saves it.
    const tomorrow = new Date(Date.now() + 24 * HOURS)
    const { findings, counts } = await compare({ over: slow, now: tomorrow })
    expect(findings).toEqual([])
    expect(counts).toMatchObject({ documents: 1, files: 2 })
  })
})

describe('setting aside', () => {
  const options = (expected: number, now = new Date()) => ({
    db: signer.deps.db,
    store: store(),
    now,
    expected,
    operator,
  })

  it('moves exactly the old files without a record, keeps their bytes, and leaves an event', async () => {
    const file = await addOrphan('0000000000000000.pdf')
    await addOrphan('0000000000000001.pdf', 0.5 * HOURS)
    const shelf = await setAsideOrphans(options(1))
    expect([...(await readFile(join(signer.documents, 'orphans', shelf, file)))]).toEqual([1, 2, 3])
    expect((await compare()).counts).toMatchObject({ orphan: 0, young: 1, missing: 0, files: 2 })
    expect(await listEvents(signer.deps.db, { kind: 'orphans.move' })).toMatchObject([
      { outcome: 'done', actor: 'operator', operator },
    ])
  })

  it.each([0, 1, 3])('moves nothing when %i are expected and 2 are found', async (expected) => {
    await addOrphan('0000000000000000.pdf')
    await addOrphan('0000000000000001.pdf')
    await expect(setAsideOrphans(options(expected))).rejects.toMatchObject({
      code: 'COUNT_DIFFERS',
      found: 2,
    })
    expect((await compare()).counts).toMatchObject({ orphan: 2 })
    expect(await listEvents(signer.deps.db, { kind: 'orphans.move' })).toEqual([])
  })

  it('never moves a file that has a record', async () => {
    const tomorrow = new Date(Date.now() + 24 * HOURS)
    await expect(setAsideOrphans(options(1, tomorrow))).rejects.toMatchObject({ found: 0 })
    expect((await compare()).counts).toMatchObject({ missing: 0 })
  })

  it('moves old halves when they are the ones that are meant', async () => {
    await addUnfinished('old')
    await addUnfinished('young', 0.5 * HOURS)
    await expect(setAsideUnfinished(options(2))).rejects.toMatchObject({ code: 'COUNT_DIFFERS', found: 1 })
    const shelf = await setAsideUnfinished(options(1))
    expect(await readdir(join(signer.documents, 'orphans', shelf, 'unfinished'))).toEqual(['old'])
    expect(await readdir(join(signer.documents, 'unfinished'))).toEqual(['young'])
  })
})
