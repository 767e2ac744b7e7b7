// What needs no credential: certificates and revocation lists for verifiers, the timestamp responder, and the health checks.
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
import { ApiError } from './problem.ts'
import type { ProblemCode } from './problem-table.ts'
import type { Readiness, SignerDeps, SignerEnv } from './signer-deps.ts'
import { createTimestampRoutes } from './timestamp/index.ts'

export function publicRoutes(app: OpenAPIHono<SignerEnv>, deps: SignerDeps): void {
  const { publication, timestampResponder } = deps
  const { openAPIRegistry } = app
  describePublication(openAPIRegistry)
  app.get(publicationPaths.rootCertificate, (c) => der(c, CERTIFICATE, publication.rootCertificate))
  app.get(publicationPaths.caCertificate, (c) => der(c, CERTIFICATE, publication.caCertificate))
  app.get(publicationPaths.rootRevocationList, (c) => der(c, REVOCATION_LIST, publication.rootRevocationList))
  app.get(publicationPaths.caRevocationList, async (c) =>
    der(c, REVOCATION_LIST, await publication.caRevocationList()),
  )

  if (timestampResponder !== undefined) {
    describeTimestampResponder(openAPIRegistry)
    app.route('/tsa', createTimestampRoutes({ authority: timestampResponder }))
  }

  describeHealth(openAPIRegistry)
  // Whoever asks may kill the process that does not answer: a database that is away must not make it worse.
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200))
  const { database, store } = readinessOf(deps)
  // A 503 with the part as its code: whoever balances the load then sends requests elsewhere.
  app.get('/readyz', async (c) => {
    await Promise.all([ready('DATABASE_UNAVAILABLE', database), ready('STORE_UNAVAILABLE', store)])
    return c.json({ status: 'ready' }, 200)
  })
}

function readinessOf({ readiness, db, documentStore }: SignerDeps): Readiness {
  return (
    readiness ?? {
      database: async () => {
        await fileKeysInUse(db, ['health'])
      },
      store: () => documentStore.probe(),
    }
  )
}

async function ready(code: ProblemCode, probe: () => Promise<void>): Promise<void> {
  try {
    await probe()
  } catch (cause) {
    throw new ApiError(code, { cause })
  }
}

function der(c: Context<SignerEnv>, type: string, bytes: Uint8Array): Response {
  return c.body(new Uint8Array(bytes), 200, { 'content-type': type, 'cache-control': 'public, max-age=3600' })
}
