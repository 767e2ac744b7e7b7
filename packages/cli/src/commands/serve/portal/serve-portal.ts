// `tapis serve portal` runs the portal alone, from the database alone. It loads nothing of the
// signer, and works with a database role that may read the public views and call the two functions
// of the limit on wrong codes.

import { openDatabase } from '@tapis/db'
import { parseFlags, text, yes } from '../../../command-line/parse-flags.ts'
import { UsageError } from '../../../command-line/usage-error.ts'
import { readDataPlace } from '../../../configuration/configuration.ts'
import { readPort, readYesOrNo } from '../../../configuration/values.ts'
import { type Environment, readVariable } from '../../../configuration/variables.ts'
import { requireToldOrigin } from '../../../installation/portal-origin.ts'
import { createJsonLog } from '../../../terminal/json-log.ts'
import { announce } from '../processes/announce.ts'
import { awaitStop } from '../processes/stop-signal.ts'
import { type PortalConfiguration, startPortal } from './portal.ts'
import { waitForInstallation } from './wait-for-installation.ts'

/**
 * A page waits as long for a lookup: one that nobody waits for any more must not keep its
 * connection.
 */
const STATEMENT_MILLISECONDS = 5000

/**
 * It takes the flags of `serve`, so that the same ones can be given to both, and passes over the
 * signer's.
 */
const FLAGS = { host: text, 'portal-port': text, 'api-port': text, data: text, local: yes }

/**
 * Runs until it is stopped; status 0 after a clean end.
 *
 * @throws UsageError; DatabaseError SCHEMA_NEWER; InstallationError PORTAL_ORIGIN_DIFFERS when it
 *   is told another one than the signer
 */
export async function servePortal(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  writeLog: (line: string) => void,
): Promise<number> {
  const { configuration, databaseUrl: url } = readPortalConfiguration(parameters, environment)
  const stopped = awaitStop()
  const found = await waitForInstallation({
    open: () =>
      openDatabase({ url, migrateSchema: false, statementTimeoutMilliseconds: STATEMENT_MILLISECONDS }),
    stopped,
    log: createJsonLog(writeLog),
  })
  if (found === undefined) return 0
  const { database, installation } = found
  try {
    const { portalOrigin } = installation
    requireToldOrigin(portalOrigin, readVariable(environment, 'TAPIS_PORTAL_ORIGIN'))
    const listening = await startPortal(configuration, database.db, installation, writeLog)
    announce([`Portal        ${portalOrigin}`], write)
    await stopped
    await listening.close()
    return 0
  } finally {
    await database.close()
  }
}

interface ReadConfiguration {
  readonly configuration: PortalConfiguration
  readonly databaseUrl: string
}

function readPortalConfiguration(parameters: readonly string[], environment: Environment): ReadConfiguration {
  const { values: flags, positionals } = parseFlags(parameters, FLAGS)
  if (positionals.length > 0) throw new UsageError(`unexpected argument ${positionals.join(' ')}`)
  const { databaseUrl: shared } = readDataPlace(flags, environment)
  const databaseUrl = readVariable(environment, 'TAPIS_PORTAL_DATABASE_URL') ?? shared
  if (databaseUrl === undefined)
    throw new UsageError(
      'serve portal needs PostgreSQL: set DATABASE_URL or TAPIS_PORTAL_DATABASE_URL; with PGlite, tapis serve runs both',
    )
  const configuration = {
    host: flags.host ?? readVariable(environment, 'TAPIS_HOST') ?? '127.0.0.1',
    portalPort: readPort(
      '--portal-port',
      flags['portal-port'] ?? readVariable(environment, 'TAPIS_PORTAL_PORT'),
      8081,
    ),
    cityName: readVariable(environment, 'TAPIS_CITY') ?? 'Kota Bandar Lampung',
    behindProxy: readYesOrNo('TAPIS_BEHIND_PROXY', readVariable(environment, 'TAPIS_BEHIND_PROXY')),
  }
  return { configuration, databaseUrl }
}
