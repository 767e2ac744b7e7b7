// The service is started with another database than its documents belong to: does it start, and are
// the documents still there.

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@tapis/db'
import { type StagedCity, stageCity } from '../staged/city.ts'
import { stagePostgres } from '../staged/postgres.ts'
import { send } from '../staged/request.ts'
import { postSigning, signedDocument } from '../staged/signing.ts'
import { age, countPdfs, keep, putBack } from './data-folder.ts'
import type { Drill, Outcome } from './drill.ts'

/** Files younger than an hour are nobody's orphans. */
const HOURS = 2
/** What a service does in the background of its start has to be done by then. */
const SETTLE_MILLISECONDS = 3_000

export const wrongDatabase: Drill = {
  letter: 'g',
  title: 'the wrong database',
  async *run({ root }) {
    await using postgres = await stagePostgres()
    const databaseUrl = await postgres.createDatabase()
    await using city = await stageCity({ root, databaseUrl })
    const codes = await signSome(city, 2)
    const older = await copyOf(databaseUrl, await postgres.createDatabase())
    codes.push(...(await signSome(city, 3)))
    await age(city.dataFolder, HOURS)
    await keep(city.dataFolder, 'right')
    for (const [what, url] of [
      ['PostgreSQL, then DATABASE_URL forgotten', ''],
      ['PostgreSQL, then an empty one', await postgres.createDatabase()],
      ['PostgreSQL, then a copy from before the last 3', older],
    ] as const)
      yield await startWith({ what, databaseUrl: url }, city, codes)

    await using small = await stageCity({ root })
    const inFolder = await signSome(small, 2)
    const database = join(small.dataFolder, 'database')
    await keep(database, 'older')
    inFolder.push(...(await signSome(small, 3)))
    await age(small.dataFolder, HOURS)
    await keep(database, 'right')
    await keep(small.dataFolder, 'right')
    const emptied = {
      what: 'PGlite, then an empty PostgreSQL',
      databaseUrl: await postgres.createDatabase(),
    }
    yield await startWith(emptied, small, inFolder)
    const copied = {
      what: 'PGlite, then a copy from before the last 3',
      databaseUrl: '',
      putWrong: () => putBack(database, 'older'),
      putRight: () => putBack(database, 'right'),
    }
    yield await startWith(copied, small, inFolder)
  },
}

interface WrongStart {
  readonly what: string
  readonly databaseUrl: string
  /** Where the database itself lies in the data folder. */
  readonly putWrong?: () => Promise<void>
  readonly putRight?: () => Promise<void>
}

/** Serves, signs and stops; the codes. */
async function signSome(city: StagedCity, count: number): Promise<string[]> {
  const serving = await city.serve()
  try {
    const codes: string[] = []
    for (let made = 0; made < count; made++) {
      codes.push(signedDocument(await postSigning(city, { name: 'disdukcapil-kk' })).code)
    }
    return codes
  } finally {
    await serving.stop()
  }
}

/**
 * Nobody may be connected to the original meanwhile. `neighbour` is any other database of the
 * server.
 */
async function copyOf(databaseUrl: string, neighbour: string): Promise<string> {
  const copy = `older_${randomUUID().replaceAll('-', '')}`
  const { db, close } = await openDatabase({ url: neighbour, migrateSchema: false })
  try {
    await db.execute(`create database ${copy} template ${new URL(databaseUrl).pathname.slice(1)}`)
  } finally {
    await close()
  }
  return new URL(`/${copy}`, databaseUrl).href
}

async function startWith(
  { what, databaseUrl, putWrong, putRight }: WrongStart,
  city: StagedCity,
  codes: readonly string[],
): Promise<Outcome> {
  await putBack(city.dataFolder, 'right')
  await putWrong?.()
  const before = await countPdfs(city.dataFolder)
  const started = await startAndStop(city, databaseUrl)
  const left = await countPdfs(city.dataFolder)
  await putRight?.()
  return {
    what,
    happened: [
      started,
      `${left} of ${before} PDFs are still there${left < before ? ': DOCUMENTS LOST' : ''}`,
      `with the right database again: ${await readable(city, codes)}`,
    ],
  }
}

async function startAndStop(city: StagedCity, databaseUrl: string): Promise<string> {
  try {
    const serving = await city.serve(databaseUrl)
    await delay(SETTLE_MILLISECONDS)
    await serving.stop()
    return 'it starts'
  } catch (error) {
    return `it does not start (${error instanceof Error ? error.message : String(error)})`
  }
}

/** How many documents can still be handed out. */
async function readable(city: StagedCity, codes: readonly string[]): Promise<string> {
  try {
    const serving = await city.serve()
    try {
      const files = await Promise.all(
        codes.map((code) =>
          send({
            port: city.apiPort,
            path: `/v1/documents/${code}/file`,
            headers: { authorization: city.authorization('disdukcapil') },
          }),
        ),
      )
      return `${files.filter(({ status }) => status === 200).length} of ${codes.length} can be read`
    } finally {
      await serving.stop()
    }
  } catch (error) {
    return `it does not start (${error instanceof Error ? error.message : String(error)})`
  }
}
