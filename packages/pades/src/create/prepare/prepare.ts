// Prepares a signature: one incremental update with the signature dictionary, its field and its
// appearance, the byte range digested, the attributes ready to be signed. EN 319 142-1 clause 6,
// ISO 32000-2 §12.8.

import { present, webCryptoHash } from '@tapis/pki'
import { earlierSignatures } from '../../document/form/signature-fields.ts'
import { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, type PdfValue, ref } from '../../pdf/objects.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { IncrementalUpdate } from '../../pdf/update.ts'
import { PadesError, refuseDamage } from '../errors.ts'
import { findEmptyField, hasEmptyField } from '../field/empty-field.ts'
import { changeForm, freeFieldName, readWritableForm, refuseXfaAlone } from '../field/interactive-form.ts'
import { signatureReferences } from '../field/restrictions.ts'
import { existingField, newField } from '../field/signed-field.ts'
import {
  assembleSignedData,
  attributesOf,
  type SignedDataTemplate,
  signedAttributes,
  signedDataTemplate,
} from '../signed-data.ts'
import { fileIdentifier } from './file-identifier.ts'
import { withSignableDocument } from './open-for-signing.ts'
import {
  requirePermittedByPassword,
  requireSigningPermitted,
  requireSoundWhereSigned,
} from './permissions.ts'
import type { PrepareOptions } from './prepare-options.ts'
import type { PreparedSignature } from './prepared-signature.ts'
import {
  documentChunks,
  type ReservedPlaces,
  writeByteRange,
  writeSignatureDictionary,
} from './signature-dictionary.ts'

const MARGIN_BYTES = 64
const OTHER_FIELD =
  'FIELD_NEW: the document has empty signature fields, none of the name that was given; a new field was made'
/** Identifier and two headers of the attribute around a token, with lengths of up to four bytes. */
const TIMESTAMP_ATTRIBUTE_BYTES = 48

/**
 * Prepares a signature. Not checked: that the path leads anywhere. A signer's certificate that is
 * not valid at the signing time is a warning. A file on disk is read where it is needed, and once
 * more as a whole for the digest; it must not change meanwhile. A damaged document is signed as
 * readers repair it, with a warning; its cross-reference is then written anew.
 * @throws PdfError when the document cannot be read, among them PDF_PASSWORD_NEEDED and
 *   PDF_ENCRYPTION_UNSUPPORTED; PadesError DOCUMENT_AMBIGUOUS, DAMAGED_AND_SIGNED,
 *   SIGNING_NOT_PERMITTED, CERTIFICATION_NOT_FIRST, PAGE_NOT_FOUND, PAGE_TREE_INVALID,
 *   BOX_OFF_PAGE, FORM_INVALID, FIELD_NAME_INVALID, FIELD_NAME_TAKEN, FIELD_ALREADY_SIGNED,
 *   FIELD_HAS_OWN_BOX, SEED_VALUE_UNMET, CERTIFICATE_INVALID, ALGORITHM_MISMATCH
 */
export async function prepareSignature(
  pdf: PdfInput | PdfDocument,
  options: PrepareOptions,
): Promise<PreparedSignature> {
  const input = pdf instanceof PdfDocument ? pdf.bytes : pdf
  const template = signedDataTemplate(options.certificatePath, options.algorithm)
  const attributes = await attributesOf(template)
  const hash = options.hash ?? webCryptoHash
  const reservedBytes =
    options.reservedBytes ??
    foreseenBytes(template, attributes.encoded, options.timestampBytes ?? 0) + MARGIN_BYTES
  const { document, update, places, fieldName, warnings } = withSignableDocument(pdf, options, (document) => {
    const update = new IncrementalUpdate(document)
    return { document, update, ...writeObjects(document, update, options, reservedBytes) }
  })
  const writer = update.finish(await fileIdentifier(document, update, hash))
  const byteRange = writeByteRange(writer, places)
  const bytes = writer.view().slice()
  const documentDigest = await hash(
    template.algorithm.digest.webCryptoName,
    documentChunks(input, [
      bytes.subarray(0, places.contentsStart - input.length),
      bytes.subarray(places.contentsEnd - input.length),
    ]),
  )
  return {
    originalBytes: input.length,
    update: bytes,
    byteRange,
    contentsOffset: places.contentsStart + 1,
    reservedBytes,
    fieldName,
    algorithm: options.algorithm,
    certificatePath: options.certificatePath,
    documentDigest,
    signedAttributes: signedAttributes(attributes, documentDigest),
    warnings: [...document.warnings, ...warnings, ...expiryWarnings(template, options.fields.signingTime)],
  }
}

