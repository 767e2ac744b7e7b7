// A document on its way in: on disk rather than in memory, so that many half-sent ones cost nothing
// but their bytes there. The file loses its name at once; a process that ends, however it ends,
// leaves nothing behind.
import { createHash, randomUUID } from 'node:crypto'
import { readSync } from 'node:fs'
import { mkdir, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { StoreError } from '../store/document-store.ts'

/** Where uploads go while they are worked on. */
export interface UploadFolder {
  /** @throws StoreError STORE_UNAVAILABLE */
  create(): Promise<Upload>
}

/** A file that only this process can reach. Dispose of it: the disk has it for as long. */
export interface Upload extends AsyncDisposable {
  /** @throws StoreError STORE_UNAVAILABLE, for example of a full disk */
  write(chunk: Uint8Array): Promise<void>
  /** What threads of this process read it by. */
  readonly file: UploadedFile
  /** SHA-256 of what was written so far, 64 lower-case hexadecimal digits. */
  sha256(): string
}

/** Plain data: a descriptor means the same file in every thread of the process. */
export interface UploadedFile {
  readonly descriptor: number
  readonly bytes: number
}

/**
 * Makes the folder, for its owner only. It may be shared by several processes.
 * @throws StoreError STORE_UNAVAILABLE
 */
export async function openUploadFolder(folder: string): Promise<UploadFolder> {
  await onDisk(() => mkdir(folder, { recursive: true, mode: 0o700 }))
  return { create: () => onDisk(() => createUpload(join(folder, randomUUID()))) }
}

async function createUpload(path: string): Promise<Upload> {
  const handle = await open(path, 'wx+', 0o600)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    await unlink(path)
  } catch (error) {
    await handle.close()
    throw error
  }
  return {
    write: (chunk) =>
      onDisk(async () => {
        for (let done = 0; done < chunk.length; ) {
          const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, bytes + done)
          done += bytesWritten
        }
        hash.update(chunk)
        bytes += chunk.length
      }),
    get file() {
      return { descriptor: handle.fd, bytes }
    },
    sha256: () => hash.copy().digest('hex'),
    // Nobody else has the file, so that what a failing close loses is nobody's.
    [Symbol.asyncDispose]: () => handle.close().catch(() => undefined),
  }
}

/** The whole file, in the thread that works on it. @throws Error of the system */
export function readUploaded({ descriptor, bytes }: UploadedFile): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes)
  for (let done = 0; done < bytes; ) {
    const read = readSync(descriptor, whole, done, bytes - done, done)
    if (read === 0) throw new Error('an upload became shorter')
    done += read
  }
  return whole
}

async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new StoreError('STORE_UNAVAILABLE', 'the folder of uploads failed', { cause })
  }
}
