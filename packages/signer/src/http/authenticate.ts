// Knows the application that calls, by Basic or Bearer. Who may sign what is decided later, by
// `authorise`.
import { findApplicationByCredentialId } from '@tapis/db'
import type { MiddlewareHandler } from 'hono'
import { createMiddleware } from 'hono/factory'
import { addressColumn, recordRefusal } from '../log/trace.ts'
import { type PresentedCredential, parseAuthorization, secretMatches } from '../people/credential.ts'
import { ApiError } from '../problems/problem.ts'
import type { SignerDeps, SignerEnv } from '../signer-deps.ts'
import { createRequestLimit } from './request-limit.ts'

type Deps = Pick<SignerDeps, 'db' | 'clock' | 'logger' | 'clientAddress'>

export type Authenticate = MiddlewareHandler<SignerEnv>

/**
 * Failed logins that one network may make at once, and more each second: a program that is set up
 * wrongly tries again and again.
 */
const FAILED_LOGINS = { capacity: 20, perSecond: 0.2 }
/** Over all networks: each one is a row for good. */
const ALL_FAILED_LOGINS = { capacity: 200, perSecond: 1 }

/**
 * Sets `application`. Unknown, wrong, disabled and malformed are one answer to the client; the
 * events have which credential was presented and from where. A right credential is let through
 * however many wrong ones came before from its network.
 * @throws ApiError UNAUTHENTICATED, TOO_MANY_REQUESTS
 */
export function authenticate(deps: Deps): Authenticate {
  const { db, clock, clientAddress } = deps
  const limit = createRequestLimit({ now: clock, network: FAILED_LOGINS, overall: ALL_FAILED_LOGINS })
  return createMiddleware<SignerEnv>(async (c, next) => {
    const presented = parseAuthorization(c.req.header('authorization'))
    const application =
      presented === undefined ? undefined : await findApplicationByCredentialId(db, presented.id)
    const matches = presented !== undefined && secretMatches(presented.secret, application?.secretSha256)
    if (matches && application !== undefined && application.disabledAt === undefined) {
      c.set('application', application)
      return await next()
    }
    const { waitSeconds, isFirst } = limit.charge(clientAddress(c))
    const isLimited = waitSeconds > 0
    // Of those beyond the limit one is recorded for them all.
    if (!isLimited || isFirst)
      await recordRefusal(
        deps,
        'application.authenticate',
        isLimited ? 'TOO_MANY_REQUESTS' : 'UNAUTHENTICATED',
        {
          actor: 'application',
          requestId: c.get('requestId'),
          ...addressColumn(clientAddress(c)),
          ...credentialColumn(presented),
          ...(application === undefined
            ? {}
            : { applicationId: application.id, agencyId: application.agencyId }),
        },
      )
    if (isLimited) throw new ApiError('TOO_MANY_REQUESTS', { retryAfterSeconds: waitSeconds })
    throw new ApiError('UNAUTHENTICATED')
  })
}

/**
 * Sixteen digits in a user name are more likely somebody's NIK than a credential; the table of
 * events refuses them, so parted too.
 */
function credentialColumn(presented: PresentedCredential | undefined) {
  if (presented === undefined || /(?:[0-9][._@-]*){16}/.test(presented.id)) return {}
  return { presentedCredential: presented.id }
}
