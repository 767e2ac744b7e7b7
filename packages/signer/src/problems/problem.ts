// Where errors become RFC 9457 problems, once. Inside, every room throws its own error class; here
// each code has its row, and what has none is a 500 with a number to look up and not a word of
// detail.
import { present } from '@tapis/pki'
import type { FieldReason } from '../http/fields/field-sentences.ts'
import type { ProblemCode, ProblemRow } from './problem-table.ts'
import { problemTable } from './problem-table.ts'
import { filled, type Words } from './words.ts'

/** One field that does not fit, as RFC 9457 §3 shows it. */
export interface FieldError {
  /** JSON pointer (RFC 6901) into the request; the empty string is the whole. */
  readonly pointer: string
  /** Stable, as `code` is for the whole. */
  readonly reason: FieldReason
  /** In English; follows the field's name. */
  readonly detail: string
  /** The same in Indonesian. */
  readonly detail_id: string
}

export type ProblemFacts = Readonly<Record<string, string | number | Words>>

export interface ApiErrorOptions {
  /**
   * Fills the `{name}` places of the sentence, a pair in its own language. Numbers and words of
   * ours only: of what a client sent, nothing but numbers is repeated.
   */
  readonly facts?: ProblemFacts
  readonly errors?: readonly FieldError[]
  readonly retryAfterSeconds?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/** A refusal of the API. Its message is the English sentence of its row. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ProblemCode
  readonly options: ApiErrorOptions
  constructor(code: ProblemCode, options: ApiErrorOptions = {}) {
    super(
      filled(problemTable[code].detail, options.facts, 'english'),
      options.cause === undefined ? {} : { cause: options.cause },
    )
    this.code = code
    this.options = options
  }
}

/** The body of a problem (RFC 9457), with the sentence in Indonesian beside the English one. */
export interface Problem {
  /** A page that explains the code. */
  readonly type: string
  readonly title: string
  readonly title_id: string
  readonly status: number
  readonly detail: string
  readonly detail_id: string
  /** Stable; programs branch on this and on nothing else. */
  readonly code: ProblemCode
  /** `urn:uuid:` and the number of the request, as in the log. */
  readonly instance: string
  readonly errors?: readonly FieldError[]
}

interface ProblemContext {
  readonly requestId: string
  readonly apiOrigin: string
}

/**
 * The response for a refusal: `application/problem+json`, never cached, with `Retry-After` and the
 * like where they belong.
 */
export function problemResponse(error: ApiError, { requestId, apiOrigin }: ProblemContext): Response {
  const { code, options } = error
  const row: ProblemRow = problemTable[code]
  const retryAfter = options.retryAfterSeconds ?? row.retryAfterSeconds
  const problem: Problem = {
    type: `${apiOrigin}/problems/${code}`,
    title: row.title,
    title_id: row.titleId,
    status: row.status,
    detail: filled(row.detail, options.facts, 'english'),
    detail_id: filled(row.detailId, options.facts, 'indonesian'),
    code,
    instance: `urn:uuid:${requestId}`,
    ...present({ errors: options.errors }),
  }
  return new Response(JSON.stringify(problem), {
    status: row.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(code === 'UNAUTHENTICATED' ? CHALLENGES : {}),
      ...options.headers,
    },
  })
}

// RFC 9110 §11.6.1: several challenges may share one field line.
const CHALLENGES = { 'www-authenticate': 'Basic realm="tapis", charset="UTF-8", Bearer realm="tapis"' }
