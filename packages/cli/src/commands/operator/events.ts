// `tapis events` shows what was done and refused, oldest first. It reads page by page: a year of a
// city does not fit into memory.

import {
  type DatabaseHandle,
  type EventFilter,
  eventKinds,
  listAgencies,
  listApplications,
  listEvents,
  type RecordedEvent,
} from '@tapis/db'
import { nearest, present } from '@tapis/pki'
import { parseFlags, text, yes } from '../../command-line/parse-flags.ts'
import { readTime } from '../../command-line/read-time.ts'
import { UsageError } from '../../command-line/usage-error.ts'
import { readDataPlace } from '../../configuration/configuration.ts'
import type { Environment } from '../../configuration/variables.ts'
import { withDatabase } from '../../installation/operator-database.ts'
import { maskControls } from '../../terminal/terminal.ts'

const PAGE = 1000

/** Writes a line for each event. Status 0, also when there is none. */
export async function showEvents(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseFlags(parameters, {
    since: text,
    kind: text,
    agency: text,
    json: yes,
    data: text,
  })
  if (positionals.length > 0) throw new UsageError(`unexpected argument ${positionals.join(' ')}`)
  const filter = filterOf(values)
  await withDatabase(readDataPlace(values, environment), async (db) => {
    const publicIds = await applicationIds(db)
    if (!values.json) write(formatLine(HEAD))
    for await (const event of eventsOf(db, filter)) {
      const application = publicIds.get(event.applicationId ?? '')
      write(values.json ? JSON.stringify({ ...event, application }) : eventLine(event, application))
    }
  })
  return 0
}

/**
 * Returns public ids, `app_…`, by the ids that events have: other commands show and take the
 * former.
 */
async function applicationIds(db: DatabaseHandle): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>()
  for (const agency of await listAgencies(db))
    for (const { id, credentialId } of await listApplications(db, agency.id)) ids.set(id, credentialId)
  return ids
}

/** Gives the events of all pages, each asked for when the one before has been read. */
async function* eventsOf(db: DatabaseHandle, filter: EventFilter): AsyncGenerator<RecordedEvent> {
  let page: readonly RecordedEvent[]
  let afterId = 0
  do {
    page = await listEvents(db, { ...filter, afterId, limit: PAGE })
    yield* page
    afterId = page.at(-1)?.id ?? afterId
  } while (page.length === PAGE)
}

/** Reads which events are asked for. @throws UsageError */
function filterOf(given: {
  readonly since?: string | undefined
  readonly kind?: string | undefined
  readonly agency?: string | undefined
}): EventFilter {
  const kind = eventKinds.find((known) => known === given.kind)
  if (given.kind !== undefined && kind === undefined) {
    const meant = nearest(given.kind, eventKinds)
    throw new UsageError(
      `there is no kind ${maskControls(given.kind)}${meant === undefined ? `; there are ${eventKinds.join(', ')}` : `; did you mean ${meant}?`}`,
    )
  }
  const since = given.since === undefined ? undefined : readTime(given.since, '--since')
  return present({ since, kind, agencyId: given.agency })
}

// Widths are fixed, so that a line can be written before the next one is known.
const WIDTHS = [23, 24, 20, 24, 14]
const HEAD = ['WAKTU', 'PERISTIWA', 'HASIL', 'PELAKU', 'OPD', 'PERIHAL']

function formatLine(cells: readonly string[]): string {
  return maskControls(
    cells
      .map((cell, column) => cell.padEnd(WIDTHS[column] ?? 0))
      .join(' ')
      .trimEnd(),
  )
}

function eventLine(event: RecordedEvent, application: string | undefined): string {
  const { at, kind, outcome, agencyId = '-' } = event
  return formatLine([formatWib(at), kind, outcome, actorOf(event), agencyId, aboutOf(event, application)])
}

/** Returns Lampung's time, UTC+7 all year: `2026-11-24 17:32:00 WIB`. */
function formatWib(at: Date): string {
  const local = new Date(at.getTime() + 7 * 3_600_000).toISOString()
  return `${local.slice(0, 10)} ${local.slice(11, 19)} WIB`
}

const ACTORS = {
  application: 'aplikasi',
  operator: 'operator',
  visitor: 'pengunjung',
  service: 'layanan',
} as const

function actorOf({ actor, operator, presentedCredential, address }: RecordedEvent): string {
  const who = operator ?? presentedCredential ?? address
  return who === undefined ? ACTORS[actor] : `${ACTORS[actor]} ${who}`
}

/**
 * Returns what the event was about, each with its Indonesian word, so that a line can be searched
 * for any of it.
 */
function aboutOf(event: RecordedEvent, application: string | undefined): string {
  const about: readonly (readonly [word: string, value: string | undefined])[] = [
    ['penandatangan', event.signerId],
    ['aplikasi', application ?? event.applicationId],
    ['dokumen', event.documentCode],
    ['sertifikat', event.certificateId],
    [
      'alamat',
      event.operator === undefined && event.presentedCredential === undefined ? undefined : event.address,
    ],
    ['permintaan', event.requestId],
    ['kolom', event.changed?.join(',')],
  ]
  return about.flatMap(([word, value]) => (value === undefined ? [] : [`${word}=${value}`])).join(' ')
}
