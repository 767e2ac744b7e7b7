// A variable that is misspelt would be passed over, and the service would run by a default that nobody wanted.

import { nearest } from '@tapis/pki'
import { UsageError } from '../command-line/usage-error.ts'

const PREFIX = 'TAPIS_'

/** Variables of ours that other programs read: the tests, and what CI runs. */
const OF_OTHER_PROGRAMS = ['TAPIS_CORPUS', 'TAPIS_INTEROP', 'TAPIS_PYTHON']

/**
 * Takes every name that does not begin with `TAPIS_`, and what is set to nothing.
 *
 * @throws UsageError with the unknown names and the nearest known ones, never a value
 */
export function requireKnownVariables(
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(environment).filter(
    (name) =>
      name.startsWith(PREFIX) &&
      (environment[name] ?? '').trim() !== '' &&
      !known.includes(name) &&
      !OF_OTHER_PROGRAMS.includes(name),
  )
  if (unknown.length === 0) return
  const ours = known.flatMap((name) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []))
  const told = unknown.map((name) => {
    // By what stands behind the prefix, which says nothing.
    const meant = nearest(name.slice(PREFIX.length), ours)
    return meant === undefined ? name : `${name} (did you mean ${PREFIX}${meant}?)`
  })
  throw new UsageError(`unknown variable ${told.join(', ')}; tapis help lists them`)
}
