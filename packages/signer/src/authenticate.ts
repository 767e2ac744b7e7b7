// Knows the application that calls, by Basic or Bearer. Who may sign what is decided later, by `authorise`.
import { findApplicationByCredentialId } from '@tapis/db'
import { createMiddleware } from 'hono/factory'
import { type PresentedCredential, parseAuthorization, secretMatches } from './credential.ts'
import { ApiError } from './problem.ts'
import type { SignerDeps, SignerEnv } from './signer-deps.ts'
import { socketAddress } from './socket-address.ts'
import { addressColumn, recordRefusal } from './trace.ts'

type Deps = Pick<SignerDeps, 'db' | 'clock' | 'logger' | 'clientAddress'>

/**
 * Sets `application`. Unknown, wrong, disabled and malformed are one answer to the client; the events have which credential was presented
 * and from where.
 * @throws ApiError UNAUTHENTICATED
 */
export function authenticate(deps: Deps) {
  const { db, clientAddress = socketAddress } = deps
  return createMiddleware<SignerEnv>(async (c, next) => {
    const presented = parseAuthorization(c.req.header('authorization'))
    const application =
      presented === undefined ? undefined : await findApplicationByCredentialId(db, presented.id)
    const matches = presented !== undefined && secretMatches(presented.secret, application?.secretSha256)
    if (!matches || application === undefined || application.disabledAt !== undefined) {
      await recordRefusal(deps, 'application.authenticate', 'UNAUTHENTICATED', {
        actor: 'application',
        requestId: c.get('requestId'),
        ...addressColumn(clientAddress(c)),
        ...credentialColumn(presented),
        ...(application === undefined
          ? {}
          : { applicationId: application.id, agencyId: application.agencyId }),
      })
      throw new ApiError('UNAUTHENTICATED')
    }
    c.set('application', application)
    await next()
  })
}

/** Sixteen digits for a user name are more likely somebody's NIK than a credential. */
function credentialColumn(presented: PresentedCredential | undefined) {
  if (presented === undefined || /^[0-9]{16}$/.test(presented.id)) return {}
  return { presentedCredential: presented.id }
}
