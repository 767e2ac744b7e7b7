// Which fields a schema has at a place in a request, for telling what a misspelt one was meant to
// be.
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
