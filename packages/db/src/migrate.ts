// Brings the schema up to date in ONE transaction under an advisory lock: drizzle-orm's own
// migrator decides what to apply before its transaction begins, so two processes that start
// together would both apply the same migration.
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { bigint, pgSchema, serial, text } from 'drizzle-orm/pg-core'
import { atEdge, DatabaseError } from './errors.ts'
import type { DatabaseHandle } from './handle.ts'

/** The generated migrations: `meta/_journal.json` and one .sql file for each. */
export const migrationsFolder: string = fileURLToPath(new URL('../migrations', import.meta.url))

// The table that `drizzle-kit migrate` keeps, so that either tool may apply the next migration.
const applied = pgSchema('drizzle').table('__drizzle_migrations', {
  id: serial().primaryKey(),
  hash: text().notNull(),
  createdAt: bigint('created_at', { mode: 'number' }),
})

/** Any number, as long as every process of Tapis takes the same one: "tapis" in ASCII. */
const MIGRATION_LOCK = 0x7461706973

/**
 * Applies what is missing; safe to run at the same time in many processes.
 *
 * @throws DatabaseError MIGRATION_FAILED; SCHEMA_NEWER, with nothing changed, when the schema has a
 *   migration that this program does not have
 */
export async function migrate(db: DatabaseHandle, folder: string = migrationsFolder): Promise<void> {
  const migrations = readMigrationFiles({ migrationsFolder: folder })
  await db.transaction(async (tx) => {
    // Held to the end of the transaction, so a process that dies lets go, and a pooler in
    // transaction mode does no harm.
    await tx.execute(sql`select pg_advisory_xact_lock(${sql.raw(String(MIGRATION_LOCK))})`)
    await tx.execute(sql`create schema if not exists drizzle`)
    await tx.execute(
      sql`create table if not exists ${applied} (id serial primary key, hash text not null, created_at bigint)`,
    )
    const done = new Map((await tx.select().from(applied)).map((row) => [row.createdAt, row.hash]))
    requireKnown(Math.max(0, ...[...done.keys()].map((createdAt) => createdAt ?? 0)), folder)
    for (const [index, { folderMillis, hash, sql: statements }] of migrations.entries()) {
      const step = `migration ${index + 1} of ${migrations.length}`
      const appliedHash = done.get(folderMillis)
      if (appliedHash === hash) continue
      // Edited after it was applied: the tables are not what this code believes, and its CHECKs may
      // be missing.
      if (appliedHash !== undefined)
        throw new DatabaseError('MIGRATION_FAILED', `${step} differs from the one that was applied`)
      await applying(step, async () => {
        for (const statement of statements) await tx.execute(sql.raw(statement))
        await tx.insert(applied).values({ hash, createdAt: folderMillis })
      })
    }
  })
}

/**
 * Refuses a schema that is ahead of this program, such as after a rollback of the program alone.
 * @param version the newest applied migration's time in milliseconds, as `public_installation` has
 *   it
 * @throws DatabaseError SCHEMA_NEWER
 */
export function requireKnown(version: number, folder: string = migrationsFolder): void {
  const newest = readMigrationFiles({ migrationsFolder: folder }).at(-1)?.folderMillis ?? 0
  if (version > newest)
    throw new DatabaseError(
      'SCHEMA_NEWER',
      'the database was changed by a later version of Tapis; start that version, or restore the database from before it',
    )
}

/** A refusal of the schema's own SQL is MIGRATION_FAILED; a lost connection stays UNAVAILABLE. */
async function applying(step: string, run: () => Promise<void>): Promise<void> {
  try {
    await atEdge(step, run)
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code === 'UNAVAILABLE') throw error
    throw new DatabaseError('MIGRATION_FAILED', error.message, error)
  }
}
