// Every answer that is not a document crosses into HTTP here and nowhere else. Applications get RFC
// 9457.

import type { DocumentCode } from '@tapis/qr-seal'
import type { CodeFault } from './code-input.ts'

/** A reason why there is no document to show. `id` names the failure in the operator's log. */
export type Refusal =
  | { readonly code: 'CODE_MALFORMED'; readonly input: string; readonly fault: CodeFault }
  | { readonly code: 'CODE_UNKNOWN'; readonly documentCode: DocumentCode }
  | { readonly code: 'TOO_MANY_MISSES'; readonly retryAfterSeconds: number }
  | {
      readonly code: 'LOOKUP_UNAVAILABLE'
      readonly documentCode: DocumentCode
      readonly id: string
      readonly retryAfterSeconds: number
    }
  | { readonly code: 'INTERNAL_ERROR'; readonly id: string }
  | { readonly code: 'PAGE_NOT_FOUND' }
  | { readonly code: 'METHOD_NOT_ALLOWED' }

/** Stable codes, also found in problem documents. */
type RefusalCode = Refusal['code']

/**
 * The HTTP status of each refusal, its standard phrase, and a detail that holds nothing of the
 * request.
 */
export const REFUSALS = {
  CODE_MALFORMED: { status: 400, title: 'Bad Request', detail: 'A document code is 16 letters and digits.' },
  CODE_UNKNOWN: { status: 404, title: 'Not Found', detail: 'No document is recorded under this code.' },
  TOO_MANY_MISSES: {
    status: 429,
    title: 'Too Many Requests',
    detail: 'Too many wrong codes from this network. The code was neither confirmed nor refuted.',
  },
  LOOKUP_UNAVAILABLE: {
    status: 503,
    title: 'Service Unavailable',
    detail: 'The record cannot be consulted now. This does not mean that the document is valid or invalid.',
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Internal Server Error',
    detail: 'The portal failed. This does not mean that the document is valid or invalid.',
  },
  PAGE_NOT_FOUND: { status: 404, title: 'Not Found', detail: 'There is no such page.' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method Not Allowed', detail: 'The portal can only be read.' },
} as const satisfies Record<RefusalCode, { status: number; title: string; detail: string }>

/** RFC 9457 problem details. `code` and `id` are extension members. */
type Problem = {
  readonly type: 'about:blank'
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly code: RefusalCode
  readonly id?: string
}

/** Returns the problem document of a refusal. What the visitor typed is not repeated. */
export function problemOf(refusal: Refusal): Problem {
  const { status, title, detail } = REFUSALS[refusal.code]
  const problem = { type: 'about:blank', status, title, detail, code: refusal.code } as const
  return 'id' in refusal ? { ...problem, id: refusal.id } : problem
}

/** Returns the headers that belong to a refusal besides those of every page. */
export function refusalHeaders(refusal: Refusal): Record<string, string> {
  if ('retryAfterSeconds' in refusal) return { 'Retry-After': String(refusal.retryAfterSeconds) }
  if (refusal.code === 'METHOD_NOT_ALLOWED') return { Allow: 'GET, HEAD' }
  return {}
}
