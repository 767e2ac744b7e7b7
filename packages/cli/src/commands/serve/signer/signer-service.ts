// Puts the signer together: authorities, signing API, its port. It is the only process with keys;
// it needs no portal, and the portal not it.

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type Database, databaseTime, deleteOldIdempotencyKeys, probeDatabase } from '@tapis/db'
import {
  askedReference,
  type CheckedClock,
  checkMasterKey,
  createCheckedClock,
  createPdfThreads,
  createPublication,
  createSignerApp,
  createTimestampAuthority,
  type DocumentStore,
  derivePersonalDataKeys,
  installationPolicy,
  LocalTimestampAuthority,
  type Logger,
  type OpenAuthority,
  openAuthority,
  openUploadFolder,
  type PdfThreads,
  type PersonalDataKeys,
  type SignerLimits,
  setUpCity,
  sntpReference,
} from '@tapis/signer'
import type { Configuration } from '../../../configuration/configuration.ts'
import type { OperatorSecrets } from '../../../configuration/secrets.ts'
import type { OpenInstallation } from '../../../installation/open-installation.ts'
import { requireSamePortalOrigin } from '../../../installation/portal-origin.ts'
import { publishRoot } from '../../../installation/root-certificate.ts'
import { createJsonLog } from '../../../terminal/json-log.ts'
import { clientAddress } from '../http/client-address.ts'
import { listen } from '../http/listen.ts'
import { shareProbe } from '../http/shared-probe.ts'
import { startHousekeeping } from './housekeeping.ts'

/** A signer that answers on its port. */
export interface RunningService {
  readonly database: Database
  readonly authority: OpenAuthority
  readonly personalData: PersonalDataKeys
  /** The city's government as it stands in certificates. */
  readonly government: string
  /** Stops taking requests and waits for those at work; the database stays open. */
  readonly stopListening: () => Promise<void>
  /** Does the same, and then closes the database. */
  readonly close: () => Promise<void>
}

/**
 * Starts to listen on an opened installation, whose database it closes at the end or on failure. On
 * an empty database the city's authorities are made first. `writeLog` gets whole lines of JSON with
 * their line feed; `beforeListening` runs when the city is set up and before anybody is answered.
 *
 * @throws InstallationError PORTAL_ORIGIN_DIFFERS, ROOT_DIFFERS; DatabaseError; CustodyError
 *   `PASSPHRASE_WRONG` and SetupError `MASTER_KEY_WRONG` (other secrets than before); StoreError;
 *   and the system's own error when a port is taken.
 */
export async function startSigner(
  configuration: Configuration,
  { database, documentStore, id }: OpenInstallation,
  secrets: OperatorSecrets,
  writeLog: (line: string) => void,
  beforeListening: (db: Database['db']) => Promise<void> = async () => {},
): Promise<RunningService> {
  const { dataFolder, cityName, portalOrigin, apiOrigin: origin } = configuration
  /** These are called at the end, the last first. */
  const ending: (() => Promise<void>)[] = [() => database.close()]
  const close = async () => {
    // One that fails keeps none of the others from ending.
    const failed: unknown[] = []
    for (const end of ending.splice(0).toReversed()) await end().catch((cause: unknown) => failed.push(cause))
    if (failed.length > 0) throw new AggregateError(failed, 'the service did not end cleanly')
  }
  try {
    // They load while the keys of the authorities are opened.
    const pdfThreads = createPdfThreads({ threads: configuration.workers })
    ending.push(async () => await pdfThreads[Symbol.asyncDispose]())
    pdfThreads.warm()
    const { db } = database
    const { operatorPassphrase } = secrets
    const government = `Pemerintah ${cityName}`
    const clock = () => new Date()
    const logger: Logger = createJsonLog(writeLog, clock)
    await requireSamePortalOrigin(db, portalOrigin)
    await setUpCity({ db, government, operatorPassphrase, origin, now: clock() })
    const authority = await openAuthority({ db, operatorPassphrase, now: clock() })
    await publishRoot(dataFolder, authority.rootCertificate)
    const personalData = derivePersonalDataKeys(secrets.masterKey)
    await checkMasterKey(db, personalData)
    await beforeListening(db)
    const timestampClock = await startTimestampClock(configuration, database, { clock, logger })
    ending.push(async () => timestampClock.close())
    const service = { logger, clock, timestampClock, pdfThreads }
    const parts = { database, documentStore, id, authority, personalData, ...service }
    const app = await createApp(configuration, parts)
    const listening = await listen(app, configuration.host, configuration.apiPort)
    const housekeeping = startHousekeeping({
      deleteOldIdempotencyKeys: (which) => deleteOldIdempotencyKeys(db, which),
      clock,
      logger,
    })
    const stopListening = async () => {
      await Promise.all([listening.close(), housekeeping.stop()])
    }
    ending.push(stopListening)
    return { database, authority, personalData, government, stopListening, close }
  } catch (cause) {
    // The operator must hear of what kept the service from starting.
    await close().catch(() => undefined)
    throw cause
  }
}

