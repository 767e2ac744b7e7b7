// Cycles in a graph of files, by Tarjan's strongly connected components.

/**
 * Returns every group of files that reach one another, each sorted.
 * @param edges for each file, those that it imports
 */
export function cyclesOf(edges: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const indexes = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const cycles: string[][] = []

  const visit = (file: string): number => {
    const index = indexes.size
    let low = index
    indexes.set(file, index)
    open.push(file)
    for (const next of edges.get(file) ?? []) {
      if (!indexes.has(next)) low = Math.min(low, visit(next))
      else if (open.includes(next)) low = Math.min(low, lowest.get(next) ?? indexes.get(next) ?? low)
      if (next === file) cycles.push([file])
    }
    lowest.set(file, low)
    if (low === index) {
      const group = open.splice(open.indexOf(file))
      if (group.length > 1) cycles.push(group.toSorted())
    }
    return low
  }

  for (const file of edges.keys()) if (!indexes.has(file)) visit(file)
  return cycles
}
