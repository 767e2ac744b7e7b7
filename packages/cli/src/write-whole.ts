// Writing a file so that it is whole or not there.

import { open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Aside, synced, renamed: also when it is the input's own name. The pieces are written one after another. */
export async function writeWhole(path: string, pieces: readonly Uint8Array[]): Promise<void> {
  const aside = join(dirname(path), `.${process.pid}.tapis`)
  const file = await open(aside, 'wx', 0o644)
  try {
    for (const piece of pieces) await file.writeFile(piece)
    await file.sync()
    await file.close()
    await rename(aside, path)
  } catch (cause) {
    await file.close()
    await rm(aside, { force: true })
    throw cause
  }
}
