// Reads the time that a flag such as `--at` names. `new Date` would take much more, and make
// another day of some of it.

import { UsageError } from './usage-error.ts'

const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/

/**
 * Reads ISO 8601. A date is the start of that day in UTC; a date-time needs its zone, or it would
 * mean another moment on another machine.
 * @param flag for the message, default `--at`
 * @throws UsageError for anything else, and for a day that no calendar has
 */
export function readTime(text: string, flag = '--at'): Date {
  const day = DATE_TIME.exec(text)?.[1]
  const at = new Date(text)
  if (day === undefined || !isDay(day) || Number.isNaN(at.getTime())) {
    throw new UsageError(
      `${flag} must be a day like 2026-11-24 or a time with its zone like 2026-11-24T10:32:00+07:00, not ${text}`,
    )
  }
  return at
}

/** `new Date` turns the 31st of February into the 3rd of March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
