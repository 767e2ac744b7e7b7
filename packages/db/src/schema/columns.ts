// Column types that PostgreSQL has and Drizzle does not, one mapping for both engines.
// node-postgres hands out Buffer where PGlite hands out Uint8Array: readers always get a plain
// Uint8Array.
import { type SQL, sql } from 'drizzle-orm'
import { type AnyPgColumn, customType, timestamp } from 'drizzle-orm/pg-core'

/** `bytea` as a plain Uint8Array. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value),
})

/**
 * A SHA-256 digest: `bytea` of 32 bytes in the table, 64 lower-case hexadecimal digits in the
 * domain.
 *
 * @throws TypeError when the text written is anything else.
 */
export const sha256Hex = customType<{ data: string; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  fromDriver: (value) => new Uint8Array(value).toHex(),
  toDriver: (value) => {
    if (!/^[0-9a-f]{64}$/.test(value))
      throw new TypeError('a SHA-256 digest is 64 lower-case hexadecimal digits')
    return Uint8Array.fromHex(value)
  },
})

/** A moment: `timestamptz(3)`, so that a Date comes back equal to what was written. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

// C0 and C1 controls and line separators would hide or split a line; bidirectional overrides would
// make a reader see another order than is stored. Code points are spelled out because [[:cntrl:]]
// depends on the database's locale.
const NOT_OF_ONE_LINE = sql.raw('[\\u0001-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069]')

/** CHECK: text of one line that shows what it holds. */
export const isOneLine = (column: AnyPgColumn, maximumLength: number): SQL =>
  sql`${column} !~ '${NOT_OF_ONE_LINE}' and char_length(${column}) <= ${sql.raw(String(maximumLength))}`

/** The same rule in a filter of jsonpath, about a string such as `@.label`; of any length. */
export const isOneLineInJson = (path: string): SQL => sql`!(${sql.raw(path)} like_regex "${NOT_OF_ONE_LINE}")`

/** CHECK: at least one character that is no kind of space. */
export const isVisible = (column: AnyPgColumn): SQL =>
  sql`${column} ~ '[^\\u0001-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2069\\u3000\\ufeff]'`
