// Files that are there wholly or not at all, and still after a power cut: written, synced, and only
// then named.
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'

/**
 * Makes a file that its owner alone may read. Its name is durable only once its folder is synced.
 */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  await closing(file, async () => {
    await file.writeFile(bytes)
    await file.sync()
  })
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await closing(folder, () => folder.sync())
}

/** `undefined` instead of the system's ENOENT. */
export async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined
    throw error
  }
}

export function hasErrno(error: unknown, errno: string): boolean {
  return error instanceof Error && 'code' in error && error.code === errno
}

async function closing(file: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    await file.close()
  }
}
