// A PDF is kept in a file that updates are appended to. Of the document only what is looked at is
// read.
import { readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { GrowingPdf, PdfFile } from '@tapis/pades/create'
import { cannotWrite } from './output-error.ts'

/** The system reads no more than two gibibytes at a time. */
const PIECE_BYTES = 1024 ** 3

export class PdfOnDisk implements GrowingPdf, AsyncDisposable {
  readonly #file: FileHandle
  readonly #name: string
  #length: number

  private constructor(file: FileHandle, name: string, length: number) {
    this.#file = file
    this.#name = name
    this.#length = length
  }

  /**
   * Opens the file for reading and writing; nobody else may write to it.
   * @param name what errors call it: the output that the file will be. @throws Error of the system
   */
  static async open(path: string, name: string): Promise<PdfOnDisk> {
    const file = await open(path, 'r+')
    try {
      const { size } = await file.stat()
      return new PdfOnDisk(file, name, size)
    } catch (cause) {
      await file.close()
      throw cause
    }
  }

  /** The document as it is now; what is appended later is not part of it. */
  get pdf(): PdfFile {
    const { fd } = this.#file
    const length = this.#length
    return {
      length,
      read(target, position) {
        for (let done = 0; done < target.length; ) {
          const piece = Math.min(target.length - done, PIECE_BYTES)
          const bytes = readSync(fd, target, done, piece, position + done)
          if (bytes === 0) throw new Error('the file became shorter while it was read')
          done += bytes
        }
      },
    }
  }

  /** Appends an update. @throws OutputError CANNOT_WRITE */
  async append(update: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < update.length; ) {
        const left = update.length - written
        const { bytesWritten } = await this.#file.write(update, written, left, this.#length + written)
        written += bytesWritten
      }
    } catch (cause) {
      throw cannotWrite(this.#name, cause)
    }
    this.#length += update.length
  }

  /** Resolves once everything is on the disk. @throws OutputError CANNOT_WRITE */
  async sync(): Promise<void> {
    try {
      await this.#file.sync()
    } catch (cause) {
      throw cannotWrite(this.#name, cause)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}
