// Token buckets of networks that asked for codes which lead nowhere, shared by every portal. Only `tapis_charge_network` reads and
// writes them: the portal's role has no right on the table.
import { sql } from 'drizzle-orm'
import { check, doublePrecision, pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

export const chargedNetworks = pgTable(
  'charged_networks',
  {
    /** Of the caller's making, such as `203.0.113.7` or `2001:db8:1:2::/64`. */
    network: text().primaryKey(),
    tokens: doublePrecision().notNull(),
    chargedAt: moment('charged_at').notNull(),
  },
  (table) => [
    check('charged_networks_network_size', sql`char_length(${table.network}) between 1 and 64`),
    check('charged_networks_tokens_counted', sql`${table.tokens} >= 0 and ${table.tokens} < 1000000`),
  ],
)
