// An output was not written, for a reason that its code says.

type OutputErrorCode =
  /**
   * A folder, device, FIFO or socket stands there: to replace it would take it from whoever uses
   * it.
   */
  | 'OUTPUT_NOT_A_FILE'
  /** A file stands there, and may not be replaced. */
  | 'OUTPUT_EXISTS'
  /** The file system refused; its own code is in the message. */
  | 'CANNOT_WRITE'

/**
 * The message names the output as it was given: whoever shows it at a terminal takes out what would
 * steer it.
 */
export class OutputError extends Error {
  override readonly name = 'OutputError'
  readonly code: OutputErrorCode

  constructor(code: OutputErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * Returns the error for what the file system said, without the names of files aside that nobody
 * knows.
 */
export function cannotWrite(output: string, cause: unknown): OutputError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new OutputError('CANNOT_WRITE', `${output} cannot be written (${reason})`, { cause })
}
