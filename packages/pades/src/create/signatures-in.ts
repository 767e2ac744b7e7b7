// What the signatures of a document rest on: who signed, by whose timestamps, and the certificates that came with them. Nothing is
// verified: whoever augments a document has validated it.

import { Asn1Error, readBerPrefix } from '../asn1/der-reader.ts'
import { OID } from '../asn1/oids.ts'
import { parseSignedData, type SignedData } from '../cms/signed-data.ts'
import { identifies } from '../cms/signer-identifier.ts'
import type { PdfDocument } from '../pdf/document.ts'
import { isArray, isName, isString, type PdfDictionary } from '../pdf/objects.ts'
import type { Certificate } from '../x509/certificate.ts'
import { readable } from './validation-data.ts'

export interface FoundSignature {
  readonly isDocumentTimestamp: boolean
  /** Of /ByteRange: where /Contents begins, and the end of what is covered; 0 when it cannot be read. */
  readonly gapStart: number
  readonly end: number
  /** Whether its unsigned attributes have a signature timestamp. */
  readonly hasTimestamp: boolean
  /** /Contents as the file has it, padding included. */
  readonly contents: Uint8Array
  /** The signer's certificate, and those of its timestamps' authorities, as far as they are at hand. */
  readonly signers: readonly Certificate[]
  readonly certificates: readonly Certificate[]
}

/** Undefined for one whose CMS object cannot be read: nothing can be kept for it. */
export function readSignature(document: PdfDocument, signature: PdfDictionary): FoundSignature | undefined {
  const contents = document.resolve(signature.entries.get('Contents'))
  if (!isString(contents)) return undefined
  try {
    const own = parseSignedData(readBerPrefix(contents.bytes).element)
    const tokens = own.signerInfos.flatMap(
      ({ unsignedAttributes }) => unsignedAttributes.get(OID.signatureTimestampToken) ?? [],
    )
    const all = [own, ...tokens.map(parseSignedData)]
    const range = document.resolve(signature.entries.get('ByteRange'))
    const [, gapStart = 0, second = 0, length = 0] = (isArray(range) ? range : []).map((offset) =>
      typeof offset === 'number' ? offset : 0,
    )
    const subFilter = document.resolve(signature.entries.get('SubFilter'))
    return {
      isDocumentTimestamp: isName(subFilter) && subFilter.value === 'ETSI.RFC3161',
      gapStart,
      end: second + length,
      hasTimestamp: tokens.length > 0,
      contents: contents.bytes,
      signers: all.flatMap(signersOf),
      certificates: all.flatMap(({ certificates }) => certificates.flatMap(readable)),
    }
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}

function signersOf({ signerInfos, certificates }: SignedData): readonly Certificate[] {
  const candidates = certificates.flatMap(readable)
  return signerInfos.flatMap(
    ({ identifier }) => candidates.find((certificate) => identifies(identifier, certificate)) ?? [],
  )
}
