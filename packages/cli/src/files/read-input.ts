// Reads a file that the command line names.

import { type FileHandle, open, stat } from 'node:fs/promises'

const PIECE_BYTES = 1024 ** 3

/** A file that cannot be read; `code` is stable, the system's own code is in the message. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code = 'CANNOT_READ'
}

interface ReadOptions {
  /** What the error calls it. Default `the file`, where the line already begins with its name. */
  readonly called?: string
  /** How much is read at a time. Default 1 GiB. */
  readonly pieceBytes?: number
}

/** Returns the file's bytes. @throws InputError CANNOT_READ */
export async function readInput(
  file: string,
  { called = 'the file', pieceBytes = PIECE_BYTES }: ReadOptions = {},
): Promise<Uint8Array> {
  try {
    await using handle = await open(file)
    const status = await handle.stat()
    // Only files have a size beforehand, and `readFile` takes no more than two gibibytes.
    return status.isFile() && status.size > pieceBytes
      ? await readInPieces(handle, status.size, pieceBytes)
      : await handle.readFile()
  } catch (cause) {
    throw cannotRead(called, cause)
  }
}

async function readInPieces(handle: FileHandle, size: number, pieceBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size)
  for (let done = 0; done < size; ) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(pieceBytes, size - done), done)
    if (bytesRead === 0) return bytes.subarray(0, done)
    done += bytesRead
  }
  return bytes
}

/**
 * Refuses what cannot be read before somebody else reads it piece by piece.
 * @throws InputError CANNOT_READ
 */
export async function requireReadable(file: string): Promise<void> {
  try {
    const status = await stat(file)
    // What is taken from a pipe is gone, and opening it would wait for its writer.
    if (!status.isFile() && !status.isDirectory()) return
    await using handle = await open(file)
    // A folder can be opened, and fails at the first byte.
    await handle.read(new Uint8Array(1), 0, 1, 0)
  } catch (cause) {
    throw cannotRead('the file', cause)
  }
}

function cannotRead(called: string, cause: unknown): InputError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new InputError(`${called} cannot be read (${code})`, { cause })
}
