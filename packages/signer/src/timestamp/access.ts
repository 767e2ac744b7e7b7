// Who may ask the timestamp responder. Strangers share what signing can spare; an application shows
// its credential and is not limited.
import { recordedNetwork } from '@tapis/db'
import { present } from '@tapis/pki'
import type { Context, MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Authenticate } from '../http/authenticate.ts'
import { createRequestLimit } from '../http/request-limit.ts'
import { recordRefusal } from '../log/trace.ts'
import { ApiError } from '../problems/problem.ts'
import type { SignerDeps, SignerEnv } from '../signer-deps.ts'

type Deps = Pick<
  SignerDeps,
  'db' | 'clock' | 'logger' | 'clientAddress' | 'timestampAccess' | 'timestampLimit'
>

/**
 * Lets a request through, or refuses it.
 *
 * @throws ApiError TIMESTAMP_CLOSED; UNAUTHENTICATED for no credential where one is needed, and
 *   always for a wrong one; TOO_MANY_REQUESTS, recorded once for each network whose bucket runs
 *   empty.
 */
export function timestampAccess(deps: Deps, authenticated: Authenticate): MiddlewareHandler<SignerEnv> {
  const { timestampAccess: access = 'open' } = deps
  const limit = deps.timestampLimit ?? createRequestLimit({ now: deps.clock })
  return createMiddleware<SignerEnv>(async (c, next) => {
    if (access === 'closed') throw new ApiError('TIMESTAMP_CLOSED')
    if (access === 'applications' || c.req.header('authorization') !== undefined)
      return await authenticated(c, next)
    const address = deps.clientAddress(c)
    const { waitSeconds, isFirst } = limit.charge(address)
    if (isFirst) await record(deps, c, address)
    if (waitSeconds > 0) throw new ApiError('TOO_MANY_REQUESTS', { retryAfterSeconds: waitSeconds })
    await next()
  })
}

/** Records one refusal for the many that follow; of a visitor only the network is kept. */
async function record(deps: Deps, c: Context<SignerEnv>, visitor: string): Promise<void> {
  const address = recordedNetwork(visitor)
  await recordRefusal(deps, 'timestamp.request', 'TOO_MANY_REQUESTS', {
    actor: 'visitor',
    requestId: c.get('requestId'),
    ...present({ address }),
  })
}
