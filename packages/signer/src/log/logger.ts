// What the log is told. Entries are closed types, so that a body, a header, a query string, a NIK
// or a passphrase has no field to land in. Whoever starts the service writes them down.
import type { ClockState } from '../timestamp/clock/time-reference.ts'

/** What is logged of one event; never secrets, NIKs or content of documents. */
export type LogEntry =
  | {
      readonly event: 'request'
      readonly requestId: string
      readonly method: string
      /** The template of the path, `/v1/documents/{code}`, never the path itself. */
      readonly route: string
      readonly status: number
      readonly milliseconds: number
      readonly applicationId?: string
      /** The code of the document that was made or read. */
      readonly documentCode?: string
      /** Codes of what was tolerated in the document, such as the warnings of its preflight. */
      readonly remarks?: readonly string[]
      /** The code of the problem that was answered. */
      readonly problem?: string
    }
  | { readonly event: 'failure'; readonly requestId?: string; readonly causes: readonly LoggedCause[] }
  | { readonly event: 'housekeeping'; readonly deletedIdempotencyKeys: number }
  /**
   * What is known of the timestamp authority's clock has changed. Offset: the reference's minus
   * ours.
   */
  | { readonly event: 'clock'; readonly state: ClockState; readonly offsetMilliseconds?: number }

/**
 * An unexpected error without its message: messages of databases and parsers quote the values they
 * fail on.
 */
interface LoggedCause {
  readonly name: string
  readonly code?: string
  /** Where it was thrown: function, file, line; the first few frames. */
  readonly frames: readonly string[]
}

/** Takes the entries of the log. */
export type Logger = (entry: LogEntry) => void

const MOST_CAUSES = 5
const MOST_FRAMES = 8

/**
 * What may be said about an unexpected error: names, codes and places along its chain of causes.
 */
export function loggedCauses(error: unknown): readonly LoggedCause[] {
  const causes: LoggedCause[] = []
  for (
    let current = error;
    current instanceof Error && causes.length < MOST_CAUSES;
    current = current.cause
  ) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : undefined
    causes.push({
      name: current.name,
      ...(code !== undefined && /^[A-Z0-9_]{1,64}$/.test(code) ? { code } : {}),
      frames: framesOf(current),
    })
  }
  return causes.length > 0 ? causes : [{ name: typeof error, frames: [] }]
}

function framesOf({ stack = '', message }: Error): readonly string[] {
  // The stack begins with the message, which may have lines that look like frames: it is cut off
  // first.
  const end = stack.indexOf(message)
  if (end < 0) return []
  return stack
    .slice(end + message.length)
    .split('\n')
    .map((line) => /^ {4}at (?:.{1,200} \()?([^()\s]{1,300}:\d+:\d+)\)?$/.exec(line)?.[1])
    .filter((place) => place !== undefined)
    .slice(0, MOST_FRAMES)
}
