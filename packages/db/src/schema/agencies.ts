// Agencies (OPD). Written by the operator's setup commands; every other room only reads.
import { sql } from 'drizzle-orm'
import { boolean, check, pgTable, text } from 'drizzle-orm/pg-core'
import { isOneLine, isVisible, moment } from './columns.ts'

export const agencies = pgTable(
  'agencies',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    shortName: text('short_name').notNull(),
    /**
     * Made by `tapis demo`: its signers are invented and their passphrases are printed, so it must
     * not sign beside real agencies.
     */
    isDemonstration: boolean('is_demonstration').notNull().default(false),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    // The id stands in paths and log lines: a slug cannot smuggle a separator or a look-alike
    // letter into them.
    check('agencies_id_is_slug', sql`${table.id} ~ '^[a-z][a-z0-9-]{1,31}$'`),
    // The portal prints the name as the issuer: an empty name or one with a line break would hide
    // who issued.
    check('agencies_name_is_printable', sql`${isVisible(table.name)} and ${isOneLine(table.name, 200)}`),
    check(
      'agencies_short_name_is_printable',
      sql`${isVisible(table.shortName)} and ${isOneLine(table.shortName, 60)}`,
    ),
  ],
)
