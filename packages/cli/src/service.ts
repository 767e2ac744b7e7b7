// The signer, put together: authorities, signing API, its port. The only process with keys; it needs no portal, and the portal not it.

import { randomBytes } from 'node:crypto'
import { type Database, deleteOldIdempotencyKeys, fileKeysInUse } from '@tapis/db'
import {
  checkMasterKey,
  createPublication,
  createSignerApp,
  createTimestampAuthority,
  type DocumentStore,
  derivePersonalDataKeys,
  jsonLogger,
  LocalTimestampAuthority,
  type Logger,
  type OpenAuthority,
  openAuthority,
  type PersonalDataKeys,
  setUpCity,
} from '@tapis/signer'
import type { Configuration } from './configuration.ts'
import type { OpenInstallation } from './installation/open-installation.ts'
import { requireSamePortalOrigin } from './installation/portal-origin.ts'
import { publishRoot } from './installation/root-certificate.ts'
import { listen } from './listen.ts'
import type { OperatorSecrets } from './secrets.ts'
import { startHousekeeping } from './serving/housekeeping.ts'
import { sharedProbe } from './serving/shared-probe.ts'

/** A signer that answers on its port. */
export interface RunningService {
  readonly database: Database
  readonly authority: OpenAuthority
  readonly personalData: PersonalDataKeys
  /** As it stands in certificates. */
  readonly government: string
  /** Takes no new request and waits for those at work; the database stays open. */
  readonly stopListening: () => Promise<void>
  /** The same, and then closes the database. */
  readonly close: () => Promise<void>
}

/**
 * Starts to listen on an opened installation, whose database it closes at the end or on failure. On an empty database the city's
 * authorities are made first. `writeLog` gets whole lines of JSON with their line feed.
 *
 * @throws InstallationError PORTAL_ORIGIN_DIFFERS, ROOT_DIFFERS; DatabaseError; CustodyError `PASSPHRASE_WRONG` and SetupError
 *   `MASTER_KEY_WRONG` (other secrets than before); StoreError; and the system's own error when a port is taken.
 */
export async function startSigner(
  configuration: Configuration,
  { database, documentStore }: OpenInstallation,
  secrets: OperatorSecrets,
  writeLog: (line: string) => void,
): Promise<RunningService> {
  const { dataFolder, cityName, portalOrigin, apiOrigin: origin } = configuration
  try {
    const { db } = database
    const { operatorPassphrase } = secrets
    const government = `Pemerintah ${cityName}`
    const clock = () => new Date()
    const logger = jsonLogger(writeLog, clock)
    await requireSamePortalOrigin(db, portalOrigin)
    await setUpCity({ db, government, operatorPassphrase, origin, now: clock() })
    const authority = await openAuthority({ db, operatorPassphrase, now: clock() })
    await publishRoot(dataFolder, authority.rootCertificate)
    const personalData = derivePersonalDataKeys(secrets.masterKey)
    await checkMasterKey(db, personalData)
    const app = createApp(configuration, { database, documentStore, authority, personalData, logger, clock })
    const listening = await listen(app, configuration.host, configuration.apiPort)
    const housekeeping = startHousekeeping({
      deleteOldIdempotencyKeys: (which) => deleteOldIdempotencyKeys(db, which),
      clock,
      logger,
    })
    const stopListening = async () => {
      await Promise.all([listening.close(), housekeeping.stop()])
    }
    const close = async () => {
      await stopListening()
      await database.close()
    }
    return { database, authority, personalData, government, stopListening, close }
  } catch (cause) {
    await database.close()
    throw cause
  }
}

interface Parts extends Pick<RunningService, 'database' | 'authority' | 'personalData'> {
  readonly documentStore: DocumentStore
  readonly logger: Logger
  readonly clock: () => Date
}

function createApp(
  { portalOrigin, apiOrigin, documentBytes, preflight }: Configuration,
  { database, documentStore, authority, personalData, logger, clock }: Parts,
) {
  const { db } = database
  const timestampResponder = createTimestampAuthority({ custodian: authority.timestampCustodian, clock })
  return createSignerApp({
    db,
    documentStore,
    timestampAuthority: new LocalTimestampAuthority(timestampResponder),
    timestampResponder,
    personalData,
    portalOrigin,
    apiOrigin,
    publication: createPublication({ db, authority, clock }),
    limits: { documentBytes },
    preflight,
    readiness: {
      database: sharedProbe(() => fileKeysInUse(db, ['health'])),
      store: sharedProbe(() => documentStore.probe()),
    },
    clock,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    logger,
  })
}
