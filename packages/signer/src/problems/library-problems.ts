// From the errors of all rooms to the problems of the API, once.

import { CustodyError, type CustodyErrorCode } from '@tapis/custody'
import { DatabaseError, type DatabaseErrorCode } from '@tapis/db'
import { TimestampError } from '@tapis/pki/timestamp'
import { StoreError, type StoreErrorCode } from '../store/document-store.ts'
import { documentProblemCodeOf, problemFacts } from './document-problems.ts'
import { ApiError } from './problem.ts'
import type { ProblemCode } from './problem-table.ts'

const custody: Readonly<Record<CustodyErrorCode, ProblemCode>> = {
  // The throttle answers a wrong passphrase with its counts; this row is for a passphrase that
  // comes around it.
  PASSPHRASE_WRONG: 'PASSPHRASE_WRONG',
  PASSPHRASE_TOO_WEAK: 'INTERNAL',
  KEY_ENVELOPE_INVALID: 'INTERNAL',
  KEY_UNSUPPORTED: 'INTERNAL',
  KEY_CERTIFICATE_MISMATCH: 'INTERNAL',
  PKCS12_INVALID: 'INTERNAL',
  PKCS12_UNSUPPORTED: 'INTERNAL',
  CREDENTIAL_KIND_UNSUPPORTED: 'INTERNAL',
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

const store: Readonly<Record<StoreErrorCode, ProblemCode>> = {
  STORE_UNAVAILABLE: 'STORE_UNAVAILABLE',
  STORE_KEY_TAKEN: 'INTERNAL',
  STORE_CLAIMED: 'INTERNAL',
}

/**
 * The refusal for any error. What no row names is INTERNAL; the error itself stays its cause, for
 * the log.
 */
export function apiErrorOf(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const code = problemCodeOf(error)
  return new ApiError(code, { facts: problemFacts(error), cause: error })
}

function problemCodeOf(error: unknown): ProblemCode {
  if (error instanceof CustodyError) return custody[error.code]
  if (error instanceof DatabaseError) return database[error.code]
  if (error instanceof StoreError) return store[error.code]
  // Whatever went wrong between us and the authority, the document was not signed and may be sent
  // again.
  if (error instanceof TimestampError)
    return error.code === 'CLOCK_UNTRUSTED' ? 'CLOCK_UNTRUSTED' : 'TIMESTAMP_UNAVAILABLE'
  return documentProblemCodeOf(error) ?? 'INTERNAL'
}
