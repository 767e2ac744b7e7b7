// Opens a document to sign it: strictly, and where it is damaged as readers repair it, unless they
// could repair it in two ways.

import { present } from '@tapis/pki'
import { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { openPdf } from '../../pdf/open.ts'
import { contradictoryObject } from '../../pdf/reading/contradictory-objects.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { PadesError } from '../errors.ts'

/** How a document is opened to be signed. */
export interface OpeningOptions {
  /** User or owner password of an encrypted document; default the empty one. */
  readonly password?: string
  /**
   * What a damaged document meets. Default `repair`; `refuse` where damage may be a transfer that
   * broke off.
   */
  readonly damage?: 'repair' | 'refuse'
}

/**
 * Opens a document once for all that its signing looks at: what takes a `PdfInput` here, and
 * `examineForSigning`, take it as well. Damage is refused, as with `damage: 'refuse'`.
 * @param pdf the whole document; the bytes are kept and must not change
 * @throws PdfError PDF_PASSWORD_NEEDED, PDF_ENCRYPTION_UNSUPPORTED; why it cannot be read
 */
export function openForSigning(
  pdf: Uint8Array,
  { password }: Pick<OpeningOptions, 'password'> = {},
): PdfDocument {
  const document = openPdf(pdf, present({ password }))
  if (document.locked !== undefined) throw document.locked
  return document
}

/**
 * Gives `use` the document, read strictly; where that fails on damage, once more as it is rebuilt
 * by searching (ISO 32000-2 §7.5.4 leaves repair to the reader). One that is open already is taken
 * as it is. `use` must have no effect when it throws.
 *
 * @throws PdfError PDF_PASSWORD_NEEDED, PDF_ENCRYPTION_UNSUPPORTED; why it cannot be read.
 *   PadesError DOCUMENT_AMBIGUOUS when a damaged document says two things of one object; what `use`
 *   throws
 */
export function withSignableDocument<T>(
  pdf: PdfInput | PdfDocument,
  { password, damage = 'repair' }: OpeningOptions,
  use: (document: PdfDocument) => T,
): T {
  if (pdf instanceof PdfDocument) return use(pdf)
  const options = password === undefined ? {} : { password }
  const isRepaired = damage === 'repair'
  const document = openPdf(pdf, { recover: isRepaired, ...options })
  if (document.locked !== undefined) throw document.locked
  if (document.recovered) return use(unambiguous(document))
  try {
    return use(document)
  } catch (error) {
    if (!isRepaired || !isDamage(error)) throw error
    return useRepaired(() => openPdf(pdf, { recover: 'always', ...options }), use, error)
  }
}

/** Throws the first reason, unless the repaired document has one that only it can have. */
function useRepaired<T>(open: () => PdfDocument, use: (document: PdfDocument) => T, cause: Error): T {
  try {
    return use(unambiguous(open()))
  } catch (error) {
    const isOwn =
      error instanceof PadesError &&
      (error.code === 'DOCUMENT_AMBIGUOUS' || error.code === 'DAMAGED_AND_SIGNED')
    if (isOwn || !(error instanceof PdfError || error instanceof PadesError)) throw error
    throw cause
  }
}

function unambiguous(document: PdfDocument): PdfDocument {
  const objectNumber = contradictoryObject(document)
  if (objectNumber === undefined) return document
  const found = `found object ${objectNumber} with two that differ`
  throw new PadesError(
    'DOCUMENT_AMBIGUOUS',
    `expected one definition of each object in a damaged file, ${found}`,
  )
}

function isDamage(error: unknown): error is PdfError | PadesError {
  if (error instanceof PadesError) return error.code === 'PAGE_TREE_INVALID'
  if (!(error instanceof PdfError)) return false
  return ['XREF_INVALID', 'OBJECT_INVALID', 'STREAM_INVALID', 'FILTER_REFUSED'].includes(error.code)
}
