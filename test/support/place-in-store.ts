// A file put into a document folder by hand, where the store would look for it.

import { createHash } from 'node:crypto'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes `content` as `name`, such as `0000000000000000.pdf`, last changed at `at`; its path. */
export function placeInStore(documents: string, name: string, content: string, at = new Date()): string {
  const digest = createHash('sha256').update(name).digest('hex')
  const folder = join(documents, digest.slice(0, 2), digest.slice(2, 4))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, name)
  writeFileSync(path, content, { mode: 0o600 })
  utimesSync(path, at, at)
  return path
}
