// Signs from file to file, for documents larger than one wants in memory.
import { type PdfFile, type SignatureAppearance, type SignOptions, signGrowing } from '@tapis/pades/create'
import { deflate, digest } from '@tapis/pades/node'
import { present } from '@tapis/pki'
import { changeCopy } from '../../files/output/change-copy.ts'
import type { Replaceable } from '../../files/output/output-target.ts'
import type { PdfOnDisk } from '../../files/output/pdf-on-disk.ts'

/** How a file is signed. */
export type SignFileOptions = Omit<SignOptions, 'hash' | 'deflate' | 'appearance'> & {
  /**
   * Draws what the document shows of the signature, once it is known which bytes are signed.
   * Default: an invisible signature.
   */
  readonly draw?: (pdf: PdfFile) => Promise<SignatureAppearance | undefined>
  /** The file that may stand in the output's place and be lost. Default `nothing`. */
  readonly replaceable?: Replaceable
  /**
   * Looks at the signed copy before it takes the output's place: when it throws, nothing is
   * written. Default: nobody looks.
   */
  readonly check?: (signed: SignedCopy) => Promise<void>
}

interface SignedCopy {
  readonly copy: PdfOnDisk
  /** Length of the document as it was given, in bytes. */
  readonly before: number
  readonly fieldName: string
}

/** A file that was signed. */
export interface SignedFile {
  readonly fieldName: string
  /** How much was added to the document. */
  readonly addedBytes: number
  /** Remarks, as `SignedPdf.warnings`. */
  readonly warnings: readonly string[]
}

/**
 * Signs `input` and writes `output`, which is whole or as it was: a copy is made aside, signed,
 * synced and renamed. Memory: the cross-reference, and the few objects that change; all of the file
 * where it is damaged or a `check` reads it, and up to 256 MiB of it for a preflight.
 * @throws OutputError when the output is there already, is no file or cannot be written; Error of
 *   the system when the input cannot be read; what `signPdf`, `draw` and `check` throw
 */
export async function signFile(
  input: string,
  output: string,
  { replaceable = 'nothing', ...options }: SignFileOptions,
): Promise<SignedFile> {
  const { result, addedBytes } = await changeCopy(input, output, replaceable, (copy) =>
    signCopy(copy, options),
  )
  return { ...result, addedBytes }
}

async function signCopy(copy: PdfOnDisk, { draw, check, ...options }: Omit<SignFileOptions, 'replaceable'>) {
  const before = copy.pdf.length
  const appearance = await draw?.(copy.pdf)
  const signed = await signGrowing(copy, { ...options, ...present({ appearance }), hash: digest, deflate })
  await check?.({ copy, before, fieldName: signed.fieldName })
  return signed
}
