// `tapis onboard FILE.json` registers what a city's agencies need, from one plan, and changes what
// the plan says otherwise than before: all of it, or nothing. The same plan can grow and be run
// again. Passphrases are never in it: their holders type them.

import { readFile } from 'node:fs/promises'
import type { Database } from '@tapis/db'
import { checkMasterKey, derivePersonalDataKeys, openCa, setUpCity } from '@tapis/signer'
import type { Terminal } from '../../command-line/command.ts'
import { parseFlags, yes } from '../../command-line/parse-flags.ts'
import { UsageError } from '../../command-line/usage-error.ts'
import { type Configuration, configurationOf, FLAGS } from '../../configuration/configuration.ts'
import { readSecrets } from '../../configuration/secrets.ts'
import type { Environment } from '../../configuration/variables.ts'
import { isNewDatabase, locationOf, openInstallation } from '../../installation/open-installation.ts'
import { openOperatorDatabase } from '../../installation/operator-database.ts'
import { formatRetired } from '../../installation/retire-demonstration.ts'
import { askNewPassphrases } from '../../terminal/passphrase.ts'
import { maskControls } from '../../terminal/terminal.ts'
import { carryOut } from './carry-out.ts'
import { type Comparison, compare } from './compare.ts'
import type { AgencyPlan } from './plan.ts'
import { readPlan } from './read-plan.ts'
import { certificateNotes, credentialLines, itemLine, reportJson } from './report.ts'
import type { Written } from './write.ts'

/**
 * Carries a plan out. Statuses: 0 the database says what the plan says (or would, with
 * `--dry-run`); 1 the plan is at odds with it; 2 called wrongly.
 */
export async function onboard(
  parameters: readonly string[],
  environment: Environment,
  { write, complain }: Terminal,
): Promise<number> {
  const { configuration, planFile, dryRun, json } = readOnboarding(parameters, environment)
  const plan = await planOf(planFile, complain)
  const { dataFolder } = configuration
  const database = await openDatabaseOf(configuration, dryRun)
  try {
    const { db } = database
    // The secrets are looked for before they are made: a dry run leaves nothing behind.
    const { masterKey, operatorPassphrase } = await readSecrets(dataFolder, environment, { keep: !dryRun })
    const personalData = derivePersonalDataKeys(masterKey)
    await checkMasterKey(db, personalData)
    const comparison = await compare(db, plan, { personalData })
    const isPossible = comparison.conflicts.length === 0
    if (dryRun || !isPossible) {
      if (json) write(reportJson(comparison))
      else sayComparison(comparison, { write, complain })
      return isPossible ? 0 : 1
    }
    const { apiOrigin: origin, cityName } = configuration
    const government = `Pemerintah ${cityName}`
    await setUpCity({ db, government, operatorPassphrase, origin, now: new Date() })
    const ca = await openCa({ db, operatorPassphrase })
    const registrar = { ca, personalData, government, origin, passphraseOf: askNewPassphrases() }
    const written = await carryOut(db, plan, comparison, registrar)
    if (json) write(reportJson(comparison, written))
    else sayWritten(written, write)
    return 0
  } finally {
    await database.close()
  }
}

interface Onboarding {
  readonly configuration: Configuration
  readonly planFile: string
  /** Whether the command only says what would be done. */
  readonly dryRun: boolean
  /** Whether it says so as one line of JSON. */
  readonly json: boolean
}

/** Reads what `tapis onboard` is told. @throws UsageError */
export function readOnboarding(parameters: readonly string[], environment: Environment): Onboarding {
  const { values, positionals } = parseFlags(parameters, { ...FLAGS, 'dry-run': yes, json: yes })
  const [planFile, ...others] = positionals
  if (planFile === undefined || others.length > 0) {
    throw new UsageError('tapis onboard needs one plan, a JSON file')
  }
  const configuration = configurationOf(values, environment)
  return { configuration, planFile, dryRun: values['dry-run'], json: values.json }
}

/** Opens the database. A dry run makes none and claims no documents. */
async function openDatabaseOf(configuration: Configuration, dryRun: boolean): Promise<Database> {
  if (!dryRun) return (await openInstallation(configuration)).database
  const isToBeMade = configuration.databaseUrl === undefined && (await isNewDatabase(configuration))
  return await openOperatorDatabase(isToBeMade ? { memory: true } : locationOf(configuration))
}

/** Reads the plan, and tells every mistake in it before the command ends. @throws UsageError */
async function planOf(file: string, complain: (line: string) => void): Promise<readonly AgencyPlan[]> {
  const read = readPlan(await readText(file))
  if ('agencies' in read) return read.agencies
  for (const { pointer, message } of read.mistakes)
    complain(maskControls(`${pointer === '' ? 'the plan' : pointer} ${message}`))
  const count = read.mistakes.length
  throw new UsageError(`the plan has ${count} mistake${count === 1 ? '' : 's'}; nothing was changed`)
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    throw new UsageError(`the plan ${file} cannot be read (${code})`)
  }
}

function sayComparison({ items, conflicts, retired }: Comparison, { write, complain }: Terminal): void {
  for (const item of items) write(itemLine({ item }))
  for (const note of certificateNotes(items)) write(note)
  if (retired.length > 0)
    write(`The demonstration's signers and applications (${retired.join(', ')}) would stop.`)
  for (const { pointer, code, message } of conflicts) complain(`${pointer} ${code}: ${message}`)
  if (conflicts.length > 0) complain('nothing was changed')
}

function sayWritten(written: Written, write: (line: string) => void): void {
  for (const item of written.items) write(itemLine(item))
  for (const note of certificateNotes(written.items.map(({ item }) => item))) write(note)
  const retired = formatRetired(written.retired)
  if (retired !== undefined) write(retired)
  for (const line of credentialLines(written)) write(line)
}
