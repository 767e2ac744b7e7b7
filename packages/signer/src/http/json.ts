// From text to a value that fits a schema, with every misfit named by a JSON pointer.
import type { z } from '@hono/zod-openapi'
import { ApiError } from '../problems/problem.ts'
import { readBody } from './body.ts'
import { fieldErrors } from './fields/field-errors.ts'

/**
 * Parses and checks. Messages never quote a value, since a value may be a passphrase.
 * @throws ApiError REQUEST_JSON_INVALID, REQUEST_INVALID with `errors`
 */
export function parseJson<T>(text: string, schema: z.ZodType<T>): T {
  const value = jsonValue(text)
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = fieldErrors(result.error.issues, { value, schema }).slice(0, MOST_ERRORS)
  throw new ApiError('REQUEST_INVALID', { errors })
}

/**
 * Reads an `application/json` body of at most `limitBytes` and parses it.
 * @throws ApiError as above, and those of `readBody`
 */
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
    // The parser's message quotes the text around the fault, and that may be a passphrase: not even
    // kept as a cause.
    throw new ApiError('REQUEST_JSON_INVALID')
  }
}
