// Finds what somebody may have meant to type: a flag, a command, a key of JSON.

/** Returns the name that is fewest edits away; undefined when that is too many to be a slip. */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, edits: countEdits(typed, name) }))
    .sort((one, other) => one.edits - other.edits)
  return best !== undefined && best.edits <= Math.ceil(best.name.length / 3) ? best.name : undefined
}

/** Counts characters to insert, delete or replace (Levenshtein). */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, character] of [...from].entries()) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column++) {
      const replaced = (row[column - 1] ?? 0) + (character === to[column - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
