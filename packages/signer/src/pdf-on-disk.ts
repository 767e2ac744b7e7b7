// A PDF in a file that updates are appended to. Of the document only what is looked at is read.
import { readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { GrowingPdf, PdfFile } from '@tapis/pades/create'

export class PdfOnDisk implements GrowingPdf, AsyncDisposable {
  readonly #file: FileHandle
  #length: number

  private constructor(file: FileHandle, length: number) {
    this.#file = file
    this.#length = length
  }

  /** Opens the file for reading and writing; nobody else may write to it. @throws Error of the system */
  static async open(path: string): Promise<PdfOnDisk> {
    const file = await open(path, 'r+')
    try {
      const { size } = await file.stat()
      return new PdfOnDisk(file, size)
    } catch (cause) {
      await file.close()
      throw cause
    }
  }

  /** As it is now; what is appended later is not of it. */
  get pdf(): PdfFile {
    const { fd } = this.#file
    const length = this.#length
    return {
      length,
      read(target, position) {
        for (let done = 0; done < target.length; ) {
          const bytes = readSync(fd, target, done, target.length - done, position + done)
          if (bytes === 0) throw new Error('the file became shorter while it was read')
          done += bytes
        }
      },
    }
  }

  async append(update: Uint8Array): Promise<void> {
    for (let written = 0; written < update.length; ) {
      const left = update.length - written
      const { bytesWritten } = await this.#file.write(update, written, left, this.#length + written)
      written += bytesWritten
    }
    this.#length += update.length
  }

  /** Resolves once everything is on the disk. */
  async sync(): Promise<void> {
    await this.#file.sync()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }
}
