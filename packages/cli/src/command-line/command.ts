// What a command is: what it is for, what it takes, and how it is run.

export interface Command {
  /** For the list of all commands. */
  readonly purpose: string
  /** What stands behind the name, but for the flags. */
  readonly operands: string
  /** Flags with their values, and what they mean; a long meaning has several lines. */
  readonly flags: readonly (readonly [flag: string, meaning: string])[]
  readonly run: (parameters: readonly string[], terminal: Terminal) => Promise<number>
}

/** Where a command's lines go. */
export interface Terminal {
  readonly write: (line: string) => void
  readonly complain: (line: string) => void
}
