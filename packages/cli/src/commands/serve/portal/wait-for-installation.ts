// A portal may be started before its database, and before the signer has set the city up. It waits
// for both, and says what for.

import {
  type Database,
  DatabaseError,
  findPublicInstallation,
  type PublicInstallation,
  requireKnown,
} from '@tapis/db'
import type { JsonLog } from '../../../terminal/json-log.ts'
import type { ServedInstallation } from './portal.ts'

interface Waiting {
  readonly open: () => Promise<Database>
  /** Resolves when nobody waits any longer. */
  readonly stopped: Promise<void>
  readonly log: JsonLog
  /** How long it waits between two tries. Default 2000. */
  readonly milliseconds?: number
}

interface Found {
  readonly database: Database
  readonly installation: ServedInstallation
}

/**
 * A schema that is not there yet, older than this program, or not given to the portal's role yet:
 * all of these can pass.
 */
const PASSING = new Set(['UNAVAILABLE', 'RETRY', 'FORBIDDEN', 'UNEXPECTED'])

/**
 * Returns the database and what the portal has to know of it, as soon as both are there;
 * `undefined` when it was stopped first.
 * @throws DatabaseError SCHEMA_NEWER and what else does not pass by waiting
 */
export async function waitForInstallation(waiting: Waiting): Promise<Found | undefined> {
  const { stopped, log, milliseconds = 2000 } = waiting
  const stop = stopped.then(() => 'stopped' as const)
  for (;;) {
    const outcome = await Promise.race([attempt(waiting), stop])
    if (outcome === 'stopped') return undefined
    if ('found' in outcome) return outcome.found
    log({ event: 'waiting', ...outcome })
    const pause = Promise.withResolvers<void>()
    const timer = setTimeout(pause.resolve, milliseconds)
    await Promise.race([pause.promise, stop])
    clearTimeout(timer)
  }
}

/** Something that is waited for. */
interface Missing {
  readonly for: string
  readonly code?: string
  readonly sqlState?: string
}

async function attempt({ open }: Waiting): Promise<{ readonly found: Found } | Missing> {
  let database: Database | undefined
  try {
    database = await open()
    const found = await findPublicInstallation(database.db)
    requireKnown(found.schemaVersion)
    const installation = readServed(found)
    if (installation !== undefined) return { found: { database, installation } }
    await database.close()
    return { for: 'the signer, which has not been started on this database yet' }
  } catch (cause) {
    await database?.close()
    if (!(cause instanceof DatabaseError && PASSING.has(cause.code))) throw cause
    return { for: 'the database', code: cause.code, ...(cause.sqlState && { sqlState: cause.sqlState }) }
  }
}

function readServed({ portalOrigin, caSubject }: PublicInstallation): ServedInstallation | undefined {
  if (portalOrigin === undefined || caSubject === undefined) return undefined
  return { portalOrigin, caSubject }
}
