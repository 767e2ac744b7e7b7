// Token buckets of networks that asked for codes which lead nowhere, shared by every portal. Only
// `tapis_charge_network` reads and writes them: the portal's role has no right on the table. One
// moment says all of a bucket, whatever its size and rate.
import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const chargedNetworks = pgTable(
  'charged_networks',
  {
    /** Of the caller's making, such as `203.0.113.7` or `2001:db8:1:2::/64`. */
    network: text().primaryKey(),
    /**
     * When the bucket will have filled up again; from then on the row says nothing. Microseconds: a
     * token may take one millisecond.
     */
    fullAt: timestamp('full_at', { withTimezone: true, precision: 6, mode: 'date' }).notNull(),
  },
  (table) => [
    // Rows are cleared away from the emptiest debt up.
    index('charged_networks_full_index').on(table.fullAt),
    check('charged_networks_network_size', sql`char_length(${table.network}) between 1 and 64`),
    // A network that owes for ever would never be let in again.
    check('charged_networks_full_at_finite', sql`isfinite(${table.fullAt})`),
  ],
)
