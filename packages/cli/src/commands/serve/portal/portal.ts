// Puts the portal together from the public columns of a database and its port. It has no data
// folder, no secrets, and nothing of the signer.

import {
  chargeNetwork,
  type DatabaseHandle,
  findPublicInstallation,
  findPublicRecord,
  type PublicInstallation,
  recordGuessing,
} from '@tapis/db'
import { createVerifyApp, describeFailure, issuerName, MISS_RATE } from '@tapis/verify-web'
import { createJsonLog } from '../../../terminal/json-log.ts'
import { clientAddress } from '../http/client-address.ts'
import { type Listening, listen } from '../http/listen.ts'
import { shareProbe } from '../http/shared-probe.ts'

/** The configuration of the portal. */
export interface PortalConfiguration {
  readonly host: string
  readonly portalPort: number
  readonly cityName: string
  /** Whether visitors' addresses come in `X-Forwarded-For`. */
  readonly behindProxy: boolean
}

/** A signer that has been started wrote this down for the portal. */
export type ServedInstallation = Required<Pick<PublicInstallation, 'portalOrigin' | 'caSubject'>>

/**
 * Starts to listen. `writeLog` gets whole lines of JSON.
 * @throws the system's own error when the port is taken
 */
export async function startPortal(
  { host, portalPort, cityName, behindProxy }: PortalConfiguration,
  db: DatabaseHandle,
  { portalOrigin, caSubject }: ServedInstallation,
  writeLog: (line: string) => void,
): Promise<Listening> {
  const log = createJsonLog(writeLog)
  const app = createVerifyApp({
    findPublicRecord: (code) => findPublicRecord(db, code),
    portalOrigin,
    city: { name: cityName },
    trust: { caName: issuerName(caSubject), certified: false },
    chargeMiss: (network) => chargeNetwork(db, network, MISS_RATE),
    recordGuessing: (network) => recordGuessing(db, network),
    readiness: shareProbe(() => findPublicInstallation(db)),
    log,
    reportFailure: (failure) => log(describeFailure(failure)),
    clientAddress: clientAddress(behindProxy),
  })
  return await listen(app, host, portalPort)
}
