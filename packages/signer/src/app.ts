// The signing API: which paths there are, and what surrounds them. It never listens; whoever
// composes it does.
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Hono } from 'hono'
import { readRoutes } from './documents/read.ts'
import { revokeRoutes } from './documents/revoke.ts'
import { signRoutes } from './documents/sign.ts'
import { authenticate } from './http/authenticate.ts'
import { publicRoutes } from './http/public-routes.ts'
import { answerError, observe } from './log/observe.ts'
import { describeRoutes } from './openapi/describe.ts'
import { docsRoutes } from './openapi/docs-page.ts'
import { problemPages } from './openapi/problem-pages.ts'
import { ApiError } from './problems/problem.ts'
import type { SignerDeps, SignerEnv } from './signer-deps.ts'

/** The application; `fetch` it behind a server, or `request` it in a test. */
export function createSignerApp(deps: SignerDeps): Hono<SignerEnv> {
  const app = new OpenAPIHono<SignerEnv>()
  const answer = answerError(deps)
  app.onError(answer)
  app.notFound((c) => answer(new ApiError('ROUTE_NOT_FOUND'), c))
  app.use(observe(deps))
  const authenticated = authenticate(deps)
  app.use('/v1/*', authenticated)

  signRoutes(app, deps)
  readRoutes(app, deps)
  revokeRoutes(app, deps)
  publicRoutes(app, deps, authenticated)
  docsRoutes(app)
  problemPages(app)
  describeRoutes(app, deps)

  refuseOtherMethods(app)
  return app
}

/** A known path with another method is 405 with `Allow` (RFC 9110 §15.5.6), not 404. */
function refuseOtherMethods(app: OpenAPIHono<SignerEnv>): void {
  const methods = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue
    const known = methods.get(path) ?? new Set()
    methods.set(path, known.add(method))
    if (method === 'GET') known.add('HEAD')
  }
  for (const [path, known] of methods) {
    const allowed = [...known].join(', ')
    app.all(path, () => {
      throw new ApiError('METHOD_NOT_ALLOWED', { facts: { allowed }, headers: { allow: allowed } })
    })
  }
}
