// From text to a value that fits a schema, with every misfit named by a JSON pointer.
import type { z } from '@hono/zod-openapi'
import type { FieldError } from '../problem.ts'
import { ApiError } from '../problem.ts'
import { readBody } from './body.ts'

/**
 * Parses and checks. Messages never quote a value, since a value may be a passphrase.
 * @throws ApiError REQUEST_JSON_INVALID, REQUEST_INVALID with `errors`
 */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(jsonValue(text))
  if (result.success) return result.data
  const errors = fieldErrors(result.error.issues).slice(0, MOST_ERRORS)
  throw new ApiError('REQUEST_INVALID', { errors })
}

/** Reads an `application/json` body of at most `limitBytes` and parses it. @throws ApiError as above, and those of `readBody` */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, limitBytes: number): Promise<T> {
  if (!/^application\/json *(;|$)/i.test(request.headers.get('content-type') ?? ''))
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', { facts: { expected: 'application/json' } })
  const tooLarge = () => new ApiError('REQUEST_TOO_LARGE', { facts: { limit: limitBytes } })
  const bytes = await readBody(request, limitBytes, tooLarge)
  return parseJson(decodeUtf8(bytes), schema)
}

/** Strict UTF-8. @throws ApiError REQUEST_JSON_INVALID */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ApiError('REQUEST_JSON_INVALID')
  }
}

const MOST_ERRORS = 20

function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the text around the fault, and that may be a passphrase: not even kept as a cause.
    throw new ApiError('REQUEST_JSON_INVALID')
  }
}

type Issue = z.core.$ZodIssue

function fieldErrors(issues: readonly Issue[], prefix: readonly PropertyKey[] = []): readonly FieldError[] {
  return issues.flatMap((issue): readonly FieldError[] => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        pointer: pointer([...path, key]),
        detail: 'is not a field of this request',
      }))
    if (issue.code === 'invalid_union') {
      const closest = closestBranch(issue.errors)
      if (closest.length > 0) return fieldErrors(closest, path)
    }
    return [{ pointer: pointer(path), detail: issue.message }]
  })
}

/** Of several allowed shapes, the one that was most likely meant: fewest unknown fields, then fewest faults. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const strangers = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0)
  const ranked = branches.toSorted((a, b) => strangers(a) - strangers(b) || a.length - b.length)
  return ranked[0] ?? []
}

/** RFC 6901. Names that no field of ours could have are not repeated: they may be a value in the wrong place. */
function pointer(path: readonly PropertyKey[]): string {
  const safe = (part: PropertyKey) =>
    typeof part === 'number' || /^[A-Za-z][A-Za-z_-]{0,31}$/.test(String(part)) ? String(part) : '?'
  return path.map((part) => `/${safe(part)}`).join('')
}
