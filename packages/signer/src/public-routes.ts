// What needs no credential: certificates and revocation lists for verifiers, the timestamp responder, and the health check.
import type { OpenAPIHono } from '@hono/zod-openapi'
import { fileKeysInUse } from '@tapis/db'
import type { Context } from 'hono'
import {
  CERTIFICATE,
  describeHealth,
  describePublication,
  describeTimestampResponder,
  REVOCATION_LIST,
} from './openapi/public-paths.ts'
import { publicationPaths } from './pki/index.ts'
import type { SignerDeps, SignerEnv } from './signer-deps.ts'
import { createTimestampRoutes, timestampAccess } from './timestamp/index.ts'

export function publicRoutes(app: OpenAPIHono<SignerEnv>, deps: SignerDeps): void {
  const { publication, timestampResponder, db } = deps
  const { openAPIRegistry } = app
  describePublication(openAPIRegistry)
  app.get(publicationPaths.rootCertificate, (c) => der(c, CERTIFICATE, publication.rootCertificate))
  app.get(publicationPaths.caCertificate, (c) => der(c, CERTIFICATE, publication.caCertificate))
  app.get(publicationPaths.rootRevocationList, (c) => der(c, REVOCATION_LIST, publication.rootRevocationList))
  app.get(publicationPaths.caRevocationList, async (c) =>
    der(c, REVOCATION_LIST, await publication.caRevocationList()),
  )

  if (timestampResponder !== undefined) {
    describeTimestampResponder(openAPIRegistry, deps.timestampAccess ?? 'open')
    app.post('/tsa', timestampAccess(deps))
    app.route('/tsa', createTimestampRoutes({ authority: timestampResponder }))
  }

  describeHealth(openAPIRegistry)
  // Fails as DATABASE_UNAVAILABLE, a 503: whoever balances the load then sends requests elsewhere.
  app.get('/healthz', async (c) => {
    await fileKeysInUse(db, ['health'])
    return c.json({ status: 'ok' }, 200)
  })
}

function der(c: Context<SignerEnv>, type: string, bytes: Uint8Array): Response {
  return c.body(new Uint8Array(bytes), 200, { 'content-type': type, 'cache-control': 'public, max-age=3600' })
}
