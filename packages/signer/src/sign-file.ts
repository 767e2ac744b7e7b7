// Signing from file to file: for documents larger than one wants in memory.
import { constants, fstatSync, readSync } from 'node:fs'
import { copyFile, type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type PdfFile, type SignatureUpdate, type SignOptions, signatureUpdate } from '@tapis/pades/create'
import { deflate } from './deflate.ts'
import { digest } from './digest.ts'

export type SignFileOptions = Omit<SignOptions, 'hash' | 'deflate' | 'baseline'> & {
  /** Levels above take the whole file into memory: `augmentPdf`. */
  readonly baseline: Extract<SignOptions['baseline'], { level: 'B-B' | 'B-T' }>
}

/**
 * Signs `input` and writes `output`, which is whole or not there: a copy is made aside, signed, synced and renamed. What is hashed is the
 * copy, so that nobody who writes to the input meanwhile can have something else signed. Memory: the cross-reference, and the few objects
 * that change; for a damaged file all of it.
 * @returns the field and remarks, and what was added
 * @throws Error of the system when a file cannot be read or written; what `signatureUpdate` throws
 */
export async function signFile(
  input: string,
  output: string,
  options: SignFileOptions,
): Promise<SignatureUpdate> {
  const aside = join(dirname(output), `.${process.pid}.${crypto.randomUUID()}.tapis`)
  try {
    // Shares the blocks where the file system can.
    await copyFile(input, aside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    const signed = await appended(aside, options)
    await rename(aside, output)
    return signed
  } catch (cause) {
    await rm(aside, { force: true })
    throw cause
  }
}

async function appended(path: string, options: SignFileOptions): Promise<SignatureUpdate> {
  const file = await open(path, 'r+')
  try {
    const pdf = pdfFile(file)
    const signed = await signatureUpdate(pdf, { ...options, hash: digest, deflate })
    for (let written = 0; written < signed.update.length; ) {
      const { bytesWritten } = await file.write(
        signed.update,
        written,
        signed.update.length - written,
        pdf.length + written,
      )
      written += bytesWritten
    }
    await file.sync()
    return signed
  } finally {
    await file.close()
  }
}

/** The file as it is now; it must stay open, and as it is. */
function pdfFile({ fd }: FileHandle): PdfFile {
  const { size } = fstatSync(fd)
  return {
    length: size,
    read(target, position) {
      for (let done = 0; done < target.length; ) {
        const bytes = readSync(fd, target, done, target.length - done, position + done)
        if (bytes === 0) throw new Error('the file became shorter while it was read')
        done += bytes
      }
    },
  }
}
