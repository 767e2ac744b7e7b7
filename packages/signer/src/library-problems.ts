// The one table from the errors of the other rooms to the problems of the API. Their codes are kept as the `reason` where
// several of them are one thing to a client.
import { DatabaseError, type DatabaseErrorCode } from '@tapis/db'
import { PadesError, type PadesErrorCode, PdfError, type PdfErrorCode } from '@tapis/pades/create'
import { CustodyError, type CustodyErrorCode } from './custody/errors.ts'
import { whyNotSignable } from './not-signable.ts'
import { ApiError, type ProblemFacts } from './problem.ts'
import type { ProblemCode } from './problem-table.ts'
import { StampError, type StampErrorCode } from './stamp/index.ts'
import { StoreError, type StoreErrorCode } from './store/document-store.ts'
import { TimestampError } from './timestamp/index.ts'

const pdf: Readonly<Record<PdfErrorCode, ProblemCode>> = {
  PDF_EMPTY: 'PDF_EMPTY',
  NOT_A_PDF: 'NOT_A_PDF',
  PDF_TRUNCATED: 'PDF_TRUNCATED',
  PDF_PASSWORD_NEEDED: 'PDF_ENCRYPTED',
  PDF_ENCRYPTION_UNSUPPORTED: 'PDF_ENCRYPTED',
  XREF_INVALID: 'PDF_DAMAGED',
  OBJECT_INVALID: 'PDF_DAMAGED',
  STREAM_INVALID: 'PDF_DAMAGED',
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
  // Page and box are checked here first, with the sizes in the sentence; these rows keep the codes all the same.
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

const custody: Readonly<Record<CustodyErrorCode, ProblemCode>> = {
  // The throttle answers a wrong passphrase with its counts; this row is for a passphrase that comes around it.
  PASSPHRASE_WRONG: 'PASSPHRASE_WRONG',
  PASSPHRASE_TOO_WEAK: 'INTERNAL',
  KEY_ENVELOPE_INVALID: 'INTERNAL',
  KEY_UNSUPPORTED: 'INTERNAL',
  KEY_CERTIFICATE_MISMATCH: 'INTERNAL',
  PKCS12_INVALID: 'INTERNAL',
  PKCS12_UNSUPPORTED: 'INTERNAL',
  CUSTODIAN_CLOSED: 'INTERNAL',
}

const database: Readonly<Record<DatabaseErrorCode, ProblemCode>> = {
  UNAVAILABLE: 'DATABASE_UNAVAILABLE',
  RETRY: 'DATABASE_UNAVAILABLE',
  LEASE_LOST: 'IDEMPOTENCY_IN_PROGRESS',
  CONFLICT: 'INTERNAL',
  NOT_FOUND: 'INTERNAL',
  INVALID: 'INTERNAL',
  FORBIDDEN: 'INTERNAL',
  IMMUTABLE: 'INTERNAL',
  MIGRATION_FAILED: 'INTERNAL',
  SCHEMA_NEWER: 'INTERNAL',
  UNEXPECTED: 'INTERNAL',
}

const stamp: Readonly<Record<StampErrorCode, ProblemCode>> = { STAMP_BOX_TOO_SMALL: 'STAMP_BOX_TOO_SMALL' }

const store: Readonly<Record<StoreErrorCode, ProblemCode>> = {
  STORE_UNAVAILABLE: 'STORE_UNAVAILABLE',
  STORE_KEY_TAKEN: 'INTERNAL',
  STORE_CLAIMED: 'INTERNAL',
}

/** The refusal for any error. What no row names is INTERNAL; the error itself stays its cause, for the log. */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const code = problemCodeOf(error)
  return new ApiError(code, { facts: factsOf(error), cause: error })
}

function factsOf(error: unknown): ProblemFacts {
  if (error instanceof StampError) return stampFacts(error)
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

function problemCodeOf(error: unknown): ProblemCode {
  if (error instanceof PdfError) return pdf[error.code]
  if (error instanceof PadesError) return pades[error.code]
  if (error instanceof CustodyError) return custody[error.code]
  if (error instanceof DatabaseError) return database[error.code]
  if (error instanceof StampError) return stamp[error.code]
  if (error instanceof StoreError) return store[error.code]
  // Whatever went wrong between us and the authority, the document was not signed and may be sent again.
  if (error instanceof TimestampError)
    return error.code === 'CLOCK_UNTRUSTED' ? 'CLOCK_UNTRUSTED' : 'TIMESTAMP_UNAVAILABLE'
  return 'INTERNAL'
}
