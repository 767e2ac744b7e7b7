// Says who ran a command, for the events that it records.

import { userInfo } from 'node:os'

/**
 * Returns the operating system's name of the user, as the column takes it: at most 64 of A-Z a-z
 * 0-9 . _ @ -, others replaced by a hyphen.
 */
export function readOperatorName(): string {
  return makeRecordable(systemName())
}

export function makeRecordable(name: string): string {
  const safe = name.replaceAll(/[^A-Za-z0-9._@-]/g, '-').slice(0, 64)
  return safe === '' ? 'unknown' : safe
}

/** A container may run under a number that has no name. */
function systemName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}
