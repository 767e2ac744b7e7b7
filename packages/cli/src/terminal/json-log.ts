// The log of processes that hold no signer: one JSON object a line, as the signer's own logger writes it.

/** Whatever else the entry says is written too: the caller sees to it that it may be. */
export type JsonLog = <Entry extends { readonly event: string }>(entry: Entry) => void

/** `write` gets whole lines with their line feed. */
export function jsonLog(write: (line: string) => void): JsonLog {
  return (entry) => write(`${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`)
}
