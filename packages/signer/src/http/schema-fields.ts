// Which fields a schema has at a place in a request, for telling what a misspelt one was meant to be.
import { z } from '@hono/zod-openapi'

/** The names of every object that may stand at `path`, each once, in the schema's order. */
export function fieldsAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<readonly unknown[]>(
    (schemas, part) => schemas.flatMap((candidate) => inside(candidate, part)),
    branches(schema),
  )
  return [
    ...new Set(found.flatMap((object) => (object instanceof z.ZodObject ? Object.keys(object.shape) : []))),
  ]
}

function inside(schema: unknown, part: PropertyKey): readonly unknown[] {
  if (schema instanceof z.ZodArray) return branches(schema.element)
  if (!(schema instanceof z.ZodObject)) return []
  const field = Object.entries(schema.shape).find(([name]) => name === part)
  return field === undefined ? [] : branches(field[1])
}

function branches(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return branches(schema.unwrap())
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(branches)
  return [schema]
}

/** The name that is fewest edits away (Levenshtein); undefined when that is too many to be a slip. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: edits(typed.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
  return best !== undefined && best.distance <= Math.ceil(best.name.length / 3) ? best.name : undefined
}

function edits(from: string, to: string): number {
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
