// What needs no credential: certificates and revocation lists for verifiers, the timestamp
// responder, and the health checks.
import type { OpenAPIHono } from '@hono/zod-openapi'
import { fileKeysInUse } from '@tapis/db'
import type { Context } from 'hono'
import { publicationPaths } from '../certificate-authority/index.ts'
import {
  CERTIFICATE,
  describeHealth,
  describePublication,
  describeTimestampResponder,
  REVOCATION_LIST,
} from '../openapi/public-paths.ts'
import { ApiError } from '../problems/problem.ts'
import type { ProblemCode } from '../problems/problem-table.ts'
import type { PublishedList, Readiness, SignerDeps, SignerEnv } from '../signer-deps.ts'
import { createTimestampRoutes, timestampAccess } from '../timestamp/index.ts'
import type { Authenticate } from './authenticate.ts'

export function publicRoutes(
  app: OpenAPIHono<SignerEnv>,
  deps: SignerDeps,
  authenticated: Authenticate,
): void {
  const { publication, timestampResponder } = deps
  const { openAPIRegistry } = app
  describePublication(openAPIRegistry)
  app.get(publicationPaths.rootCertificate, (c) => der(c, CERTIFICATE, publication.rootCertificate))
  app.get(publicationPaths.caCertificate, (c) => der(c, CERTIFICATE, publication.caCertificate))
  const lists = [
    [publicationPaths.rootRevocationList, () => publication.rootRevocationList()],
    [publicationPaths.caRevocationList, () => publication.caRevocationList()],
  ] as const
  for (const [path, list] of lists) app.get(path, async (c) => revocationList(c, await list(), deps.clock()))

  if (timestampResponder !== undefined) {
    describeTimestampResponder(openAPIRegistry, deps.timestampAccess ?? 'open')
    app.post('/tsa', timestampAccess(deps, authenticated))
    app.route('/tsa', createTimestampRoutes({ authority: timestampResponder }))
  }

  describeHealth(openAPIRegistry)
  // Whoever asks may kill the process that does not answer: a database that is away must not make
  // it worse.
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

/** Fresh until the next list is due, and 304 for whoever has this one (RFC 9110 §13.1.2). */
function revocationList(c: Context<SignerEnv>, list: PublishedList, now: Date): Response {
  const etag = `"${list.number}"`
  const seconds = Math.max(0, Math.floor((list.freshUntil.getTime() - now.getTime()) / 1000))
  const headers = {
    etag,
    'last-modified': list.issuedAt.toUTCString(),
    'cache-control': `public, max-age=${seconds}`,
  }
  const known = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return c.body(null, 304, headers)
  return c.body(new Uint8Array(list.der), 200, { 'content-type': REVOCATION_LIST, ...headers })
}
