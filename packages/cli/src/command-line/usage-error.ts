// A command was called wrongly. The message is for the person at the terminal, without a stack
// trace.

/** It is thrown before anything was done; the command line ends with status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
