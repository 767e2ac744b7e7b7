// A command says what it is for, what it takes, and how it is run.

export interface Command {
  /** The line that the list of all commands has for it. */
  readonly purpose: string
  /** The words behind the name that are no flags. */
  readonly operands: string
  /** Each flag with its value, and what it means. A long meaning has several lines. */
  readonly flags: readonly (readonly [flag: string, meaning: string])[]
  readonly run: (parameters: readonly string[], terminal: Terminal) => Promise<number>
}

/** The two places that a command writes its lines to. */
export interface Terminal {
  readonly write: (line: string) => void
  readonly complain: (line: string) => void
}
