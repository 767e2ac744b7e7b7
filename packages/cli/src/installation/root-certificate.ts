// Publishes the city's root certificate where `tapis verify` finds it without being told, and where
// people copy it from. Once it is there it stays: another root in its place would turn every signed
// document into a stranger's.

import { randomUUID, X509Certificate } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TRUST_FOLDER } from '../files/trust-anchors.ts'
import { InstallationError } from './installation-error.ts'

/**
 * Passes when nothing is published yet or what is published is `root`, in DER; `undefined` is a
 * database that has no root yet.
 * @throws InstallationError ROOT_DIFFERS with both fingerprints
 */
export async function requireSameRoot(dataFolder: string, root: Uint8Array | undefined): Promise<void> {
  const published = await readPublished(dataFolder)
  if (published === undefined || (root !== undefined && Buffer.compare(published, root) === 0)) return
  const theirs = root === undefined ? 'has no root yet' : `has the root ${fingerprint(root)}`
  throw new InstallationError(
    'ROOT_DIFFERS',
    `${pathIn(dataFolder)} is the root ${fingerprint(published)}, and the database ${theirs}. Probably the database is ` +
      'another one than before. Start with the one that belongs to this data folder; for a new city, give it a folder ' +
      'of its own',
  )
}

/** Publishes the root, in DER, unless it is there. @throws InstallationError ROOT_DIFFERS */
export async function publishRoot(dataFolder: string, root: Uint8Array): Promise<void> {
  await requireSameRoot(dataFolder, root)
  if ((await readPublished(dataFolder)) !== undefined) return
  await mkdir(join(dataFolder, TRUST_FOLDER), { recursive: true })
  // It is written aside and linked: whoever looks finds the whole certificate or none, and never
  // another one in its place.
  const aside = `${pathIn(dataFolder)}.${randomUUID()}`
  try {
    await writeFile(aside, root, { flag: 'wx', flush: true })
    await link(aside, pathIn(dataFolder))
  } catch (cause) {
    // Of two first starts at once, the other one was faster.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    await requireSameRoot(dataFolder, root)
  } finally {
    await rm(aside, { force: true })
  }
}

const pathIn = (dataFolder: string) => join(dataFolder, TRUST_FOLDER, 'root.cer')

async function readPublished(dataFolder: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(pathIn(dataFolder))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}

/** Returns SHA-256 in hexadecimal with colons, as certificate viewers show it. */
function fingerprint(certificate: Uint8Array): string {
  try {
    return new X509Certificate(certificate).fingerprint256
  } catch {
    return '(no certificate)'
  }
}