/**
 * Starts the clock of timestamps, which is compared with NTP servers, or with the database's time,
 * which all signers of a city share.
 */
async function startTimestampClock(
  { ntpServers }: Configuration,
  { db }: Database,
  { clock, logger }: { readonly clock: () => Date; readonly logger: Logger },
): Promise<CheckedClock> {
  const local = { wallClock: clock, monotonic: () => performance.now() }
  const servers = ntpServers.map((host) => ({ host }))
  const reference =
    servers.length > 0
      ? sntpReference(servers, { ...local, randomBytes: drawn })
      : askedReference(() => databaseTime(db), local)
  const timestampClock = createCheckedClock({ ...local, reference, logger })
  await timestampClock.check()
  return timestampClock
}

/** It is shorter than the wait of whoever asks. */
const PROBE_MILLISECONDS = 2500

interface Parts extends Pick<RunningService, 'database' | 'authority' | 'personalData'> {
  readonly documentStore: DocumentStore
  /** Id of the installation. */
  readonly id: string
  readonly logger: Logger
  readonly clock: () => Date
  readonly timestampClock: CheckedClock
  readonly pdfThreads: PdfThreads
}

async function createApp(configuration: Configuration, parts: Parts) {
  const { dataFolder, portalOrigin, apiOrigin, preflight, behindProxy, timestampAccess } = configuration
  const { documentStore, id, authority, personalData, logger, clock, timestampClock, pdfThreads } = parts
  const { db } = parts.database
  const timestampResponder = createTimestampAuthority({
    custodian: authority.timestampCustodian,
    clock: timestampClock.now,
    policy: configuration.timestampPolicy ?? installationPolicy(id),
  })
  return createSignerApp({
    db,
    documentStore,
    uploads: await openUploadFolder(join(dataFolder, 'uploads')),
    pdfThreads,
    timestampAuthority: new LocalTimestampAuthority(timestampResponder),
    timestampResponder,
    timestampAccess,
    personalData,
    portalOrigin,
    apiOrigin,
    clientAddress: clientAddress(behindProxy),
    publication: createPublication({ db, authority, clock }),
    limits: limitsOf(configuration),
    preflight,
    readiness: {
      database: shareProbe(() => probeDatabase(db, { milliseconds: PROBE_MILLISECONDS })),
      store: shareProbe(() => documentStore.probe()),
    },
    clock,
    randomBytes: drawn,
    logger,
  })
}

/**
 * Returns the limits. While one key is opened, another document is read: twice as many are signed
 * at a time as threads work.
 */
const limitsOf = ({ documentBytes, workers, queueLength }: Configuration): Partial<SignerLimits> => ({
  documentBytes,
  signings: 2 * workers,
  waiting: queueLength,
})

const drawn = (length: number) => new Uint8Array(randomBytes(length))
