// Knows the application that calls, by Basic or Bearer. Who may sign what is decided later, by `authorise`.
import { type DatabaseHandle, findApplicationByCredentialId } from '@tapis/db'
import { createMiddleware } from 'hono/factory'
import { parseAuthorization, secretMatches } from './credential.ts'
import { ApiError } from './problem.ts'
import type { SignerEnv } from './signer-deps.ts'

/** Sets `application`. Unknown, wrong, disabled and malformed are one answer. @throws ApiError UNAUTHENTICATED */
export function authenticate(db: DatabaseHandle) {
  return createMiddleware<SignerEnv>(async (c, next) => {
    const presented = parseAuthorization(c.req.header('authorization'))
    if (presented === undefined) throw new ApiError('UNAUTHENTICATED')
    const application = await findApplicationByCredentialId(db, presented.id)
    const matches = secretMatches(presented.secret, application?.secretSha256)
    if (!matches || application === undefined || application.disabledAt !== undefined)
      throw new ApiError('UNAUTHENTICATED')
    c.set('application', application)
    await next()
  })
}
