// What statements that return their rows, or change some columns, need.

/** The only row of a statement that returns exactly one. */
export function one<T>(rows: readonly T[]): T {
  const row = rows[0]
  if (row === undefined || rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`)
  return row
}

/** The change itself; without a column to set there is no UPDATE to write. @throws TypeError. */
export function someChange<T extends object>(change: T): T {
  if (Object.values(change).every((value) => value === undefined)) throw new TypeError('nothing to change')
  return change
}
