// Where an agency's letters carry the signature block: a box on a page, or a box at a mark in the
// text. Written by the operator's setup commands.
import { sql } from 'drizzle-orm'
import { check, doublePrecision, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { agencies } from './agencies.ts'
import { moment } from './columns.ts'

export const templates = pgTable(
  'templates',
  {
    id: uuid().primaryKey().defaultRandom(),
    agencyId: text('agency_id')
      .notNull()
      .references(() => agencies.id),
    name: text().notNull(),
    /** 1-based; -1 is the last page. */
    page: integer(),
    x: doublePrecision(),
    y: doublePrecision(),
    width: doublePrecision().notNull(),
    height: doublePrecision().notNull(),
    anchor: text(),
    createdAt: moment('created_at').notNull(),
  },
  (table) => [
    unique('templates_agency_name_unique').on(table.agencyId, table.name),
    check('templates_name_is_slug', sql`${table.name} ~ '^[a-z0-9][a-z0-9-]{0,63}$'`),
    // Both or neither would leave the place to the reader's choice.
    check(
      'templates_box_or_anchor',
      sql`num_nonnulls(${table.page}, ${table.x}, ${table.y}) = case when ${table.anchor} is null then 3 else 0 end`,
    ),
    check('templates_page_from_start_or_last', sql`${table.page} between 1 and 100000 or ${table.page} = -1`),
    // NaN compares greater than every number, so an upper bound is what keeps it out.
    check(
      'templates_box_in_points',
      sql`${table.width} > 0 and ${table.width} <= 14400 and ${table.height} > 0 and ${table.height} <= 14400 and coalesce(${table.x}, 0) between 0 and 14400 and coalesce(${table.y}, 0) between 0 and 14400`,
    ),
    check('templates_anchor_size', sql`char_length(${table.anchor}) between 1 and 100`),
  ],
)
