// A document store in a folder: `ab/cd/KEY`, sharded by a digest of the key so that no folder grows without end.
// A file is written under `unfinished/`, synced, and only then linked to its name: a crash leaves the whole file or none.
import { createHash, randomUUID } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { link, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DocumentStore, StoredObject, StoreKey } from './document-store.ts'
import { parseStoreKey, StoreError } from './document-store.ts'

/** Opens (and makes) the folder. Only the owner may read it: signed letters are not for every account of the machine. */
export async function openFolderStore(folder: string): Promise<DocumentStore> {
  const unfinished = join(folder, 'unfinished')
  await guarded(() => mkdir(unfinished, { recursive: true, mode: 0o700 }))
  const path = (key: StoreKey) => join(folder, ...shard(key), key)
  return {
    put: (key, bytes) => guarded(() => put(folder, path(key), join(unfinished, randomUUID()), bytes)),
    get: (key) => guarded(() => unlessMissing(async () => new Uint8Array(await readFile(path(key))))),
    delete: (key) => guarded(() => remove(path(key))),
    list: () => list(folder),
    sweepUnfinished: (olderThan) => guarded(() => sweep(unfinished, olderThan)),
  }
}

function shard(key: StoreKey): readonly [string, string] {
  const digest = createHash('sha256').update(key).digest('hex')
  return [digest.slice(0, 2), digest.slice(2, 4)]
}

async function put(folder: string, path: string, temporary: string, bytes: Uint8Array): Promise<void> {
  const shardFolder = dirname(path)
  try {
    await writeSynced(temporary, bytes)
    await mkdir(shardFolder, { recursive: true, mode: 0o700 })
    // `link` instead of `rename`: it refuses a name that exists, where `rename` would silently replace the file.
    await link(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    if (hasErrno(error, 'EEXIST')) throw new StoreError('STORE_KEY_TAKEN', 'the key is already stored')
    throw error
  }
  try {
    await rm(temporary)
    // The names are as durable as the folders that hold them: the shard, and the two above it if they are new.
    for (const parent of [shardFolder, dirname(shardFolder), folder]) await syncFolder(parent)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  await closing(file, async () => {
    await file.writeFile(bytes)
    await file.sync()
  })
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true })
  await unlessMissing(() => syncFolder(dirname(path)))
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await closing(folder, () => folder.sync())
}

async function closing(file: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    await file.close()
  }
}

async function* list(folder: string): AsyncIterable<StoredObject> {
  for (const first of await shardsOf(folder))
    for (const second of await shardsOf(join(folder, first)))
      for (const name of await guarded(() => readdir(join(folder, first, second)))) {
        const key = parseStoreKey(name)
        if (key === undefined) continue
        const found = await guarded(() => unlessMissing(() => stat(join(folder, first, second, name))))
        if (found?.isFile()) yield { key, bytes: found.size, storedAt: found.mtime }
      }
}

async function shardsOf(folder: string): Promise<readonly string[]> {
  return (await guarded(() => readdir(folder))).filter((name) => /^[0-9a-f]{2}$/.test(name))
}

async function sweep(unfinished: string, olderThan: Date): Promise<number> {
  let removed = 0
  for (const name of await readdir(unfinished)) {
    const path = join(unfinished, name)
    const found = await unlessMissing(() => stat(path))
    if (found === undefined || found.mtime >= olderThan) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError) throw error
    // The paths in the system's message are the operator's business, not the client's: they stay in the cause.
    throw new StoreError('STORE_UNAVAILABLE', 'the document folder failed', { cause: error })
  }
}

function hasErrno(error: unknown, errno: string): boolean {
  return error instanceof Error && 'code' in error && error.code === errno
}
