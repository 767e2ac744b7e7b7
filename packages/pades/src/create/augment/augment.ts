// Raises the signatures of a document to a level that lasts (EN 319 142-1 clause 5.4): a timestamp
// where there is none, validation data, a timestamp over both. Everything is appended, and it does
// not matter whose signatures they are.

import { concatenated, type Hash, present, webCryptoHash } from '@tapis/pki'
import { earlierSignatures } from '../../document/form/signature-fields.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { IncrementalUpdate } from '../../pdf/update.ts'
import { type Deflate, fflateDeflate } from '../appearance/deflate.ts'
import { PadesError, refuseDamage } from '../errors.ts'
import { GrowingInMemory, type GrowingPdf } from '../growing-pdf.ts'
import type { Baseline, EvidenceSource, TimestampAuthority } from '../ports.ts'
import { fileIdentifier } from '../prepare/file-identifier.ts'
import { type OpeningOptions, withSignableDocument } from '../prepare/open-for-signing.ts'
import { requireSoundWhereSigned } from '../prepare/permissions.ts'
import { storedData, writeSecurityStore } from './document-security-store.ts'
import { timestampDocument } from './document-timestamp.ts'
import { notPreserved } from './preserved-data.ts'
import { type FoundSignature, readCertificates, readSignature } from './signatures-in.ts'
import { targetsOf } from './targets.ts'
import { gatherValidationData } from './validation-data.ts'

interface AugmentSettings extends OpeningOptions {
  /** The present time, for which validation data must be timely. */
  readonly at: Date
  readonly hash?: Hash
  readonly deflate?: Deflate
  /**
   * Whether the store gets an entry in /VRI for each signature. Default false: EN 319 142-1 leaves
   * it free.
   */
  readonly vri?: boolean
}

/** To which level signatures are raised, and with what. */
export type AugmentOptions = AugmentSettings & Exclude<Baseline, { readonly level: 'B-B' }>

/** A document with what was added to raise its signatures. */
export interface AugmentedPdf {
  /** The document as it was given. */
  readonly original: Uint8Array
  /** What belongs behind it; empty when the document is at that level already. */
  readonly update: Uint8Array
  readonly warnings: readonly string[]
  /** The whole file in one new buffer. */
  bytes(): Uint8Array<ArrayBuffer>
}

/**
 * Augments every signature of the document, by updates: earlier bytes stay. B-LTA for a document
 * that has an archive timestamp renews it: validation data for the old one, and a new one over all;
 * for what the old one covers with its data, nobody is asked again. Not checked: that the
 * signatures are valid; an invalid one stays so.
 *
 * @throws PadesError NOTHING_TO_AUGMENT without a signature; EVIDENCE_UNAVAILABLE,
 *   CERTIFICATE_REVOKED; those of a document that cannot be signed; PdfError; what authority and
 *   source throw
 */
export async function augmentPdf(pdf: Uint8Array, options: AugmentOptions): Promise<AugmentedPdf> {
  const document = new GrowingInMemory(pdf)
  const warnings = await augmentGrowing(document, options)
  const { update } = document
  return { original: pdf, update, warnings, bytes: () => concatenated([pdf, update]) }
}

/**
 * As `augmentPdf`, for a document that may be a file on disk, of which only what is needed is in
 * memory.
 * @returns remarks, as `AugmentedPdf.warnings`. @throws as `augmentPdf`, with the updates before
 *   appended
 */
export async function augmentGrowing(
  document: GrowingPdf,
  options: AugmentOptions,
): Promise<readonly string[]> {
  const { warnings, signatures } = readSignatures(document.pdf, options)
  if (lacksTimestamp(signatures)) {
    await document.append(await timestampUpdate(document.pdf, options, options.timestampAuthority))
  }
  if (options.level !== 'B-T') await document.append(await storeUpdate(document.pdf, options))
  if (options.level === 'B-LTA') {
    const authority = options.archiveTimestampAuthority ?? options.timestampAuthority
    await document.append(await timestampUpdate(document.pdf, options, authority))
  }
  return warnings
}

/** Opens the document for its signatures. @throws PadesError NOTHING_TO_AUGMENT */
function readSignatures(pdf: PdfInput, options: OpeningOptions) {
  return withSignableDocument(pdf, options, (document) => {
    const signatures = signaturesOf(document)
    if (signatures.length === 0) {
      throw new PadesError('NOTHING_TO_AUGMENT', 'the document has no signature that can be read')
    }
    return { warnings: [...document.warnings], signatures }
  })
}

function signaturesOf(document: PdfDocument): readonly FoundSignature[] {
  const earlier = earlierSignatures(document, refuseDamage)
  requireSoundWhereSigned(document, earlier)
  // The newest first, as forms list them: what it needs comes first in the store.
  return earlier.held.toReversed().flatMap(({ signature }) => readSignature(document, signature) ?? [])
}

/**
 * Says whether a signature has neither a timestamp of its own nor a document timestamp that covers
 * it.
 */
function lacksTimestamp(signatures: readonly FoundSignature[]): boolean {
  const stamps = signatures.filter(({ isDocumentTimestamp }) => isDocumentTimestamp)
  return signatures.some(
    ({ isDocumentTimestamp, timestamps, end }) =>
      !isDocumentTimestamp && timestamps.length === 0 && !stamps.some(({ gapStart }) => gapStart >= end),
  )
}

/** Makes the update with a document timestamp. */
function timestampUpdate(
  pdf: PdfInput,
  { password, hash }: AugmentOptions,
  timestampAuthority: TimestampAuthority,
): Promise<Uint8Array> {
  return timestampDocument(pdf, {
    timestampAuthority,
    ...present({ password, hash }),
  })
}

/** Makes the update with the Document Security Store; empty when there is nothing to add. */
async function storeUpdate(
  pdf: PdfInput,
  options: AugmentOptions & { readonly evidenceSource: EvidenceSource },
): Promise<Uint8Array> {
  const { at, evidenceSource, hash = webCryptoHash, deflate = fflateDeflate, vri = false } = options
  const { document, signatures } = withSignableDocument(pdf, options, (opened) => ({
    document: opened,
    signatures: signaturesOf(opened),
  }))
  const wanting = await notPreserved(document, signatures, evidenceSource.certificates ?? [])
  const pool = signatures.flatMap(({ certificates }) => certificates)
  const data = await gatherValidationData(
    targetsOf(wanting, signatures),
    [...pool, ...storedData(document).certificates.flatMap(readCertificates)],
    { source: evidenceSource, at },
  )
  const update = new IncrementalUpdate(document)
  const isWritten = await writeSecurityStore(document, update, data, {
    deflate,
    ...(vri ? { vri: wanting.map(({ contents }) => contents) } : {}),
  })
  if (!isWritten) return new Uint8Array()
  return update
    .finish(await fileIdentifier(document, update, hash))
    .view()
    .slice()
}
