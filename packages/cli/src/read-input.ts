// Reading a file that the command line names.

import { readFile } from 'node:fs/promises'

/** A file that cannot be read; `code` is stable, the system's own code is in the message. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code = 'CANNOT_READ'
}

/** @throws InputError CANNOT_READ */
export async function readInput(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new InputError(`the file cannot be read (${code})`, { cause })
  }
}
