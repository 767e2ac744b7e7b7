// Preparing a signature: one incremental update with the signature dictionary, its field and its appearance, the byte
// range digested, the attributes ready to be signed. EN 319 142-1 clause 6, ISO 32000-2 §12.8.

import type { SignatureAlgorithmName } from '../asn1/algorithms.ts'
import { SHA_256 } from '../asn1/algorithms.ts'
import { type Hash, webCryptoHash } from '../asn1/hash.ts'
import { latin1 } from '../pdf/characters.ts'
import { openPdf, type PdfDocument } from '../pdf/document.ts'
import { ref } from '../pdf/objects.ts'
import { serialize } from '../pdf/serialize.ts'
import { IncrementalUpdate } from '../pdf/update.ts'
import { addAppearance, addEmptyAppearance, type SignatureAppearance } from './appearance.ts'
import { type Deflate, fflateDeflate } from './deflate.ts'
import { PadesError } from './errors.ts'
import { addField, freeFieldName, readForm, refuseXfaAlone } from './interactive-form.ts'
import { geometryOf, placeBox } from './page-geometry.ts'
import { findPage } from './page-tree.ts'
import { earlierSignatures, requireSigningPermitted } from './permissions.ts'
import type { PreparedSignature } from './prepared-signature.ts'
import {
  type ReservedPlaces,
  type SignatureFields,
  writeByteRange,
  writeSignatureDictionary,
} from './signature-dictionary.ts'
import { addAnnotation, signatureField } from './signature-field.ts'
import { signedAttributes } from './signed-attributes.ts'
import {
  assembleSignedData,
  attributesOf,
  type SignedDataTemplate,
  signedDataTemplate,
} from './signed-data.ts'

export interface PrepareOptions {
  readonly fields: SignatureFields
  /** Default: an invisible field on the first page. */
  readonly appearance?: SignatureAppearance
  /** DER, the signer's first. */
  readonly certificatePath: readonly Uint8Array[]
  readonly algorithm: SignatureAlgorithmName
  /** Bytes of DER to reserve in /Contents; default: what the path, the signature and `timestampBytes` take, and 64 more. */
  readonly reservedBytes?: number
  /** Expected size of the time-stamp token; default 0, no token. */
  readonly timestampBytes?: number
  /** Digest of the byte range; default WebCrypto, which copies the document once more. */
  readonly hash?: Hash
  /** For the streams of the appearance; default fflate. */
  readonly deflate?: Deflate
}

const MARGIN_BYTES = 64
/** Identifier and two headers of the attribute around a token, with lengths of up to four bytes. */
const TIMESTAMP_ATTRIBUTE_BYTES = 48

/**
 * Prepares a signature. Not checked: that the path leads anywhere, and that the certificates are valid now.
 * @throws PdfError when the document cannot be read strictly; PadesError PDF_ENCRYPTED, SIGNING_NOT_PERMITTED,
 *   PAGE_NOT_FOUND, PAGE_TREE_INVALID, BOX_OFF_PAGE, FORM_INVALID, FIELD_NAME_INVALID, FIELD_NAME_TAKEN,
 *   CERTIFICATE_INVALID, ALGORITHM_MISMATCH
 */
export async function prepareSignature(pdf: Uint8Array, options: PrepareOptions): Promise<PreparedSignature> {
  const template = signedDataTemplate(options.certificatePath, options.algorithm)
  const attributes = await attributesOf(template)
  const document = openPdf(pdf)
  const hash = options.hash ?? webCryptoHash
  if (document.encrypted) {
    throw new PadesError('PDF_ENCRYPTED', 'the document is encrypted; it has to be signed before that')
  }
  const reservedBytes =
    options.reservedBytes ??
    foreseenBytes(template, attributes.encoded, options.timestampBytes ?? 0) + MARGIN_BYTES
  const update = new IncrementalUpdate(document)
  const { places, fieldName } = writeObjects(document, update, options, reservedBytes)
  const writer = update.finish(await identifierOf(document, update, hash))
  const byteRange = writeByteRange(writer, places)
  const bytes = writer.view().slice()
  const documentDigest = await hash(template.algorithm.digest.webCryptoName, [
    pdf,
    bytes.subarray(0, places.contentsStart - pdf.length),
    bytes.subarray(places.contentsEnd - pdf.length),
  ])
  return {
    originalBytes: pdf.length,
    update: bytes,
    byteRange,
    contentsOffset: places.contentsStart + 1,
    reservedBytes,
    fieldName,
    algorithm: options.algorithm,
    certificatePath: options.certificatePath,
    documentDigest,
    signedAttributes: signedAttributes(attributes, documentDigest),
  }
}

function writeObjects(
  document: PdfDocument,
  update: IncrementalUpdate,
  options: PrepareOptions,
  reservedBytes: number,
): { places: ReservedPlaces; fieldName: string } {
  const form = readForm(document)
  refuseXfaAlone(document, form)
  const { appearance } = options
  const earlier = earlierSignatures(document, form.fields.items)
  requireSigningPermitted(document, earlier, { isVisible: appearance !== undefined })
  const fieldName = freeFieldName(form, options.fields.fieldName)
  const page = findPage(document, appearance?.page ?? 1)
  const placement =
    appearance === undefined ? undefined : placeBox(geometryOf(document, page), appearance.rect)
  const appearanceNumber =
    appearance === undefined || placement === undefined
      ? addEmptyAppearance(update)
      : addAppearance(update, appearance, placement, options.deflate ?? fflateDeflate)
  const signature = update.allocate()
  let places: ReservedPlaces | undefined
  update.add(signature, (writer) => {
    places = writeSignatureDictionary(writer, options.fields, reservedBytes)
  })
  if (places === undefined) throw new TypeError('the signature dictionary was not written')
  const field = ref(update.allocate())
  const rect = placement?.rect ?? ([0, 0, 0, 0] as const)
  update.add(
    field.objectNumber,
    signatureField({ fieldName, signature, page: page.reference, rect, appearance: appearanceNumber }),
  )
  addField(update, form, field, { hasEarlierSignature: earlier.length > 0 })
  addAnnotation(update, document, page, field)
  return { places, fieldName }
}

function foreseenBytes(template: SignedDataTemplate, attributes: Uint8Array, timestampBytes: number): number {
  const signature = new Uint8Array(template.maximumSignatureBytes)
  const { length } = assembleSignedData(template, { signedAttributes: attributes, signature })
  return length + (timestampBytes > 0 ? timestampBytes + TIMESTAMP_ATTRIBUTE_BYTES : 0)
}

/** §14.4 asks for a value that differs from save to save; taken from what is saved, it needs no randomness. */
async function identifierOf(
  document: PdfDocument,
  update: IncrementalUpdate,
  hash: Hash,
): Promise<Uint8Array> {
  const before = serialize(document.resolve(document.trailer.entries.get('ID')))
  const digest = await hash(SHA_256.webCryptoName, [
    latin1(`${document.bytes.length} `),
    before,
    update.written(),
  ])
  return digest.slice(0, 16)
}
