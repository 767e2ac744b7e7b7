// What lies in a service's data folder: counted, aged, kept and put back, and filled with invented
// documents.

import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const documents = (dataFolder: string) => join(dataFolder, 'documents')

/** Of signed documents, wherever in the folder they lie. */
export async function countPdfs(dataFolder: string): Promise<number> {
  return (await readdir(documents(dataFolder), { recursive: true })).filter((name) => name.endsWith('.pdf'))
    .length
}

/** Sets every document's time back, as if it had been signed then. */
export async function age(dataFolder: string, hours: number): Promise<void> {
  const then = new Date(Date.now() - hours * 60 * 60 * 1000)
  const names = await readdir(documents(dataFolder), { recursive: true })
  await Promise.all(
    names
      .filter((name) => name.endsWith('.pdf'))
      .map((name) => utimes(join(documents(dataFolder), name), then, then)),
  )
}

/** A copy of the folder beside it, with its times. */
export async function keep(folder: string, name: string): Promise<void> {
  await rm(`${folder}-${name}`, { recursive: true, force: true })
  await cp(folder, `${folder}-${name}`, { recursive: true, preserveTimestamps: true })
}

export async function putBack(folder: string, name: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await cp(`${folder}-${name}`, folder, { recursive: true, preserveTimestamps: true })
}

/** The code of the invented document number `index`; every digit is Crockford's too. */
const inventedCode = (index: number) => String(index).padStart(16, '0')

/** Writes documents 1 to `count` where the folder store keeps them, two hours old. */
export async function inventDocuments(dataFolder: string, count: number): Promise<void> {
  const folders = new Set<string>()
  const then = new Date(Date.now() - 2 * 60 * 60 * 1000)
  for (let index = 1; index <= count; index++) {
    const key = `${inventedCode(index)}.pdf`
    const digest = createHash('sha256').update(key).digest('hex')
    const folder = join(documents(dataFolder), digest.slice(0, 2), digest.slice(2, 4))
    if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 })
    folders.add(folder)
    await writeFile(join(folder, key), key, { mode: 0o600 })
    await utimes(join(folder, key), then, then)
  }
}
