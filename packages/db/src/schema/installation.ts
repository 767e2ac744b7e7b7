// Which installation this database belongs to: one row, made with the schema. The document store
// carries the same id, so that a service never works on another installation's files, nor on an
// empty database beside full folders.
import { sql } from 'drizzle-orm'
import { boolean, check, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

export const installation = pgTable(
  'installation',
  {
    id: uuid().primaryKey().defaultRandom(),
    onlyOne: boolean('only_one').notNull().default(true),
    /**
     * What the QR codes lead to. Written by the first `serve`; another value is refused until it is
     * moved on purpose.
     */
    portalOrigin: text('portal_origin'),
    createdAt: moment('created_at').notNull().defaultNow(),
  },
  (table) => [
    // Two rows would leave it to chance which store fits.
    unique('installation_only_one_unique').on(table.onlyOne),
    check('installation_only_one_is_true', sql`${table.onlyOne}`),
    check(
      'installation_portal_origin_is_origin',
      sql`${table.portalOrigin} ~ '^https?://[^/?#@[:space:]]{1,255}$'`,
    ),
  ],
)
