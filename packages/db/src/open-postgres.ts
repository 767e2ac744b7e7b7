// PostgreSQL behind node-postgres. Not postgres.js: its 3.4.9 throws from a timer when a connection
// ends inside a transaction, which ends the process, and afterwards leaves queries of the pool
// unanswered.
import { sql } from 'drizzle-orm'
import { NodePgDatabase, NodePgSession, NodePgTransaction } from 'drizzle-orm/node-postgres'
import { PgDialect } from 'drizzle-orm/pg-core'
import { Pool } from 'pg'
import type { DatabaseHandle } from './handle.ts'

/** A PostgreSQL server by its URL. */
export interface PostgresLocation {
  /**
   * `postgres://user:password@host:port/database`, with `?sslmode=verify-full` and the like where
   * TLS is wanted.
   */
  readonly url: string
  /** Default 10. */
  readonly maxConnections?: number
  /** Longest wait for a connection, new or from the pool; default 10 seconds. */
  readonly connectTimeoutSeconds?: number
  /** Longest a statement may run on the server; default 30000, 0 is without limit. */
  readonly statementTimeoutMilliseconds?: number
  /**
   * Default true. False for a role that may only read, such as the portal's: the schema must be
   * there already.
   */
  readonly migrateSchema?: boolean
}

/**
 * How much longer the client waits than the server: an answer that is lost on the way does not hold
 * a request for ever.
 */
const ANSWER_MARGIN_MILLISECONDS = 5_000

export function connectPostgres(location: PostgresLocation): {
  db: DatabaseHandle
  close: () => Promise<void>
} {
  const statementTimeout = location.statementTimeoutMilliseconds ?? 30_000
  const pool = new Pool({
    connectionString: location.url,
    max: location.maxConnections ?? 10,
    connectionTimeoutMillis: (location.connectTimeoutSeconds ?? 10) * 1000,
    application_name: 'tapis',
    keepAlive: true,
    // What waits for a lock must then see what its holder wrote, whatever the server's default is.
    options: '-c TimeZone=UTC -c default_transaction_isolation=read\\ committed',
    statement_timeout: statementTimeout,
    ...(statementTimeout > 0 && {
      query_timeout: statementTimeout + ANSWER_MARGIN_MILLISECONDS,
      // A process that stops between two statements would keep its rows locked.
      idle_in_transaction_session_timeout: statementTimeout,
    }),
  })
  // A connection that ends while nobody waits for it has nobody to tell: the pool makes a new one.
  // Without these, Node would take the event for a programming error and end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { db: new NodePgDatabase(dialect, new PooledSession(pool), undefined), close: () => pool.end() }
}

const dialect = new PgDialect()

type NoSchema = Record<string, never>

/**
 * Drizzle's own `transaction` forgets to give the connection back when BEGIN fails: each cut
 * connection would shrink the pool.
 */
class PooledSession extends NodePgSession<NoSchema, NoSchema> {
  readonly #pool: Pool

  constructor(pool: Pool) {
    super(pool, dialect, undefined)
    this.#pool = pool
  }

  override async transaction<T>(run: (tx: NodePgTransaction<NoSchema, NoSchema>) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    const tx = new NodePgTransaction<NoSchema, NoSchema>(
      dialect,
      new NodePgSession(client, dialect, undefined),
      undefined,
    )
    try {
      await tx.execute(sql`begin`)
      const result = await run(tx)
      await tx.execute(sql`commit`)
      client.release()
      return result
    } catch (error) {
      // A connection that cannot roll back is closed; the server then rolls back by itself.
      await tx.execute(sql`rollback`).then(
        () => client.release(),
        () => client.release(true),
      )
      throw error
    }
  }
}
