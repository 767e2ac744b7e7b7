// What every INSERT that returns its row needs.

/** The only row of a statement that returns exactly one. */
export function one<T>(rows: readonly T[]): T {
  const row = rows[0]
  if (row === undefined || rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`)
  return row
}
