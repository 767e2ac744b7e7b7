// Why a stamp could not be drawn.

export type StampErrorCode = 'STAMP_BOX_TOO_SMALL'

/** Thrown by `drawStamp`; the message says what was asked and what is needed, and never holds the words of the stamp. */
export class StampError extends Error {
  override readonly name = 'StampError'
  readonly code: StampErrorCode

  constructor(code: StampErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
