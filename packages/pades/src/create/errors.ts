// The one error of creating a signature. What cannot be read at all is a PdfError, from the reader.

import type { Damage } from '../document/damage.ts'
import type { PreflightCode } from './preflight/finding.ts'

/** Why a document was not signed or augmented. Stable. */
export type PadesErrorCode =
  | 'DOCUMENT_AMBIGUOUS'
  | 'DAMAGED_AND_SIGNED'
  | 'PAGE_TREE_INVALID'
  | 'PAGE_NOT_FOUND'
  | 'BOX_OFF_PAGE'
  | 'FORM_INVALID'
  | 'FIELD_NAME_INVALID'
  | 'FIELD_NAME_TAKEN'
  | 'FIELD_ALREADY_SIGNED'
  | 'FIELD_HAS_OWN_BOX'
  | 'SEED_VALUE_UNMET'
  | 'CERTIFICATION_NOT_FIRST'
  | 'SIGNING_NOT_PERMITTED'
  | 'CERTIFICATE_INVALID'
  | 'ALGORITHM_MISMATCH'
  | 'PREPARED_INVALID'
  | 'DOCUMENT_MISMATCH'
  | 'SIGNATURE_MALFORMED'
  | 'TIMESTAMP_MALFORMED'
  | 'CONTENTS_TOO_SMALL'
  | 'PREFLIGHT_REFUSED'
  | 'NOTHING_TO_AUGMENT'
  | 'EVIDENCE_UNAVAILABLE'
  | 'CERTIFICATE_REVOKED'

/** What stands against a signature: each has a remedy of its own. */
export type SigningObstacle =
  /** The document is certified and allows no change at all (DocMDP, P = 1). */
  | 'CERTIFIED_FINAL'
  /** An earlier signature allows no change after it (/Lock, P = 1). */
  | 'SIGNED_FINAL'
  /** An earlier signature has locked the field of that name. */
  | 'FIELD_LOCKED'
  /** The document is certified, and the signature would be a new visible one. */
  | 'VISIBLE_IN_CERTIFIED'
  /** The password that opens the document does not permit signature fields. */
  | 'PASSWORD_PERMISSIONS'

/** A place that was asked for evidence, and why nothing usable came from it. */
export interface TriedPlace {
  readonly url: string
  /** Names the host, what was expected and what was found. */
  readonly reason: string
  readonly cause?: unknown
}

/** Why a document was not signed. The message never quotes document content or names of people. */
export class PadesError extends Error {
  readonly code: PadesErrorCode
  /** With CONTENTS_TOO_SMALL: the bytes that would have been enough. */
  readonly neededBytes?: number
  /** With PREFLIGHT_REFUSED: what the policy refuses. */
  readonly findings?: readonly PreflightCode[]
  /** With SIGNING_NOT_PERMITTED: by what. */
  readonly obstacle?: SigningObstacle
  /** With EVIDENCE_UNAVAILABLE: all places that were asked in vain. */
  readonly tried?: readonly TriedPlace[]

  constructor(
    code: PadesErrorCode,
    message: string,
    options: ErrorOptions & {
      neededBytes?: number
      findings?: readonly PreflightCode[]
      obstacle?: SigningObstacle
      tried?: readonly TriedPlace[]
    } = {},
  ) {
    super(message, options)
    this.name = 'PadesError'
    this.code = code
    if (options.neededBytes !== undefined) this.neededBytes = options.neededBytes
    if (options.findings !== undefined) this.findings = options.findings
    if (options.obstacle !== undefined) this.obstacle = options.obstacle
    if (options.tried !== undefined) this.tried = options.tried
  }
}

/** How signing meets damage of the document model: it refuses it. */
export function refuseDamage({ code, message }: Damage): never {
  throw new PadesError(code, message)
}
