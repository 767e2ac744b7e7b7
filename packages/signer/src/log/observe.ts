// Around every request: its number, one line in the log, the headers that every answer has, and the
// one place where an error becomes a response.
import { present } from '@tapis/pki'
import type { Context, ErrorHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { apiErrorOf } from '../problems/library-problems.ts'
import { problemResponse } from '../problems/problem.ts'
import type { SignerDeps, SignerEnv } from '../signer-deps.ts'
import { loggedCauses } from './logger.ts'

// The number is ours: one that a client could choose would let it write into the log, or answer for
// another request.
const REQUEST_ID = 'tapis-request-id'

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

/** Nothing may load; the readable page of the API sets its own, wider policy. */
const NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'"

/** Numbers the request, sets the headers, writes the log line. */
export function observe({ clock, logger }: Pick<SignerDeps, 'clock' | 'logger'>) {
  return createMiddleware<SignerEnv>(async (c, next) => {
    const requestId = crypto.randomUUID()
    c.set('requestId', requestId)
    const begun = clock().getTime()
    await next()
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
    if (!c.res.headers.has('content-security-policy'))
      c.res.headers.set('content-security-policy', NOTHING_LOADS)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
    c.res.headers.set(REQUEST_ID, requestId)
    const [application, documentCode, remarks = [], problem] = [
      c.get('application'),
      c.get('documentCode'),
      c.get('remarks'),
      c.get('problem'),
    ]
    logger({
      event: 'request',
      requestId,
      method: c.req.method,
      route: route(c),
      status: c.res.status,
      milliseconds: clock().getTime() - begun,
      ...present({ applicationId: application?.id, documentCode }),
      ...(remarks.length === 0 ? {} : { remarks }),
      ...present({ problem }),
    })
  })
}

/**
 * Answers an error with its problem. Only what no table names is written to the log beyond its
 * code.
 */
export function answerError({
  apiOrigin,
  logger,
}: Pick<SignerDeps, 'apiOrigin' | 'logger'>): ErrorHandler<SignerEnv> {
  return (error, c) => {
    const requestId = c.get('requestId')
    const refusal = apiErrorOf(error)
    c.set('problem', refusal.code)
    const response = problemResponse(refusal, { requestId, apiOrigin })
    if (response.status >= 500)
      logger({ event: 'failure', requestId, causes: loggedCauses(refusal.options.cause ?? refusal) })
    return response
  }
}

function route(c: Context<SignerEnv>): string {
  return routePath(c, -1).replace(/:(\w+)/g, '{$1}')
}
