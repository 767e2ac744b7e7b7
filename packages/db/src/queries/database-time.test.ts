import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { describeOnEachEngine } from '../contract/engines.ts'
import { databaseTime } from './database-time.ts'

describeOnEachEngine("the database's clock", (database) => {
  it('goes on inside a transaction, whose own time stands still', async () => {
    await database().db.transaction(async (tx) => {
      const first = await databaseTime(tx)
      await tx.execute(sql`select pg_sleep(0.05)`)
      expect((await databaseTime(tx)).getTime()).toBeGreaterThan(first.getTime())
      expect(Number.isNaN(first.getTime())).toBe(false)
    })
  })
})
