// Where QR codes lead is written down with the first start. They are on paper: a service that prints another address than before needs
// somebody who meant it, and who keeps the old address answering.

import { type DatabaseHandle, findInstallation, keepPortalOrigin, movePortalOrigin } from '@tapis/db'
import { parsePortalOrigin } from '@tapis/qr-seal'
import { parseFlags, text } from '../command-line/parse-flags.ts'
import { UsageError } from '../command-line/usage-error.ts'
import { type Environment, readDataPlace, variable } from '../configuration/configuration.ts'
import { InstallationError } from './installation-error.ts'
import { databaseName, isNewDatabase, openInstallation } from './open-installation.ts'
import { operatorName } from './operator-name.ts'

/** Writes the origin down the first time. @throws InstallationError PORTAL_ORIGIN_DIFFERS when another one was written down before */
export async function requireSamePortalOrigin(db: DatabaseHandle, portalOrigin: string): Promise<void> {
  const kept = await keepPortalOrigin(db, portalOrigin)
  if (kept !== portalOrigin) throw originDiffers(kept, portalOrigin)
}

export function originDiffers(kept: string, asked: string): InstallationError {
  return new InstallationError(
    'PORTAL_ORIGIN_DIFFERS',
    `QR codes have led to ${kept} so far, and would now lead to ${asked}. Set TAPIS_PORTAL_ORIGIN=${kept}; or, if the ` +
      'portal moves and the old address goes on answering for what is printed, run: tapis portal-origin move',
  )
}

/** `tapis portal-origin move`: new QR codes lead to what TAPIS_PORTAL_ORIGIN says now. Status 0. */
export async function moveOrigin(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseFlags(parameters, { data: text })
  if (positionals.length > 0) throw new UsageError(`unexpected argument ${positionals.join(' ')}`)
  const place = readDataPlace(values, environment)
  const asked = askedOrigin(environment)
  if (await isNewDatabase(place)) throw new UsageError(`${databaseName(place)} is not there yet`)
  const { database } = await openInstallation(place)
  try {
    const { portalOrigin: kept } = await findInstallation(database.db)
    if (kept === asked) {
      write(`QR codes lead to ${asked} already.`)
      return 0
    }
    await movePortalOrigin(database.db, { portalOrigin: asked, operator: operatorName(), at: new Date() })
    write(`New QR codes lead to ${asked} from the next start of the service on.`)
    if (kept !== undefined) write(`Printed ones lead to ${kept}: it has to go on answering.`)
    return 0
  } finally {
    await database.close()
  }
}

function askedOrigin(environment: Environment): string {
  const asked = variable(environment, 'TAPIS_PORTAL_ORIGIN')
  if (asked === undefined)
    throw new UsageError('set TAPIS_PORTAL_ORIGIN to the address that new QR codes are to lead to')
  try {
    return parsePortalOrigin(asked)
  } catch {
    throw new UsageError('TAPIS_PORTAL_ORIGIN must be scheme, host and port only, like https://tte.example')
  }
}
