// Completing a prepared signature: the SignedData is put into its reservation, and the update behind the document.

import type { SignatureAlgorithm } from '../asn1/algorithms.ts'
import { Asn1Error, readDer } from '../asn1/der-reader.ts'
import { integerBytes, sequence } from '../asn1/der-values.ts'
import { PadesError } from './errors.ts'
import type { PreparedSignature } from './prepared-signature.ts'
import { assembleSignedData, signedDataTemplate } from './signed-data.ts'
import { type SignedPdf, signedPdf } from './signed-pdf.ts'

export interface SignatureValue {
  /** As the custodian gave it: for ECDSA, DER SEQUENCE { r, s }. */
  readonly signature: Uint8Array
  /** DER TimeStampToken whose imprint is the SHA-256 of `signature`. */
  readonly timestampToken?: Uint8Array
}

/**
 * The signed file. Not checked: that the signature verifies, and that `pdf` is the document that was prepared, beyond its length.
 * @throws PadesError DOCUMENT_MISMATCH, and what `completeUpdate` throws
 */
export function completeSignature(
  pdf: Uint8Array,
  prepared: PreparedSignature,
  value: SignatureValue,
): SignedPdf {
  if (pdf.length !== prepared.originalBytes) {
    const expected = `the document of ${prepared.originalBytes} bytes that was prepared`
    throw new PadesError('DOCUMENT_MISMATCH', `expected ${expected}, found ${pdf.length} bytes`)
  }
  const { fieldName, warnings } = prepared
  return signedPdf(pdf, { update: completeUpdate(prepared, value), fieldName, warnings })
}

/**
 * What belongs behind the document: the update with its SignedData, for whoever appends it to a file.
 * @throws PadesError SIGNATURE_MALFORMED, CONTENTS_TOO_SMALL (with `neededBytes`)
 */
export function completeUpdate(prepared: PreparedSignature, value: SignatureValue): Uint8Array {
  const template = signedDataTemplate(prepared.certificatePath, prepared.algorithm)
  requireWellFormed(value.signature, template.algorithm)
  const signedData = assembleSignedData(template, {
    signedAttributes: prepared.signedAttributes,
    ...value,
  })
  if (signedData.length > prepared.reservedBytes) {
    throw new PadesError(
      'CONTENTS_TOO_SMALL',
      `expected a SignedData of at most ${prepared.reservedBytes} bytes, found ${signedData.length}`,
      { neededBytes: signedData.length },
    )
  }
  const update = prepared.update.slice()
  writeHexadecimal(update, prepared.contentsOffset - prepared.originalBytes, signedData)
  return update
}

/** Catches the r || s of WebCrypto where CMS wants Ecdsa-Sig-Value: no reader could verify it. */
function requireWellFormed(signature: Uint8Array, { signatureFormat, name }: SignatureAlgorithm): void {
  if (signatureFormat.kind !== 'ecdsa-sig-value') return
  try {
    const [r, s] = sequence(readDer(signature))
    integerBytes(r)
    integerBytes(s)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new PadesError('SIGNATURE_MALFORMED', `expected a DER SEQUENCE { r, s } of ${name}`, { cause })
  }
}

/** What is left of the reservation keeps its zeros, which decode to zero bytes after the DER. */
export function writeHexadecimal(target: Uint8Array, offset: number, bytes: Uint8Array): void {
  let at = offset
  for (const byte of bytes) {
    target[at++] = digit(byte >> 4)
    target[at++] = digit(byte & 0x0f)
  }
}

function digit(value: number): number {
  return value < 10 ? 0x30 + value : 0x57 + value
}
