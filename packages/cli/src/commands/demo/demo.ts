// `tapis demo` runs the service with a demonstration city, which signs three sample documents
// through the real HTTP API, as an agency's application would. Everybody in it is invented. A
// second start finds the same documents: their idempotency keys say so.

import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type DatabaseHandle, listAgencies, recordEvent } from '@tapis/db'
import { createApplication } from '@tapis/signer'
import { type Configuration, readConfiguration } from '../../configuration/configuration.ts'
import type { Environment } from '../../configuration/variables.ts'
import { OperatorError } from '../../installation/operator-error.ts'
import { readOperatorName } from '../../installation/operator-name.ts'
import { carryOut } from '../onboard/carry-out.ts'
import { compare } from '../onboard/compare.ts'
import type { AgencyPlan } from '../onboard/plan.ts'
import type { Registrar } from '../onboard/prepare.ts'
import { serve } from '../serve/serve.ts'
import type { RunningService } from '../serve/signer/signer-service.ts'
import { formatCurlCommand } from './curl-command.ts'
import { DEMO_AGENCIES, type DemoAgency, demoPassphrase, readSample } from './demo-city.ts'
import { localApi, signSample } from './sign-sample.ts'

/**
 * Runs until it is stopped, like `serve --local`, whose flags and environment it takes.
 *
 * @throws OperatorError AGENCIES_REGISTERED where a city's own agencies are
 */
export async function demo(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const local = ['--local', ...parameters]
  const configuration = readConfiguration(local, environment)
  const folder = join(configuration.dataFolder, 'demo')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // At a terminal the log would stand between the lines that the reader is to read.
  const writeLog = (line: string) => appendFileSync(join(folder, 'log.jsonl'), line)
  const prepare = async (service: RunningService) => {
    await requireNoOthers(service.database.db)
    for (const agency of DEMO_AGENCIES) {
      const sample = await readSample(agency)
      await register(service, configuration, agency, sample.plan)
      const credential = await credentialOf(service, folder, sample.plan)
      await signSample(configuration, { ...sample, agency, folder, credential, write })
    }
    await invite(configuration, folder, write)
  }
  return serve(local, environment, write, { prepare, writeLog })
}

/**
 * Refuses to begin where a city's own agencies are: what is invented would stand beside what is
 * real, on one portal.
 */
async function requireNoOthers(db: DatabaseHandle): Promise<void> {
  const others = (await listAgencies(db)).filter(({ isDemonstration }) => !isDemonstration)
  if (others.length === 0) return
  throw new OperatorError(
    'AGENCIES_REGISTERED',
    'agencies are registered here already: the demonstration needs a folder or database of its own',
  )
}

async function register(
  { database, authority, personalData, government }: RunningService,
  { apiOrigin: origin }: Configuration,
  agency: DemoAgency,
  plan: AgencyPlan,
): Promise<void> {
  const registrar: Registrar & { readonly isDemonstration: true } = {
    ca: authority.ca,
    personalData,
    government,
    origin,
    passphraseOf: async () => demoPassphrase(agency),
    isDemonstration: true,
  }
  const comparison = await compare(database.db, [plan], registrar)
  await carryOut(database.db, [plan], comparison, registrar)
}

/**
 * Returns the agency's credential. The demonstration keeps it in a file; the service itself keeps
 * only a digest.
 */
async function credentialOf(
  { database }: RunningService,
  folder: string,
  { id: agencyId }: AgencyPlan,
): Promise<string> {
  const file = join(folder, `${agencyId}-credential`)
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (kept !== undefined) return kept.trim()
  const now = new Date()
  // It is named by the moment: were the file lost, a new application could be registered beside the
  // old one.
  const name = `Aplikasi contoh ${now.toISOString()}`
  const { id, secret } = await database.db.transaction(async (tx) => {
    const created = await createApplication({ db: tx, now, agencyId, name, randomBytes })
    const { applicationId } = created
    const operator = readOperatorName()
    const event = { at: now, kind: 'application.register', outcome: 'done', actor: 'operator' } as const
    await recordEvent(tx, { ...event, operator, agencyId, applicationId })
    return created
  })
  await writeFile(file, `${id}:${secret}\n`, { mode: 0o600 })
  return `${id}:${secret}`
}

/**
 * Tells the reader how to sign a PDF of their own: everything in it is real, and belongs to an
 * invented official.
 */
async function invite(
  configuration: Configuration,
  folder: string,
  write: (line: string) => void,
): Promise<void> {
  const [agency] = DEMO_AGENCIES
  const { nik } = await readSample(agency)
  const credential = (await readFile(join(folder, `${agency.id}-credential`), 'utf8')).trim()
  const request = {
    agency: agency.id,
    documentType: 'Surat Percobaan',
    number: '1/2026',
    title: 'Dokumen saya sendiri',
    signer: { nik, passphrase: demoPassphrase(agency) },
    place: { page: 1, x: 320, y: 60, width: 210, height: 78 },
  }
  write(`\nKredensial API / API credential of ${agency.shortName}`)
  write(`  Basic   ${credential}`)
  write(`  Bearer  ${credential.replace(':', '.')}`)
  const requestFile = resolve(folder, 'permintaan.json')
  await writeFile(requestFile, `${JSON.stringify(request, undefined, 2)}\n`, { mode: 0o600 })
  const url = `${localApi(configuration)}/v1/documents`
  write('\nTandatangani PDF Anda sendiri / sign a PDF of your own (berkas.pdf):\n')
  write(
    formatCurlCommand({ credential, requestFile, url }, process.platform === 'win32' ? 'powershell' : 'sh'),
  )
  write('')
}
