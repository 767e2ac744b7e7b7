// Signing to one buffer, for tests that look at the whole file.
import { type SignOptions, signPdf } from '@tapis/pades/create'

/** Signs a document and returns the whole file. */
export async function signedBytes(pdf: Uint8Array, options: SignOptions): Promise<Uint8Array> {
  return (await signPdf(pdf, options)).bytes()
}
