// `tapis portal-origin move` lets new QR codes lead to what TAPIS_PORTAL_ORIGIN says now. Printed
// ones stay as they are, so that somebody must mean it, and keep the old address answering.

import { findInstallation, movePortalOrigin } from '@tapis/db'
import { parsePortalOrigin } from '@tapis/qr-seal'
import { parseFlags, text } from '../command-line/parse-flags.ts'
import { UsageError } from '../command-line/usage-error.ts'
import { readDataPlace } from '../configuration/configuration.ts'
import { type Environment, readVariable } from '../configuration/variables.ts'
import { isNewDatabase, nameDatabase, openInstallation } from '../installation/open-installation.ts'
import { readOperatorName } from '../installation/operator-name.ts'

/** Writes the new origin down, or says that it is so already. Status 0. */
export async function moveOrigin(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseFlags(parameters, { data: text })
  if (positionals.length > 0) throw new UsageError(`unexpected argument ${positionals.join(' ')}`)
  const place = readDataPlace(values, environment)
  const asked = askedOrigin(environment)
  if (await isNewDatabase(place)) throw new UsageError(`${nameDatabase(place)} is not there yet`)
  const { database } = await openInstallation(place)
  try {
    const { portalOrigin: kept } = await findInstallation(database.db)
    if (kept === asked) {
      write(`QR codes lead to ${asked} already.`)
      return 0
    }
    await movePortalOrigin(database.db, { portalOrigin: asked, operator: readOperatorName(), at: new Date() })
    write(`New QR codes lead to ${asked} from the next start of the service on.`)
    if (kept !== undefined) write(`Printed ones lead to ${kept}: it has to go on answering.`)
    return 0
  } finally {
    await database.close()
  }
}

function askedOrigin(environment: Environment): string {
  const asked = readVariable(environment, 'TAPIS_PORTAL_ORIGIN')
  if (asked === undefined)
    throw new UsageError('set TAPIS_PORTAL_ORIGIN to the address that new QR codes are to lead to')
  try {
    return parsePortalOrigin(asked)
  } catch {
    throw new UsageError('TAPIS_PORTAL_ORIGIN must be scheme, host and port only, like https://tte.example')
  }
}
