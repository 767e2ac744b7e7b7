// An operator's command did nothing, for a reason that its code says.

type OperatorErrorCode =
  /** PGlite takes one process at a time, and the service has it. */
  | 'DATABASE_IN_USE'
  /** Another command registered something between comparing and writing. */
  | 'PLAN_OUTDATED'
  /** The connection was lost while a plan was written, perhaps with the answer to the commit. */
  | 'OUTCOME_UNKNOWN'
  | 'AGENCY_NOT_FOUND'
  | 'SIGNER_NOT_FOUND'
  | 'APPLICATION_NOT_FOUND'
  /** What the demonstration made stays stopped beside real agencies. */
  | 'DEMONSTRATION_RETIRED'
  /** The demonstration does not begin beside real agencies. */
  | 'AGENCIES_REGISTERED'

/** Failure of a command. Messages hold no NIK and no passphrase. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError'
  readonly code: OperatorErrorCode
  constructor(code: OperatorErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
