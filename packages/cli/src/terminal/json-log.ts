// Every process that serves writes its log as one JSON object a line.

/** Everything that an entry says is written: whoever closes its type sees to it that it may be. */
export type JsonLog = <Entry extends { readonly event: string }>(entry: Entry) => void

/** Returns a log of `{"time":…,"event":…}`. `write` gets whole lines with their line feed. */
export function createJsonLog(write: (line: string) => void, clock: () => Date = () => new Date()): JsonLog {
  return (entry) => write(`${JSON.stringify({ time: clock().toISOString(), ...entry })}\n`)
}
