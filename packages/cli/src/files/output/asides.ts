// Makes files beside where they will stand. They are gone when the work fails, and when the process
// is told to end.

import { rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'

const unfinished = new Set<string>()

/**
 * Calls `work` with the name of a file that is not there yet, in that folder, and removes it unless
 * `work` renamed it. The name is drawn: process numbers begin anew in every container, and would
 * meet what a crash left behind.
 */
export async function withAside<T>(folder: string, work: (aside: string) => Promise<T>): Promise<T> {
  const aside = join(folder, `.${crypto.randomUUID()}.tapis`)
  unfinished.add(aside)
  try {
    return await work(aside)
  } finally {
    // Where it cannot be removed, what `work` threw is still what there is to tell.
    await rm(aside, { force: true }).catch(() => undefined)
    unfinished.delete(aside)
  }
}

/**
 * Removes what is in the making, for a process that ends at once. Nothing may be written
 * afterwards.
 */
export function removeUnfinished(): void {
  for (const aside of unfinished) rmSync(aside, { force: true })
}
