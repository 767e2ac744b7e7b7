// Database, secrets, documents and uploads are for the account that runs the service and for nobody
// else on the machine. PGlite gives each of its files mode 0666 whatever the umask is: what keeps
// them private is the folder around them.

import type { Stats } from 'node:fs'
import { lstat, opendir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { InstallationError } from './installation-error.ts'

const PRIVATE = ['database', 'secrets', 'documents', 'uploads'] as const

/**
 * So many entries of one folder's two levels are looked at: enough to notice a wrong mode, and no
 * more however many documents there are.
 */
const MOST_ENTRIES = 2000

/** PGlite makes the files in it, which nobody reaches who may not enter the folder. */
const OPEN_INSIDE = 'database'

/** Has this process make files and folders that its owner alone may read from now on. */
export function keepPrivate(): void {
  process.umask(0o077)
}

/**
 * Requires what is in the data folder to be the caller's own and unreadable by group and others,
 * two levels deep. The data folder itself may be anybody's: whoever made it may have let others
 * look at the names of what is in it.
 *
 * @throws InstallationError DATA_NOT_PRIVATE with the command that mends it
 */
export async function requirePrivate(dataFolder: string): Promise<void> {
  // Windows knows no such modes.
  if (process.getuid === undefined) return
  const owner = process.getuid()
  const found = await Promise.all(PRIVATE.map((name) => findExposure(join(dataFolder, name), owner)))
  const exposed = found.filter((one) => one !== undefined)
  const [first] = exposed
  if (first === undefined) return
  const folders = [...new Set(exposed.map(({ folder }) => folder))].join(' ')
  throw new InstallationError(
    'DATA_NOT_PRIVATE',
    first.reason === 'owner'
      ? `${first.path} belongs to another account than the one that runs this. Run: chown -R ${owner} ${folders}`
      : `${first.path} can be read by other accounts of this machine. Run: chmod -R go= ${folders}`,
  )
}

interface Exposure {
  readonly folder: string
  readonly path: string
  readonly reason: 'mode' | 'owner'
}

async function findExposure(folder: string, owner: number): Promise<Exposure | undefined> {
  // A link to a volume is followed; links inside are not.
  const top = await unlessMissing(() => stat(folder))
  if (top === undefined) return undefined
  const reason = exposedBy(top, owner)
  if (reason !== undefined) return { folder, path: folder, reason }
  for await (const path of twoLevels(folder)) {
    const entry = await unlessMissing(() => lstat(path))
    const wrong = entry === undefined || entry.isSymbolicLink() ? undefined : exposedBy(entry, owner)
    if (wrong === 'mode' && basename(folder) === OPEN_INSIDE) continue
    if (wrong !== undefined) return { folder, path, reason: wrong }
  }
  return undefined
}

function exposedBy({ mode, uid }: Stats, owner: number): Exposure['reason'] | undefined {
  if (uid !== owner) return 'owner'
  return (mode & 0o077) === 0 ? undefined : 'mode'
}

async function* twoLevels(folder: string): AsyncIterable<string> {
  let left = MOST_ENTRIES
  const deeper: string[] = []
  for await (const entry of await opendir(folder)) {
    // The file system keeps it at the root of a volume.
    if (entry.name === 'lost+found') continue
    if (left-- === 0) return
    const path = join(folder, entry.name)
    if (entry.isDirectory()) deeper.push(path)
    yield path
  }
  for (const inner of deeper)
    for await (const entry of await opendir(inner)) {
      if (left-- === 0) return
      yield join(inner, entry.name)
    }
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
