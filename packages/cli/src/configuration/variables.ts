// This table has the variables of the environment that are read. An unknown one is refused: the
// service would run by a default that nobody wanted.

import { nearest } from '@tapis/pki'
import { UsageError } from '../command-line/usage-error.ts'

/** The variables that are read, with what they mean; `tapis help` prints this table. */
export const VARIABLES = [
  ['TAPIS_HOST', 'address to listen on (default 127.0.0.1)'],
  ['TAPIS_API_PORT', 'port of the signing API (default 8080)'],
  ['TAPIS_PORTAL_PORT', 'port of the verification portal (default 8081)'],
  ['TAPIS_DATA', 'documents, secrets, database, trusted roots (default ./data; for roots: none)'],
  ['DATABASE_URL', 'postgres://…; without it, PGlite in the data folder'],
  [
    'TAPIS_PORTAL_DATABASE_URL',
    'the same for the portal, with a role that may read little (default DATABASE_URL)',
  ],
  ['TAPIS_PORTAL_ORIGIN', 'the portal as citizens reach it, https://…; needed unless --local is given'],
  ['TAPIS_API_ORIGIN', 'the API as agencies reach it, https://…; needed unless --local is given'],
  ['TAPIS_PLAIN_HTTP', 'yes when these may be http:// (default no): passphrases could be read on the way'],
  ['TAPIS_MAX_DOCUMENT_BYTES', 'largest PDF accepted (default 33554432, 32 MiB)'],
  ['TAPIS_PREFLIGHT', 'off, warn or refuse: what in a PDF could harm its signature (default warn)'],
  ['TAPIS_CITY', 'name of the city (default Kota Bandar Lampung)'],
  ['TAPIS_BEHIND_PROXY', 'yes when only a reverse proxy reaches the ports (default no)'],
  ['TAPIS_TSA', 'who may ask /tsa: open (default), applications or closed'],
  ['TAPIS_TSA_POLICY', 'policy of timestamps, a dotted OID'],
  ['TAPIS_NTP_SERVERS', 'hosts to compare the clock with, separated by commas'],
  ['TAPIS_WORKERS', 'PDFs of one agency read at a time (default: one for each core)'],
  ['TAPIS_QUEUE', 'signing requests that may wait for their turn (default 64)'],
  ['TAPIS_MASTER_KEY', '32 bytes in hex that protect NIKs (default: made once in the data folder)'],
  ['TAPIS_OPERATOR_PASSPHRASE', 'opens the CA and timestamp keys (default: made once in the data folder)'],
  ['TAPIS_PASSPHRASE', 'passphrase for `tapis sign`, instead of being asked'],
  ['TAPIS_PDF_PASSWORD', 'password of encrypted PDFs; --password can be seen by other users'],
  ['TAPIS_DEBUG', 'set: errors are shown with their stack'],
] as const satisfies readonly (readonly [name: string, meaning: string])[]

export type VariableName = (typeof VARIABLES)[number][0]

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns a variable's value. One that is set to nothing counts as not set: that is how compose
 * files leave one out.
 */
export function readVariable(environment: Environment, name: VariableName): string | undefined {
  return dropBlank(environment[name])
}

export function dropBlank(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value
}

const PREFIX = 'TAPIS_'

/** The tests and what CI runs read these. */
const OF_OTHER_PROGRAMS = ['TAPIS_CORPUS', 'TAPIS_INTEROP', 'TAPIS_PYTHON']

/**
 * Takes every name that does not begin with `TAPIS_`, and what is set to nothing.
 *
 * @throws UsageError with the unknown names and the nearest known ones, never a value
 */
export function requireKnownVariables(environment: Environment): void {
  const known: readonly string[] = VARIABLES.map(([name]) => name)
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
    // The prefix says nothing, so what stands behind it is compared.
    const meant = nearest(name.slice(PREFIX.length), ours)
    return meant === undefined ? name : `${name} (did you mean ${PREFIX}${meant}?)`
  })
  throw new UsageError(`unknown variable ${told.join(', ')}; tapis help lists them`)
}
