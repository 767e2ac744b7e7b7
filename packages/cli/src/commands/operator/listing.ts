// Every `tapis NOUN list` shows one row for each of what agencies have, as a table or as lines of
// JSON.

import type { DatabaseHandle } from '@tapis/db'
import { parseFlags, text, yes } from '../../command-line/parse-flags.ts'
import { UsageError } from '../../command-line/usage-error.ts'
import { readDataPlace } from '../../configuration/configuration.ts'
import type { Environment } from '../../configuration/variables.ts'
import { withDatabase } from '../../installation/operator-database.ts'
import { maskControls } from '../../terminal/terminal.ts'
import { agenciesNamed } from './agencies.ts'

/** How one kind of thing is listed. */
interface Listing<T> {
  readonly of: (db: DatabaseHandle, agencyId: string) => Promise<readonly T[]>
  readonly head: readonly string[]
  readonly row: (item: T) => readonly string[]
  /** One line. */
  readonly json: (item: T) => string
}

/**
 * Lists agency by agency, or one agency's with `--agency`.
 * @throws UsageError; OperatorError of an unknown agency
 */
export async function list<T>(
  { of, head, row, json }: Listing<T>,
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseFlags(parameters, { agency: text, json: yes, data: text })
  if (positionals.length > 0) throw new UsageError(`unexpected argument ${positionals.join(' ')}`)
  const items = await withDatabase(readDataPlace(values, environment), async (db) => {
    const found: T[] = []
    for (const { id } of await agenciesNamed(db, values.agency)) found.push(...(await of(db, id)))
    return found
  })
  for (const line of values.json ? items.map(json) : formatTable(head, items.map(row))) write(line)
  return 0
}

/**
 * Returns lines with columns as wide as what stands in them, two spaces apart, the head first.
 * Nothing for no rows, since a head alone says little.
 */
function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  const cells = [head, ...rows].map((row) => row.map(maskControls))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
