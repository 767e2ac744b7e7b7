// Rows that together show every value of a factor beside every value of each other factor, without
// the full product.

/**
 * A small part of the rows in which every pair of values of two columns stands that stands in any
 * row. Greedy, and the same part every time.
 * @param rows all rows that can exist, each with the same columns
 */
export function pairwise<Row extends object>(rows: readonly Row[]): readonly Row[] {
  const numbers = new Map<string, number>()
  const pairs = rows.map((row) => pairsOf(row).map((pair) => numberOf(pair, numbers)))
  const pending = new Set(numbers.values())
  const chosen: Row[] = []
  while (pending.size > 0) {
    const gains = pairs.map((ofRow) => ofRow.reduce((sum, pair) => sum + (pending.has(pair) ? 1 : 0), 0))
    const best = gains.indexOf(gains.reduce((most, gain) => Math.max(most, gain), 0))
    for (const pair of pairs[best] ?? []) pending.delete(pair)
    chosen.push(...rows.slice(best, best + 1))
  }
  return chosen
}

function pairsOf(row: object): readonly string[] {
  const cells = Object.entries(row).map(([column, value]) => `${column}=${value}`)
  return cells.flatMap((cell, index) => cells.slice(index + 1).map((other) => `${cell} ${other}`))
}

function numberOf(pair: string, numbers: Map<string, number>): number {
  const known = numbers.get(pair) ?? numbers.size
  numbers.set(pair, known)
  return known
}
