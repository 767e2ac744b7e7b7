// Rows for a terminal: columns as wide as what stands in them, two spaces between.

import { shown } from '../../terminal/terminal.ts'

/** Lines, the head first. Nothing for no rows, since a head alone says little. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return []
  const cells = [head, ...rows].map((row) => row.map(shown))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
