// Completes a prepared signature: puts the SignedData into its reservation, and the update behind
// the document.

import { sha256 } from '@noble/hashes/sha2.js'
import { Asn1Error, integerBytes, readDer, sequence } from '@tapis/pki/asn1'
import { PadesError } from '../errors.ts'
import { type SignedPdf, signedPdf } from '../growing-pdf.ts'
import { assembleSignedData, type SignedDataTemplate, signedDataTemplate } from '../signed-data.ts'
import { requireTokenOver } from '../token-imprint.ts'
import type { PreparedSignature } from './prepared-signature.ts'

/** What the holder of the key gives for a prepared signature. */
export interface SignatureValue {
  /** As the custodian gave it: for ECDSA, DER SEQUENCE { r, s }. */
  readonly signature: Uint8Array
  /** DER TimeStampToken whose imprint is the SHA-256 of `signature`. */
  readonly timestampToken?: Uint8Array
}

/**
 * Returns the signed file. Not checked: that the signature verifies, and that `pdf` is the document
 * that was prepared, beyond its length.
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
 * Returns what belongs behind the document: the update with its SignedData, for whoever appends it
 * to a file.
 * @throws PadesError SIGNATURE_MALFORMED, TIMESTAMP_MALFORMED, CONTENTS_TOO_SMALL (with
 *   `neededBytes`)
 */
export function completeUpdate(prepared: PreparedSignature, value: SignatureValue): Uint8Array {
  const template = signedDataTemplate(prepared.certificatePath, prepared.algorithm)
  requireWellFormed(value.signature, template)
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
  if (value.timestampToken !== undefined) requireTokenOver(sha256(value.signature), value.timestampToken)
  const update = prepared.update.slice()
  writeHexadecimal(update, prepared.contentsOffset - prepared.originalBytes, signedData)
  return update
}

/**
 * Catches what no reader could verify: the r || s of WebCrypto where CMS wants Ecdsa-Sig-Value, and
 * a value of RSA or EdDSA that is not as long as the key has it (RFC 8017 §8.2.1).
 */
function requireWellFormed(signature: Uint8Array, template: SignedDataTemplate): void {
  const { signatureFormat, name } = template.algorithm
  if (signatureFormat.kind !== 'ecdsa-sig-value') {
    if (signature.length === template.maximumSignatureBytes) return
    const expected = `a value of ${name} of ${template.maximumSignatureBytes} bytes`
    throw new PadesError('SIGNATURE_MALFORMED', `expected ${expected}, found ${signature.length}`)
  }
  try {
    const [r, s] = sequence(readDer(signature))
    integerBytes(r)
    integerBytes(s)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new PadesError('SIGNATURE_MALFORMED', `expected a DER SEQUENCE { r, s } of ${name}`, { cause })
  }
}

/**
 * Writes hexadecimal digits. The rest of the reservation keeps its zeros, which decode to zero
 * bytes after the DER.
 */
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
