// A document store in a folder: `ab/cd/KEY`, sharded by a digest of the key so that no folder grows
// without end. A file is written under `unfinished/`, synced, and only then linked to its name: a
// crash leaves the whole file or none. What is set aside lies under `orphans/DATE/`; `installation`
// says whose folder it is.
import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DocumentStore, StoredObject, StoreKey, UnfinishedObject } from './document-store.ts'
import { parseStoreKey, StoreError } from './document-store.ts'
import { hasErrno, syncFolder, unlessMissing, writeSynced } from './durable-files.ts'

const INSTALLATION = 'installation'
const UNFINISHED = 'unfinished'
const ORPHANS = 'orphans'

/**
 * Opens the folder and makes nothing: `claim` does. Only the owner may read it: signed letters are
 * not for every account.
 */
export async function openFolderStore(folder: string): Promise<DocumentStore> {
  const path = (key: StoreKey) => join(folder, ...shard(key), key)
  const shelf = (name: string) => join(folder, ORPHANS, dated(name))
  return {
    identity: () => guarded(() => identity(folder)),
    claim: (id) => guarded(() => claim(folder, id)),
    probe: () => guarded(() => probe(folder)),
    put: (key, bytes) => guarded(() => put(folder, path(key), bytes)),
    get: (key) => guarded(() => unlessMissing(async () => new Uint8Array(await readFile(path(key))))),
    find: (key) => guarded(() => find(path(key), key)),
    delete: (key) => guarded(() => remove(path(key))),
    list: () => list(folder),
    listUnfinished: () => listUnfinished(join(folder, UNFINISHED)),
    setAside: (key, date) => guarded(() => setAside(path(key), shelf(date))),
    setAsideUnfinished: (name, date) =>
      guarded(() => setAside(join(folder, UNFINISHED, basename(name)), join(shelf(date), UNFINISHED))),
  }
}

function shard(key: StoreKey): readonly [string, string] {
  const digest = createHash('sha256').update(key).digest('hex')
  return [digest.slice(0, 2), digest.slice(2, 4)]
}

function dated(name: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(name)) throw new TypeError('a shelf is named by a date, YYYY-MM-DD')
  return name
}

async function identity(folder: string): Promise<string | undefined> {
  const text = await unlessMissing(() => readFile(join(folder, INSTALLATION), 'utf8'))
  return text?.trim()
}

async function claim(folder: string, id: string): Promise<void> {
  await mkdir(join(folder, UNFINISHED), { recursive: true, mode: 0o700 })
  const before = await identity(folder)
  if (before === undefined) await writeOnce(folder, id)
  // Read back: of two first starts at once, the second finds the claim of the first.
  if ((await identity(folder)) !== id)
    throw new StoreError('STORE_CLAIMED', 'the document folder belongs to another installation')
}

async function writeOnce(folder: string, id: string): Promise<void> {
  const temporary = join(folder, UNFINISHED, randomUUID())
  try {
    await writeSynced(temporary, new TextEncoder().encode(`${id}\n`))
    await link(temporary, join(folder, INSTALLATION))
  } catch (error) {
    if (!hasErrno(error, 'EEXIST')) throw error
  } finally {
    await rm(temporary, { force: true })
  }
  for (const synced of [folder, dirname(folder)]) await syncFolder(synced)
}

async function probe(folder: string): Promise<void> {
  const temporary = join(folder, UNFINISHED, randomUUID())
  try {
    // A block, since a full disk may still take a few bytes into one that is begun.
    await writeSynced(temporary, new Uint8Array(4096))
  } finally {
    await rm(temporary, { force: true })
  }
}

async function put(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, UNFINISHED, randomUUID())
  const shardFolder = dirname(path)
  try {
    await writeSynced(temporary, bytes)
    await mkdir(shardFolder, { recursive: true, mode: 0o700 })
    // `link` and not `rename`, which would silently replace a file that has the name.
    await link(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    if (hasErrno(error, 'EEXIST')) throw new StoreError('STORE_KEY_TAKEN', 'the key is already stored')
    throw error
  }
  try {
    await rm(temporary)
    // The names are as durable as the folders that hold them: the shard, and the two above it if
    // they are new.
    for (const parent of [shardFolder, dirname(shardFolder), folder]) await syncFolder(parent)
  } catch (error) {
    // What went wrong first is what the operator must hear of.
    await rm(path, { force: true }).catch(() => undefined)
    throw error
  }
}

async function find(path: string, key: StoreKey): Promise<StoredObject | undefined> {
  const found = await unlessMissing(() => stat(path))
  return found?.isFile() ? { key, bytes: found.size, storedAt: found.mtime } : undefined
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true })
  await unlessMissing(() => syncFolder(dirname(path)))
}

/**
 * First under its new name, then gone from the old one: a crash between the two leaves it twice,
 * never nowhere.
 */
async function setAside(path: string, shelf: string): Promise<void> {
  if ((await unlessMissing(() => stat(path))) === undefined) return
  await mkdir(shelf, { recursive: true, mode: 0o700 })
  const aside = join(shelf, basename(path))
  try {
    await link(path, aside)
  } catch (error) {
    if (!hasErrno(error, 'EEXIST')) throw error
    // The same file under both names: an earlier run ended between the two steps.
    if (!(await isSameFile(path, aside)))
      throw new StoreError('STORE_KEY_TAKEN', 'such a file was set aside before')
  }
  for (const parent of [shelf, dirname(shelf)]) await syncFolder(parent)
  await remove(path)
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(one), stat(other)])
  return first.dev === second.dev && first.ino === second.ino
}

async function* list(folder: string): AsyncIterable<StoredObject> {
  for (const first of await shardsOf(folder))
    for (const second of await shardsOf(join(folder, first)))
      for (const name of await namesIn(join(folder, first, second))) {
        const key = parseStoreKey(name)
        // In another shard than its own, a file is not one that `get` would give out.
        if (key === undefined || shard(key).join() !== `${first},${second}`) continue
        const found = await guarded(() => find(join(folder, first, second, name), key))
        if (found !== undefined) yield found
      }
}

async function shardsOf(folder: string): Promise<readonly string[]> {
  return (await namesIn(folder)).filter((name) => /^[0-9a-f]{2}$/.test(name))
}

async function* listUnfinished(unfinished: string): AsyncIterable<UnfinishedObject> {
  for (const name of await namesIn(unfinished)) {
    const found = await guarded(() => unlessMissing(() => stat(join(unfinished, name))))
    if (found?.isFile()) yield { name, bytes: found.size, storedAt: found.mtime }
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await guarded(() => unlessMissing(() => readdir(folder)))) ?? []
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError || error instanceof TypeError) throw error
    // The paths in the system's message are the operator's business, not the client's: they stay in
    // the cause.
    throw new StoreError('STORE_UNAVAILABLE', 'the document folder failed', { cause: error })
  }
}
