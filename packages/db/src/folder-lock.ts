// One process at a time in a PGlite folder: two would write the same pages and destroy the
// database. SQLite's file lock is the one operating-system lock that Node offers: the kernel lets
// go of it when the process dies, where a file with a process id would outlive it, and would mean
// nothing across containers.
import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DatabaseError } from './errors.ts'

/**
 * Takes `FOLDER.lock`, beside the folder, and returns what releases it. The file stays; only the
 * lock on it counts.
 *
 * @throws DatabaseError UNAVAILABLE when this or another process has the folder open.
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const path = resolve(folder)
  await mkdir(dirname(path), { recursive: true })
  const file = new DatabaseSync(`${path}.lock`, { timeout: 0 })
  try {
    // Without a journal file: nothing is ever written.
    file.exec('pragma journal_mode = memory')
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    if (isBusy(error))
      throw new DatabaseError('UNAVAILABLE', `openDatabase: ${path} is open in another process`)
    throw error
  }
  return () => {
    if (file.isOpen) file.close()
  }
}

/** SQLITE_BUSY, https://www.sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}
