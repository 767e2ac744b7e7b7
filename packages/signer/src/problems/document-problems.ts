// From the errors of a document, its signature and its stamp to the problems of the API; their
// codes are kept as the `reason` where several of them are one thing to a client. Apart from the
// errors of the other rooms, since the threads that read documents load none of those.
import { PadesError, type PadesErrorCode, PdfError, type PdfErrorCode } from '@tapis/pades/create'
import { PlaceError, type PlaceErrorCode, StampError, type StampErrorCode } from '@tapis/stamp'
import { whyNotSignable } from './not-signable.ts'
import { ApiError, type ProblemFacts } from './problem.ts'
import type { ProblemCode } from './problem-table.ts'

const pdf: Readonly<Record<PdfErrorCode, ProblemCode>> = {
  PDF_EMPTY: 'PDF_EMPTY',
  NOT_A_PDF: 'NOT_A_PDF',
  PDF_TRUNCATED: 'PDF_TRUNCATED',
  PDF_PASSWORD_NEEDED: 'PDF_ENCRYPTED',
  PDF_ENCRYPTION_UNSUPPORTED: 'PDF_ENCRYPTED',
  XREF_INVALID: 'PDF_DAMAGED',
  OBJECT_INVALID: 'PDF_DAMAGED',
  STREAM_INVALID: 'PDF_DAMAGED',
  FILTER_REFUSED: 'PDF_DAMAGED',
  LIMIT_EXCEEDED: 'PDF_TOO_COMPLEX',
}

const pades: Readonly<Record<PadesErrorCode, ProblemCode>> = {
  DOCUMENT_AMBIGUOUS: 'PDF_DAMAGED',
  DAMAGED_AND_SIGNED: 'PDF_DAMAGED',
  PAGE_TREE_INVALID: 'PDF_DAMAGED',
  FORM_INVALID: 'PDF_DAMAGED',
  SIGNING_NOT_PERMITTED: 'PDF_NOT_SIGNABLE',
  CERTIFICATION_NOT_FIRST: 'PDF_NOT_SIGNABLE',
  SEED_VALUE_UNMET: 'PDF_NOT_SIGNABLE',
  FIELD_ALREADY_SIGNED: 'PDF_NOT_SIGNABLE',
  FIELD_HAS_OWN_BOX: 'PDF_NOT_SIGNABLE',
  PREFLIGHT_REFUSED: 'PDF_SUSPICIOUS',
  NOTHING_TO_AUGMENT: 'PDF_NOT_SIGNABLE',
  EVIDENCE_UNAVAILABLE: 'INTERNAL',
  CERTIFICATE_REVOKED: 'INTERNAL',
  // `resolvePlace` checks page and box first, with the sizes in the sentence; these rows keep the
  // codes all the same.
  PAGE_NOT_FOUND: 'PAGE_NOT_FOUND',
  BOX_OFF_PAGE: 'BOX_OFF_PAGE',
  FIELD_NAME_INVALID: 'INTERNAL',
  FIELD_NAME_TAKEN: 'INTERNAL',
  CERTIFICATE_INVALID: 'INTERNAL',
  ALGORITHM_MISMATCH: 'INTERNAL',
  PREPARED_INVALID: 'INTERNAL',
  DOCUMENT_MISMATCH: 'INTERNAL',
  CONTENTS_TOO_SMALL: 'INTERNAL',
  SIGNATURE_MALFORMED: 'INTERNAL',
  // An answer over something else is checked by the timestamp port first, with the authority named.
  TIMESTAMP_MALFORMED: 'TIMESTAMP_UNAVAILABLE',
}

const stamp: Readonly<Record<StampErrorCode, ProblemCode>> = { STAMP_BOX_TOO_SMALL: 'STAMP_BOX_TOO_SMALL' }

const place: Readonly<Record<PlaceErrorCode, ProblemCode>> = {
  PAGE_NOT_FOUND: 'PAGE_NOT_FOUND',
  BOX_OFF_PAGE: 'BOX_OFF_PAGE',
  ANCHOR_NOT_FOUND: 'ANCHOR_NOT_FOUND',
  ANCHOR_AMBIGUOUS: 'ANCHOR_AMBIGUOUS',
  ANCHOR_NOT_COVERED: 'ANCHOR_NOT_COVERED',
  ANCHOR_SEARCH_TOO_LARGE: 'ANCHOR_SEARCH_TOO_LARGE',
  PDF_DAMAGED: 'PDF_DAMAGED',
  PDF_ENCRYPTED: 'PDF_ENCRYPTED',
}

/**
 * The refusal for an error that a document can bring about; what no row names is INTERNAL, with the
 * error for its cause.
 */
export function documentProblemOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError(documentProblemCodeOf(error) ?? 'INTERNAL', {
    facts: problemFacts(error),
    cause: error,
  })
}

export function documentProblemCodeOf(error: unknown): ProblemCode | undefined {
  if (error instanceof PdfError) return pdf[error.code]
  if (error instanceof PadesError) return pades[error.code]
  if (error instanceof StampError) return stamp[error.code]
  if (error instanceof PlaceError) return place[error.code]
  return undefined
}

/** What fills the sentence of the problem. */
export function problemFacts(error: unknown): ProblemFacts {
  if (error instanceof StampError) return stampFacts(error)
  if (error instanceof PlaceError) return error.facts
  const reason = error instanceof Error && 'code' in error ? String(error.code) : ''
  const findings = error instanceof PadesError ? (error.findings ?? []).join(', ') : ''
  return { reason, findings, because: whyNotSignable(error) }
}

function stampFacts({ box, needed }: StampError): ProblemFacts {
  return {
    width: rounded(box.width),
    height: rounded(box.height),
    remedy:
      needed === undefined
        ? ['Make it much larger', 'Perbesar jauh']
        : [
            `${needed.width} x ${needed.height} points are enough`,
            `Ukuran ${needed.width} x ${needed.height} poin sudah cukup`,
          ],
  }
}

const rounded = (points: number) => Math.round(points * 100) / 100
