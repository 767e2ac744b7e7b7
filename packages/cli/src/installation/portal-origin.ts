// The address that QR codes lead to is written down with the first start. They are on paper: a
// service that prints another address than before needs somebody who meant it, and who keeps the
// old address answering.

import { type DatabaseHandle, keepPortalOrigin } from '@tapis/db'
import { InstallationError } from './installation-error.ts'

/**
 * Writes the origin down the first time that a signer starts.
 * @throws InstallationError PORTAL_ORIGIN_DIFFERS when another one was written down before
 */
export async function requireSamePortalOrigin(db: DatabaseHandle, portalOrigin: string): Promise<void> {
  const kept = await keepPortalOrigin(db, portalOrigin)
  if (kept === portalOrigin) return
  throw new InstallationError(
    'PORTAL_ORIGIN_DIFFERS',
    `QR codes have led to ${kept} so far, and would now lead to ${portalOrigin}. Set TAPIS_PORTAL_ORIGIN=${kept}; or, if the ` +
      'portal moves and the old address goes on answering for what is printed, run: tapis portal-origin move',
  )
}

/**
 * Refuses a portal that is told another address than the signer wrote down: it would answer for a
 * place that no code leads to.
 * @param told undefined where it is told none.
 * @throws InstallationError PORTAL_ORIGIN_DIFFERS
 */
export function requireToldOrigin(kept: string, told: string | undefined): void {
  if (told === undefined || told === kept) return
  throw new InstallationError(
    'PORTAL_ORIGIN_DIFFERS',
    `QR codes lead to ${kept}, and TAPIS_PORTAL_ORIGIN is ${told}. Leave it out here, or set it to the former`,
  )
}
