// The second half of a signature, in a thread without keys: puts the signature value into the
// prepared document and validates the result as everybody else will.
import {
  completeSignature,
  PadesError,
  type PreparedSignature,
  type SignatureValue,
} from '@tapis/pades/create'
import { sha256Hex } from '@tapis/pades/node'
import { readUploaded, type UploadedFile } from '../uploads/upload.ts'
import { type CheckedSignature, checkOwnOutput, type OutputTrust } from './check-own-output.ts'

interface Finishing {
  readonly file: UploadedFile
  readonly prepared: PreparedSignature
  readonly value: SignatureValue
  readonly trust: OutputTrust
}

export type FinishedDocument =
  | (CheckedSignature & {
      readonly pdf: Uint8Array<ArrayBuffer>
      /** Of `pdf`, 64 lower-case hexadecimal digits. */
      readonly sha256: string
    })
  /**
   * The timestamp token is larger than was foreseen: it has to be prepared anew with so much room.
   */
  | { readonly neededBytes: number }

/** @throws ApiError EARLIER_SIGNATURE_BROKEN, OUTPUT_NOT_VALID; PadesError */
export async function finishDocument({ file, prepared, value, trust }: Finishing): Promise<FinishedDocument> {
  const submitted = readUploaded(file)
  const pdf = completed(submitted, prepared, value)
  if (typeof pdf === 'number') return { neededBytes: pdf }
  const checked = await checkOwnOutput(trust, { submitted, signed: pdf, fieldName: prepared.fieldName })
  return { ...checked, pdf, sha256: sha256Hex(pdf) }
}

function completed(
  submitted: Uint8Array,
  prepared: PreparedSignature,
  value: SignatureValue,
): Uint8Array<ArrayBuffer> | number {
  try {
    return completeSignature(submitted, prepared, value).bytes()
  } catch (error) {
    if (error instanceof PadesError && error.neededBytes !== undefined) return error.neededBytes
    throw error
  }
}
