// Reads what the signatures of a document rest on: who signed, by whose timestamps, and the
// certificates that came with them. Nothing is verified: whoever augments a document has validated
// it.

import { OID } from '@tapis/pki'
import { Asn1Error, readBerPrefix } from '@tapis/pki/asn1'
import { identifies, parseSignedData, type SignedData } from '@tapis/pki/cms'
import { parseTimestampInfo } from '@tapis/pki/timestamp'
import { type Certificate, parseCertificate } from '@tapis/pki/x509'
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isName, isString, type PdfDictionary } from '../../pdf/objects.ts'

export interface FoundSignature {
  readonly isDocumentTimestamp: boolean
  /**
   * Of /ByteRange: where /Contents begins, and the end of what is covered; 0 when it cannot be
   * read.
   */
  readonly gapStart: number
  readonly end: number
  /** What a document timestamp states. */
  readonly time?: Date
  /** What the signature timestamps among its unsigned attributes state. */
  readonly timestamps: readonly Date[]
  /** /Contents as the file has it, padding included. */
  readonly contents: Uint8Array
  /**
   * Whoever signed it and its timestamps; undefined for one whose certificate did not come with it.
   */
  readonly signer: Certificate | undefined
  readonly authorities: readonly (Certificate | undefined)[]
  readonly certificates: readonly Certificate[]
}

/**
 * Reads a signature dictionary; undefined when its CMS object cannot be read, so that nothing can
 * be kept for it.
 */
export function readSignature(document: PdfDocument, signature: PdfDictionary): FoundSignature | undefined {
  const contents = document.resolve(signature.entries.get('Contents'))
  if (!isString(contents)) return undefined
  try {
    const own = parseSignedData(readBerPrefix(contents.bytes).element)
    const tokens = own.signerInfos.flatMap(
      ({ unsignedAttributes }) => unsignedAttributes.get(OID.signatureTimestampToken) ?? [],
    )
    const stamps = tokens.map(parseSignedData)
    const range = document.resolve(signature.entries.get('ByteRange'))
    const [, gapStart = 0, second = 0, length = 0] = (isArray(range) ? range : []).map((offset) =>
      typeof offset === 'number' ? offset : 0,
    )
    const subFilter = document.resolve(signature.entries.get('SubFilter'))
    const isDocumentTimestamp = isName(subFilter) && subFilter.value === 'ETSI.RFC3161'
    return {
      isDocumentTimestamp,
      gapStart,
      end: second + length,
      ...(isDocumentTimestamp ? { time: timeOf(own) } : {}),
      timestamps: stamps.map(timeOf),
      contents: contents.bytes,
      signer: signerOf(own),
      authorities: stamps.map(signerOf),
      certificates: [own, ...stamps].flatMap(({ certificates }) => certificates.flatMap(readCertificates)),
    }
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}

function signerOf({ signerInfos, certificates }: SignedData): Certificate | undefined {
  const [signer] = signerInfos
  return (
    signer &&
    certificates.flatMap(readCertificates).find((certificate) => identifies(signer.identifier, certificate))
  )
}

/** @throws Asn1Error */
function timeOf({ content }: SignedData): Date {
  return parseTimestampInfo(content ?? new Uint8Array()).generationTime
}

/** Reads a certificate; one that cannot be read is none. */
export function readCertificates(der: Uint8Array): readonly Certificate[] {
  try {
    return [parseCertificate(der)]
  } catch (error) {
    if (error instanceof Asn1Error) return []
    throw error
  }
}
