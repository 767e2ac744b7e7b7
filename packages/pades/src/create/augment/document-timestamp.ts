// A document timestamp (EN 319 142-1 clause 5.4.3): a field that shows nothing, whose value is a
// token over the whole file.

import { type Hash, SHA_256, webCryptoHash } from '@tapis/pki'
import { earlierSignatures } from '../../document/form/signature-fields.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { ref } from '../../pdf/objects.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { IncrementalUpdate } from '../../pdf/update.ts'
import { addEmptyAppearance } from '../appearance/appearance.ts'
import { PadesError, refuseDamage } from '../errors.ts'
import { changeForm, freeFieldName, readWritableForm } from '../field/interactive-form.ts'
import { addAnnotation, signatureField } from '../field/signature-field.ts'
import { findPageToSign } from '../page/page-to-sign.ts'
import type { TimestampAuthority } from '../ports.ts'
import { writeHexadecimal } from '../prepare/complete.ts'
import { fileIdentifier } from '../prepare/file-identifier.ts'
import { type OpeningOptions, withSignableDocument } from '../prepare/open-for-signing.ts'
import { requirePermittedByPassword, requireSoundWhereSigned } from '../prepare/permissions.ts'
import {
  documentChunks,
  type ReservedPlaces,
  writeByteRange,
  writeTimestampDictionary,
} from '../prepare/signature-dictionary.ts'
import { requireTokenOver } from '../token-imprint.ts'

interface DocumentTimestampOptions extends OpeningOptions {
  readonly timestampAuthority: TimestampAuthority
  readonly hash?: Hash
}

const MARGIN_BYTES = 64
/** The field shows nothing, so that the structure tree has nothing to read aloud. */
const TIMESTAMP_FIELD = { lock: undefined, tooltip: 'Stempel waktu dokumen', structParent: undefined }
const GROWTH_MARGIN_BYTES = 1024

/**
 * Makes the update that belongs behind the document. A document that is certified to allow no
 * changes may have one (ISO 32000-2 table 257).
 * @throws PadesError FORM_INVALID, PAGE_TREE_INVALID, SIGNING_NOT_PERMITTED by the password,
 *   DAMAGED_AND_SIGNED, CONTENTS_TOO_SMALL, TIMESTAMP_MALFORMED; PdfError; what the authority
 *   throws
 */
export async function timestampDocument(
  pdf: PdfInput,
  options: DocumentTimestampOptions,
): Promise<Uint8Array> {
  const reserved = options.timestampAuthority.expectedTokenBytes + MARGIN_BYTES
  try {
    return await stamp(pdf, options, reserved)
  } catch (error) {
    if (!(error instanceof PadesError) || error.neededBytes === undefined) throw error
    return stamp(pdf, options, error.neededBytes + GROWTH_MARGIN_BYTES)
  }
}

async function stamp(
  pdf: PdfInput,
  { timestampAuthority, hash = webCryptoHash, ...opening }: DocumentTimestampOptions,
  reservedBytes: number,
): Promise<Uint8Array> {
  const { document, update, places } = withSignableDocument(pdf, opening, (document) => {
    const update = new IncrementalUpdate(document)
    return { document, update, places: writeObjects(document, update, reservedBytes) }
  })
  const writer = update.finish(await fileIdentifier(document, update, hash))
  writeByteRange(writer, places)
  const bytes = writer.view().slice()
  const start = places.contentsStart - pdf.length
  const end = places.contentsEnd - pdf.length
  const added = documentChunks(pdf, [bytes.subarray(0, start), bytes.subarray(end)])
  const digest = await hash(SHA_256.webCryptoName, added)
  const token = await timestampAuthority.timestamp({ algorithm: 'sha-256', digest })
  if (token.length > reservedBytes) {
    throw new PadesError(
      'CONTENTS_TOO_SMALL',
      `expected a token of at most ${reservedBytes} bytes, found ${token.length}`,
      { neededBytes: token.length },
    )
  }
  requireTokenOver(digest, token)
  writeHexadecimal(bytes, start + 1, token)
  return bytes
}

function writeObjects(
  document: PdfDocument,
  update: IncrementalUpdate,
  reservedBytes: number,
): ReservedPlaces {
  const form = readWritableForm(document)
  requirePermittedByPassword(document, true)
  const earlier = earlierSignatures(document, refuseDamage)
  requireSoundWhereSigned(document, earlier)
  const page = findPageToSign(document, 1)
  const appearance = addEmptyAppearance(update)
  const signature = update.allocate()
  let places: ReservedPlaces | undefined
  update.add(signature, (writer) => {
    places = writeTimestampDictionary(writer, reservedBytes)
  })
  if (places === undefined) throw new TypeError('the timestamp dictionary was not written')
  const field = ref(update.allocate())
  const fieldName = freeFieldName(
    form,
    undefined,
    earlier.held.map(({ name }) => name),
  )
  const rect = [0, 0, 0, 0] as const
  update.add(
    field.objectNumber,
    signatureField({ fieldName, signature, page: page.reference, rect, appearance, ...TIMESTAMP_FIELD }),
  )
  addAnnotation(update, document, page, field)
  changeForm(update, form, { newField: field, hasEarlierSignature: true, showsNothing: true })
  return places
}
