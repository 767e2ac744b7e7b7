// A command that was called wrongly: the message is for the person at the terminal, without a stack trace.

/** Thrown before anything was done; the command line ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
