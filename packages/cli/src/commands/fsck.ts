// `tapis fsck` compares records with files, both ways, and changes nothing. It moves what no record
// knows out of the way only when it is told how many files that are. With PostgreSQL it runs beside
// the service, with PGlite while it is stopped.

import { join } from 'node:path'
import {
  type Database,
  findInstallation,
  findPublicInstallation,
  openDatabase,
  requireKnown,
} from '@tapis/db'
import {
  compareStore,
  type DocumentStore,
  openFolderStore,
  type StoreCounts,
  type StoreFinding,
  setAsideOrphans,
  setAsideUnfinished,
} from '@tapis/signer'
import { parseFlags, text, yes } from '../command-line/parse-flags.ts'
import { UsageError } from '../command-line/usage-error.ts'
import { type DataPlace, readDataPlace } from '../configuration/configuration.ts'
import type { Environment } from '../configuration/variables.ts'
import { InstallationError } from '../installation/installation-error.ts'
import { isNewDatabase, locationOf, nameDatabase } from '../installation/open-installation.ts'
import { readOperatorName } from '../installation/operator-name.ts'
import { keepPrivate } from '../installation/private-data.ts'

const FLAGS = { data: text, json: yes, quick: yes, 'move-orphans': text, 'move-unfinished': text }

interface Checked {
  readonly database: Database
  readonly store: DocumentStore
  /** The files are this database's, somebody else's, or nobody's yet. */
  readonly belongs: 'together' | 'to-another' | 'to-nobody'
}

/**
 * Compares, or moves. Statuses: 0 everything is as it should be, or was moved; 1 something is not;
 * 2 called wrongly.
 */
export async function fsck(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { values: flags, positionals } = parseFlags(parameters, FLAGS)
  if (positionals.length > 0) throw new UsageError(`unexpected argument ${positionals.join(' ')}`)
  const moves = readMoves(flags)
  const place = readDataPlace(flags, environment)
  keepPrivate()
  const checked = await openBoth(place)
  try {
    if (moves.length === 0) return await compare(checked, flags, write)
    for (const move of moves) await setAside(checked, place, move, write)
    return 0
  } finally {
    await checked.database.close()
  }
}

interface Move {
  readonly what: 'orphans' | 'unfinished'
  readonly expected: number
}

function readMoves(flags: {
  readonly 'move-orphans'?: string | undefined
  readonly 'move-unfinished'?: string | undefined
}) {
  const moves: Move[] = []
  for (const what of ['orphans', 'unfinished'] as const) {
    const given = flags[`move-${what}`]
    if (given === undefined) continue
    if (!/^[1-9]\d{0,8}$/.test(given))
      throw new UsageError(`--move-${what} takes the number of files that tapis fsck found`)
    moves.push({ what, expected: Number(given) })
  }
  return moves
}

async function openBoth(place: DataPlace): Promise<Checked> {
  if (await isNewDatabase(place))
    throw new UsageError(`${nameDatabase(place)} is not there: nothing to compare`)
  // The schema is not brought up to date under a service that runs on the one before.
  const database = await openDatabase({ ...locationOf(place), migrateSchema: false })
  try {
    requireKnown((await findPublicInstallation(database.db)).schemaVersion)
    const store = await openFolderStore(join(place.dataFolder, 'documents'))
    const [{ id }, owner] = await Promise.all([findInstallation(database.db), store.identity()])
    const belongs = owner === undefined ? 'to-nobody' : owner === id ? 'together' : 'to-another'
    return { database, store, belongs }
  } catch (cause) {
    await database.close()
    throw cause
  }
}

async function compare(
  { database, store, belongs }: Checked,
  { json, quick }: { readonly json: boolean; readonly quick: boolean },
  write: (line: string) => void,
): Promise<number> {
  if (belongs === 'to-another' && !json) write('The document folder belongs to another installation.')
  const tell = (finding: StoreFinding) => write(json ? JSON.stringify(finding) : findingLine(finding))
  const counts = await compareStore({ db: database.db, store, now: new Date(), quick }, tell)
  const clean = belongs !== 'to-another' && isClean(counts)
  write(json ? JSON.stringify({ ...counts, belongs, quick, clean }) : countsLine(counts, quick))
  return clean ? 0 : 1
}

function isClean({ missing, altered, unreadable, orphan, unfinished }: StoreCounts): boolean {
  return missing + altered + unreadable + orphan + unfinished === 0
}

function findingLine(finding: StoreFinding): string {
  return 'code' in finding
    ? `${finding.finding.padEnd(11)}${finding.code}`
    : `${finding.finding.padEnd(11)}${finding.file}  ${finding.storedAt.toISOString()}`
}

function countsLine(counts: StoreCounts, quick: boolean): string {
  const { documents, files, missing, altered, unreadable, orphan, unfinished, young } = counts
  return (
    `${documents} documents, ${files} files: ${missing} missing, ${altered} altered, ${unreadable} unreadable; ` +
    `${orphan} without a record, ${unfinished} unfinished, ${young} younger than an hour` +
    (quick ? '. Sizes were compared, not contents' : '')
  )
}

async function setAside(
  { database, store, belongs }: Checked,
  { dataFolder }: DataPlace,
  { what, expected }: Move,
  write: (line: string) => void,
): Promise<void> {
  if (belongs !== 'together')
    throw new InstallationError(
      'INSTALLATION_MISMATCH',
      'the document folder does not carry the id of this database: beside another one, every file would be without a record',
    )
  const move = what === 'orphans' ? setAsideOrphans : setAsideUnfinished
  const shelf = await move({
    db: database.db,
    store,
    now: new Date(),
    expected,
    operator: readOperatorName(),
  })
  write(`${expected} moved to ${join(dataFolder, 'documents', 'orphans', shelf)}`)
}
