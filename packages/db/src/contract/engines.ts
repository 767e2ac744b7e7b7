// One suite, both engines: PGlite in memory and a real PostgreSQL. A suite shares one database, so
// every case makes its own agency, codes and keys.
import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from '../open-database.ts'
import { openDatabase } from '../open-database.ts'
import { type PostgresForTests, startPostgres } from '../testing.ts'

/**
 * Runs `suite` once for each engine; the database it is given may be asked for inside a case only.
 */
export function describeOnEachEngine(title: string, suite: (database: () => Database) => void): void {
  describe(`${title}, on PGlite`, () => {
    suite(openedBefore(() => openDatabase({ memory: true })))
  })

  describe(`${title}, on PostgreSQL`, () => {
    let server: PostgresForTests | undefined
    const database = openedBefore(async () => {
      server = await startPostgres()
      return openDatabase({ url: server.url })
    })
    afterAll(() => server?.stop())
    suite(database)
  })
}

function openedBefore(open: () => Promise<Database>): () => Database {
  let opened: Database | undefined
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened?.close())
  return () => {
    if (opened === undefined) throw new Error('the database is open inside a case only')
    return opened
  }
}
