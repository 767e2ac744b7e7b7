// The service, put together: database, document store, authorities, signing API and portal, in one process. Everything that
// another deployment would take apart meets here and nowhere else.

import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Database, databaseTime, findInstallation, findPublicRecord, openDatabase } from '@tapis/db'
import {
  askedReference,
  type CheckedClock,
  checkMasterKey,
  createCheckedClock,
  createPdfThreads,
  createPublication,
  createSignerApp,
  createTimestampAuthority,
  derivePersonalDataKeys,
  installationPolicy,
  jsonLogger,
  LocalTimestampAuthority,
  type Logger,
  type OpenAuthority,
  openAuthority,
  openFolderStore,
  openUploadFolder,
  type PersonalDataKeys,
  setUpCity,
  sweepOrphans,
} from '@tapis/signer'
import { createVerifyApp } from '@tapis/verify-web'
import type { Context } from 'hono'
import type { Configuration } from './configuration.ts'
import { forwardedAddress } from './forwarded-address.ts'
import { type Listening, listen } from './listen.ts'
import type { OperatorSecrets } from './secrets.ts'
import { TRUST_FOLDER } from './trust-anchors.ts'

/** A service that answers on both ports. */
export interface RunningService {
  readonly database: Database
  readonly authority: OpenAuthority
  readonly personalData: PersonalDataKeys
  /** As it stands in certificates. */
  readonly government: string
  /** Stops listening, lets requests at work finish, closes the database. */
  readonly close: () => Promise<void>
}

/** A file without its row may belong to a request that is still at work; no request takes an hour. */
const ORPHAN_MILLISECONDS = 60 * 60 * 1000

/**
 * Opens everything and starts to listen. On an empty database the city's authorities are made first. `writeLog` gets whole
 * lines of JSON with their line feed.
 *
 * @throws DatabaseError, CustodyError `PASSPHRASE_WRONG` and SetupError `MASTER_KEY_WRONG` (other secrets than before), StoreError,
 *   and the system's own error when a port is taken.
 */
export async function startService(
  configuration: Configuration,
  secrets: OperatorSecrets,
  writeLog: (line: string) => void,
): Promise<RunningService> {
  const { dataFolder, databaseUrl, cityName, apiOrigin: origin } = configuration
  await mkdir(dataFolder, { recursive: true, mode: 0o700 })
  const database = await openDatabase(
    databaseUrl === undefined ? { folder: join(dataFolder, 'database') } : { url: databaseUrl },
  )
  const listening: Listening[] = []
  const clocks: CheckedClock[] = []
  const close = async () => {
    for (const clock of clocks) clock.close()
    await Promise.all(listening.map((server) => server.close()))
    await database.close()
  }
  try {
    const { db } = database
    const { operatorPassphrase } = secrets
    const government = `Pemerintah ${cityName}`
    const now = new Date()
    await setUpCity({ db, government, operatorPassphrase, origin, now })
    const authority = await openAuthority({ db, operatorPassphrase, now })
    await publishRoot(dataFolder, authority.rootCertificate)
    const personalData = derivePersonalDataKeys(secrets.masterKey)
    await checkMasterKey(db, personalData)
    const apps = await createApps(configuration, { database, authority, personalData, writeLog })
    clocks.push(apps.timestampClock)
    listening.push(await listen(apps.signer, configuration.host, configuration.apiPort))
    listening.push(await listen(apps.portal, configuration.host, configuration.portalPort))
    return { database, authority, personalData, government, close }
  } catch (cause) {
    await close()
    throw cause
  }
}

async function createApps(
  { dataFolder, cityName, portalOrigin, apiOrigin, documentBytes, preflight, behindProxy }: Configuration,
  opened: Pick<RunningService, 'database' | 'authority' | 'personalData'> & {
    readonly writeLog: (line: string) => void
  },
) {
  const { authority, personalData } = opened
  const { db } = opened.database
  const clock = () => new Date()
  const logger: Logger = jsonLogger(opened.writeLog, clock)
  const documentStore = await openFolderStore(join(dataFolder, 'documents'))
  const swept = await sweepOrphans(db, documentStore, new Date(Date.now() - ORPHAN_MILLISECONDS))
  if (swept.orphans + swept.unfinished > 0) logger({ event: 'sweep', ...swept })
  const local = { wallClock: clock, monotonic: () => performance.now() }
  const reference = askedReference(() => databaseTime(db), local)
  const timestampClock = createCheckedClock({ ...local, reference, logger })
  await timestampClock.check()
  const timestampResponder = createTimestampAuthority({
    custodian: authority.timestampCustodian,
    clock: timestampClock.now,
    policy: installationPolicy((await findInstallation(db)).id),
  })
  const signer = createSignerApp({
    db,
    documentStore,
    uploads: await openUploadFolder(join(dataFolder, 'uploads')),
    pdfThreads: createPdfThreads(),
    timestampAuthority: new LocalTimestampAuthority(timestampResponder),
    timestampResponder,
    personalData,
    portalOrigin,
    apiOrigin,
    clientAddress: behindProxy ? forwardedAddress : socketAddress,
    publication: createPublication({ db, authority, clock }),
    limits: { documentBytes },
    preflight,
    clock,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
    logger,
  })
  const portal = createVerifyApp({
    findPublicRecord: (code) => findPublicRecord(db, code),
    portalOrigin,
    city: { name: cityName },
    trust: { caName: authority.caName, certified: false },
    ...(behindProxy ? { clientAddress: forwardedAddress } : {}),
  })
  return { signer, portal, timestampClock }
}

/** The peer of the socket. */
const socketAddress = (c: Context): string => getConnInfo(c).remote.address ?? 'unknown'

/** Where `tapis verify` finds the anchor of this machine's own service without being told. */
async function publishRoot(dataFolder: string, certificate: Uint8Array): Promise<void> {
  const folder = join(dataFolder, TRUST_FOLDER)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'root.cer'), certificate)
}
