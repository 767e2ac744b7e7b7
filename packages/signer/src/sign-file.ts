// Signing from file to file: for documents larger than one wants in memory.
import { constants } from 'node:fs'
import { chmod, copyFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type PdfFile, type SignatureAppearance, type SignOptions, signGrowing } from '@tapis/pades/create'
import { deflate } from './deflate.ts'
import { digest } from './digest.ts'
import { PdfOnDisk } from './pdf-on-disk.ts'

export type SignFileOptions = Omit<SignOptions, 'hash' | 'deflate' | 'appearance'> & {
  /** Draws what the document shows of the signature, once it is known which bytes are signed. Default: an invisible signature. */
  readonly draw?: (pdf: PdfFile) => Promise<SignatureAppearance | undefined>
}

export interface SignedFile {
  readonly fieldName: string
  /** How much was added to the document. */
  readonly addedBytes: number
  /** Remarks, as `SignedPdf.warnings`. */
  readonly warnings: readonly string[]
}

/**
 * Signs `input` and writes `output`, which is whole or not there: a copy is made aside, signed, synced and renamed. What is hashed is the
 * copy, so that nobody who writes to the input meanwhile can have something else signed. Memory: the cross-reference, and the few objects
 * that change; all of the file where it is damaged, and up to 256 MiB of it for a preflight.
 * @throws Error of the system when a file cannot be read or written; what `signPdf` and `draw` throw
 */
export async function signFile(input: string, output: string, options: SignFileOptions): Promise<SignedFile> {
  const aside = join(dirname(output), `.${process.pid}.${crypto.randomUUID()}.tapis`)
  try {
    // Shares the blocks where the file system can.
    await copyFile(input, aside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
    // The copy of a file that may only be read may only be read as well.
    const { mode } = await stat(aside)
    await chmod(aside, mode | 0o200)
    const signed = await signInPlace(aside, options)
    await rename(aside, output)
    return signed
  } catch (cause) {
    await rm(aside, { force: true })
    throw cause
  }
}

async function signInPlace(path: string, { draw, ...options }: SignFileOptions): Promise<SignedFile> {
  await using document = await PdfOnDisk.open(path)
  const { length } = document.pdf
  const appearance = await draw?.(document.pdf)
  const signed = await signGrowing(document, {
    ...options,
    ...(appearance === undefined ? {} : { appearance }),
    hash: digest,
    deflate,
  })
  await document.sync()
  return { ...signed, addedBytes: document.pdf.length - length }
}
