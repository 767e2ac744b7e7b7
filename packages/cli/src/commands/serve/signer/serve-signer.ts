// `tapis serve signer` runs the signer alone; where PGlite is the database, this one process holds
// both.

import { X509Certificate } from 'node:crypto'
import { type DatabaseHandle, findPublicInstallation } from '@tapis/db'
import type { Configuration } from '../../../configuration/configuration.ts'
import { readSecrets } from '../../../configuration/secrets.ts'
import type { Environment } from '../../../configuration/variables.ts'
import { openInstallation } from '../../../installation/open-installation.ts'
import { readOperatorName } from '../../../installation/operator-name.ts'
import { formatRetired, retireDemonstration } from '../../../installation/retire-demonstration.ts'
import { startPortal } from '../portal/portal.ts'
import { announce } from '../processes/announce.ts'
import { awaitStop } from '../processes/stop-signal.ts'
import { type RunningService, startSigner } from './signer-service.ts'

interface SignerOptions {
  readonly configuration: Configuration
  readonly environment: Environment
  /** Whether this process runs the portal too. */
  readonly withPortal: boolean
  /**
   * Runs once the service answers, before it is announced: the demonstration, which otherwise stops
   * beside real agencies.
   */
  readonly prepare?: (service: RunningService) => Promise<void>
  readonly write: (line: string) => void
  readonly writeLog: (line: string) => void
}

/**
 * Runs until it is stopped; status 0 after a clean end.
 * @throws as `openInstallation` and `startSigner`
 */
export async function serveSigner(options: SignerOptions): Promise<number> {
  const { configuration, prepare = async () => {}, write, withPortal } = options
  const stopped = awaitStop()
  const service = await start(options)
  try {
    const preparing = prepare(service)
    // Nobody asks what a stopped preparation still fails with; without a stop, the race below
    // reports it.
    preparing.catch(() => undefined)
    await Promise.race([preparing, stopped])
    const portal = withPortal ? [`Portal        ${configuration.portalOrigin}`] : []
    const api = `Signing API   ${configuration.apiOrigin}  (reference: ${configuration.apiOrigin}/docs)`
    const warning = warnOfOrigin(service.authority.ca.row.der, configuration.apiOrigin)
    announce([...(warning === undefined ? [] : [warning]), api, ...portal], write)
    await stopped
    return 0
  } finally {
    await service.close()
  }
}

/**
 * Returns a line for the operator when the certificate's authority information access (RFC 5280
 * §4.2.2.1) names another origin than `apiOrigin`. The addresses in certificates stay: verifiers
 * would be left without revocation lists.
 */
function warnOfOrigin(certificate: Uint8Array, apiOrigin: string): string | undefined {
  const published = /URI:(https?:\/\/[^/\s]+)/.exec(new X509Certificate(certificate).infoAccess ?? '')?.[1]
  if (published === undefined || published === apiOrigin) return undefined
  return (
    `The certificates say that revocation lists are at ${published}/pki, and this API is at ${apiOrigin}. ` +
    'Set TAPIS_API_ORIGIN to the former, or let the former lead here.'
  )
}

/** Stops what the demonstration made: nobody invented signs beside real agencies. */
async function retire(db: DatabaseHandle, write: (line: string) => void): Promise<void> {
  const line = formatRetired(await retireDemonstration(db, { at: new Date(), operator: readOperatorName() }))
  if (line !== undefined) write(line)
}

async function start(options: SignerOptions): Promise<RunningService> {
  const { configuration, environment, prepare, withPortal, write, writeLog } = options
  const installation = await openInstallation(configuration)
  let signer: RunningService
  try {
    // Secrets are made only now, for a database and documents that belong together.
    const secrets = await readSecrets(configuration.dataFolder, environment)
    // Where there is something to prepare, the demonstration itself runs.
    const beforeListening = async (db: DatabaseHandle) => {
      if (prepare === undefined) await retire(db, write)
    }
    signer = await startSigner(configuration, installation, secrets, writeLog, beforeListening)
  } catch (cause) {
    await installation.database.close()
    throw cause
  }
  return withPortal ? await addPortal(signer, options) : signer
}

async function addPortal(
  signer: RunningService,
  { configuration, writeLog }: SignerOptions,
): Promise<RunningService> {
  try {
    const { db } = signer.database
    const { caSubject = '' } = await findPublicInstallation(db)
    const { portalOrigin } = configuration
    const portal = await startPortal(configuration, db, { portalOrigin, caSubject }, writeLog)
    const close = async () => {
      // Both at once, so that one grace is enough; pages at work still need the database.
      await Promise.all([portal.close(), signer.stopListening()])
      await signer.close()
    }
    return { ...signer, close }
  } catch (cause) {
    await signer.close()
    throw cause
  }
}