/**
 * Warns of a certificate that is not valid: no validator passes its signature, but a test may want
 * it, or the clock may be wrong.
 */
function expiryWarnings({ validity }: SignedDataTemplate, signingTime: Date): readonly string[] {
  if (validity.notBefore <= signingTime && signingTime <= validity.notAfter) return []
  return [
    `CERTIFICATE_NOT_VALID: the signer's certificate is valid from ${validity.notBefore.toISOString()} to ${validity.notAfter.toISOString()}`,
  ]
}

interface WrittenSignature {
  readonly places: ReservedPlaces
  readonly fieldName: string
  readonly warnings: readonly string[]
}

function writeObjects(
  document: PdfDocument,
  update: IncrementalUpdate,
  options: PrepareOptions,
  reservedBytes: number,
): WrittenSignature {
  const form = readWritableForm(document)
  refuseXfaAlone(document, form)
  const { certify } = options
  const earlier = earlierSignatures(document, refuseDamage)
  const hasEarlierSignature = earlier.held.length > 0
  const signed = earlier.held.map(({ name }) => name)
  const wanted = options.fields.fieldName
  const empty = wanted === undefined ? undefined : findEmptyField(document, wanted)
  if (empty !== undefined && signed.includes(empty.name)) {
    throw new PadesError('FIELD_NAME_TAKEN', 'the document has a signature in another field of that name')
  }
  const fieldName = empty?.name ?? freeFieldName(form, wanted, signed)
  const isNewField = empty === undefined
  requirePermittedByPassword(document, isNewField)
  requireSoundWhereSigned(document, earlier)
  requireSigningPermitted(document, earlier, {
    fieldNames: empty === undefined ? [fieldName] : [fieldName, empty.nameByParents],
    isNewField,
    isVisible: options.appearance !== undefined,
    certify,
  })
  const field =
    empty === undefined
      ? newField(document, options, { hasEarlierSignature })
      : existingField(document, empty, options)
  const appearance = field.draw(update)
  const signature = update.allocate()
  const lock = field.lock
  const references = signatureReferences(present({ certify, lock }), form.catalog.reference)
  const stated = references === undefined ? options.fields : { ...options.fields, references }
  let places: ReservedPlaces | undefined
  update.add(signature, (writer, protect) => {
    places = writeSignatureDictionary(writer, stated, reservedBytes, protect)
  })
  if (places === undefined) throw new TypeError('the signature dictionary was not written')
  const added = field.write(update, { fieldName, signature, appearance })
  changeForm(update, form, {
    ...present({ newField: added }),
    hasEarlierSignature,
    ...present({ catalogEntries: certify && certified(document, signature) }),
  })
  // A slip in the name would leave the field that was meant empty, and its lock unheeded.
  const isOtherMeant = wanted !== undefined && isNewField && hasEmptyField(document)
  return { places, fieldName, warnings: [...field.warnings, ...(isOtherMeant ? [OTHER_FIELD] : [])] }
}

/**
 * Returns the entry by which the catalog names the signature that certifies the document (§12.8.6).
 */
function certified(document: PdfDocument, signature: number): ReadonlyMap<string, PdfValue> {
  const permissions = document.resolve(document.catalog.entries.get('Perms'))
  const kept = isDictionary(permissions) ? permissions.entries : new Map<string, PdfValue>()
  return new Map([['Perms', { kind: 'dictionary', entries: new Map([...kept, ['DocMDP', ref(signature)]]) }]])
}

function foreseenBytes(template: SignedDataTemplate, attributes: Uint8Array, timestampBytes: number): number {
  const signature = new Uint8Array(template.maximumSignatureBytes)
  const { length } = assembleSignedData(template, { signedAttributes: attributes, signature })
  return length + (timestampBytes > 0 ? timestampBytes + TIMESTAMP_ATTRIBUTE_BYTES : 0)
}
