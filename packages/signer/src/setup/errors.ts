// What can go wrong when an operator sets the service up, beyond what the other rooms say
// themselves.

/** Why it was not. Stable. */
export type SetupErrorCode =
  /** Root, CA or timestamp authority is missing: run the setup first. */
  | 'CITY_NOT_SET_UP'
  /** A NIK must be 16 digits. */
  | 'NIK_INVALID'
  /** There is no such agency. */
  | 'AGENCY_NOT_FOUND'
  /** The NIKs in the database were stored under another master key. */
  | 'MASTER_KEY_WRONG'

/** Why an operator's command was not carried out. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
  readonly code: SetupErrorCode
  constructor(code: SetupErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
