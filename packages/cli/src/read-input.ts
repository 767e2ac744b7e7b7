// Reading a file that the command line names.

import { type FileHandle, open } from 'node:fs/promises'

const PIECE_BYTES = 1024 ** 3

/** A file that cannot be read; `code` is stable, the system's own code is in the message. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code = 'CANNOT_READ'
}

/** @param pieceBytes how much is read at a time; default 1 GiB. @throws InputError CANNOT_READ */
export async function readInput(file: string, pieceBytes: number = PIECE_BYTES): Promise<Uint8Array> {
  try {
    await using handle = await open(file)
    const status = await handle.stat()
    // Only files have a size beforehand, and `readFile` takes no more than two gibibytes.
    return status.isFile() && status.size > pieceBytes
      ? await readInPieces(handle, status.size, pieceBytes)
      : await handle.readFile()
  } catch (cause) {
    throw cannotRead(cause)
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

/** For a file that somebody else reads piece by piece. @throws InputError CANNOT_READ */
export async function requireReadable(file: string): Promise<void> {
  try {
    await using handle = await open(file)
    // A folder can be opened, and fails at the first byte.
    await handle.read(new Uint8Array(1), 0, 1, 0)
  } catch (cause) {
    throw cannotRead(cause)
  }
}

function cannotRead(cause: unknown): InputError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new InputError(`the file cannot be read (${code})`, { cause })
}
