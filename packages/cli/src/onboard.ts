// `tapis onboard FILE.json`: registers what a city's agencies need, from one plan. What is there already is left as it is, so
// that the same plan can grow and be run again. Passphrases are never in the plan: their holders type them.

import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DatabaseHandle, findAgency, findTemplate, openDatabase } from '@tapis/db'
import {
  checkMasterKey,
  createAgency,
  createApplication,
  createTemplate,
  derivePersonalDataKeys,
  type Enrolment,
  enrolSigner,
  findEnrolled,
  type OpenCa,
  openCa,
  type PersonalDataKeys,
  setUpCity,
} from '@tapis/signer'
import { type AgencyPlan, parsePlan } from './city-plan.ts'
import { type Environment, readConfigurationAndFiles } from './configuration.ts'
import { type NewPassphrases, newPassphrases } from './passphrase.ts'
import { readSecrets } from './secrets.ts'
import { UsageError } from './usage-error.ts'

/** What registering needs: an open database and the city's CA. */
export interface Registrar {
  readonly db: DatabaseHandle
  readonly ca: OpenCa
  readonly personalData: PersonalDataKeys
  readonly government: string
  readonly origin: string
  /** The passphrase that this signer's holder chooses; a weak one is refused. */
  readonly passphraseOf: NewPassphrases
  readonly write: (line: string) => void
}

/** Statuses: 0 everything of the plan is there; otherwise an error was thrown, and what was registered before it stays. */
export async function onboard(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { configuration, files } = readConfigurationAndFiles(parameters, environment)
  const [planFile, ...others] = files
  if (planFile === undefined || others.length > 0) {
    throw new UsageError('tapis onboard needs one plan, a JSON file')
  }
  const plan = parsePlan(await readPlan(planFile))
  const { dataFolder, databaseUrl, cityName, apiOrigin } = configuration
  const { masterKey, operatorPassphrase } = await readSecrets(dataFolder, environment)
  const database = await openDatabase(
    databaseUrl === undefined ? { folder: join(dataFolder, 'database') } : { url: databaseUrl },
  )
  try {
    const { db } = database
    const government = `Pemerintah ${cityName}`
    await setUpCity({ db, government, operatorPassphrase, origin: apiOrigin, now: new Date() })
    const personalData = derivePersonalDataKeys(masterKey)
    await checkMasterKey(db, personalData)
    const registrar: Registrar = {
      db,
      ca: await openCa({ db, operatorPassphrase }),
      personalData,
      government,
      origin: apiOrigin,
      passphraseOf: newPassphrases(),
      write,
    }
    for (const agency of plan) await registerAgency(registrar, agency)
    return 0
  } finally {
    await database.close()
  }
}

async function readPlan(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new UsageError(`the plan ${file} cannot be read (${code})`)
  }
}

/** Registers one agency with everything that the plan gives it. Secrets of new applications are written out once. */
export async function registerAgency(registrar: Registrar, plan: AgencyPlan): Promise<void> {
  const { db, write } = registrar
  const now = new Date()
  const agencyId = plan.id
  if ((await findAgency(db, agencyId)) === undefined) {
    await createAgency({ db, now, id: agencyId, name: plan.name, shortName: plan.shortName })
    write(`${agencyId}: registered`)
  }
  for (const { name, placement, width, height } of plan.templates) {
    if ((await findTemplate(db, { agencyId, name })) !== undefined) continue
    await createTemplate({ db, now, agencyId, name, placement, width, height })
    write(`${agencyId}: template ${name}`)
  }
  for (const enrolment of plan.signers) await registerSigner(registrar, plan, enrolment)
  for (const name of plan.applications) {
    const registered = await unlessThere(() => createApplication({ db, now, agencyId, name, randomBytes }))
    if (registered === undefined) continue
    write(`${agencyId}: application ${name}, shown once: Basic ${registered.id}:${registered.secret}`)
  }
}

async function registerSigner(registrar: Registrar, plan: AgencyPlan, enrolment: Enrolment): Promise<void> {
  const { passphraseOf, write, ...authority } = registrar
  const name = enrolment.kind === 'person' ? enrolment.name : plan.name
  // Asked first: nobody should choose a passphrase for a key that is not going to be made.
  if ((await findEnrolled(enrolment, { ...authority, agencyId: plan.id })) !== undefined) return
  const { id } = await enrolSigner(enrolment, {
    ...authority,
    agencyId: plan.id,
    passphrase: await passphraseOf(name),
    now: new Date(),
    randomBytes,
  })
  write(`${plan.id}: signer ${name} ${id}`)
}

/** `undefined` when the database says that it is there already. */
async function unlessThere<T>(register: () => Promise<T>): Promise<T | undefined> {
  try {
    return await register()
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'CONFLICT') return undefined
    throw cause
  }
}
