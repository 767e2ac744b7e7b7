// A PostgreSQL server for a run that keeps what it is told: with fsync, as in production.

import { type PostgresForTests, startPostgres } from '@tapis/db/testing'
import { untilTheEnd } from './at-the-end.ts'

interface StagedPostgres extends AsyncDisposable {
  readonly createDatabase: PostgresForTests['createDatabase']
}

export async function stagePostgres(): Promise<StagedPostgres> {
  const postgres = await startPostgres({ durable: true })
  const end = untilTheEnd(() => postgres.stop())
  return {
    createDatabase: () => postgres.createDatabase(),
    [Symbol.asyncDispose]: async () => await end[Symbol.asyncDispose](),
  }
}
