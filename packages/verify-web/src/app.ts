// Wires the portal. It only reads, never listens, and knows nothing that the pages do not show.

import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { observe, type PortalEnv } from './http/observe.ts'
import { failureId } from './http/report-failure.ts'
import { respondRefusal } from './http/respond.ts'
import { securityHeaders } from './http/security-headers.ts'
import { homePage } from './pages/home.ts'
import { resolvePortal, type VerifyDeps } from './portal.ts'
import { assetRoutes } from './routes/assets.ts'
import { documentRoutes } from './routes/documents.ts'

/**
 * Returns the public verification portal as a Hono application: `/`, `/V/{code}`, `/cari?kode=`,
 * `/aset/…`, `/robots.txt`, `/healthz`, `/readyz`. Mount it at the root of its own host: the
 * addresses in the QR codes have no longer path.
 *
 * @throws TypeError when `portalOrigin` is not an http(s) origin.
 */
export function createVerifyApp(deps: VerifyDeps): Hono<PortalEnv> {
  const portal = resolvePortal(deps)
  const app = new Hono<PortalEnv>()

  app.use(observe(portal))
  app.use(compress())
  app.use(securityHeaders(portal.origin))
  app.use(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    return respondRefusal(c, portal, { code: 'METHOD_NOT_ALLOWED' })
  })

  app.get('/', (c) => c.html(homePage(portal), 200, { 'Cache-Control': 'public, max-age=300' }))
  app.route('/', documentRoutes(portal))
  app.route('/', assetRoutes)
  // Crawlers are kept out of the verdicts; the noindex header is for those that do not ask.
  app.get('/robots.txt', (c) => c.text('User-agent: *\nDisallow: /V/\nDisallow: /v/\nDisallow: /cari\n'))
  // Says that the process answers, not that the database does: the portal has a page for that.
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    try {
      await portal.readiness()
      return c.json({ status: 'ready' })
    } catch (cause) {
      portal.reportFailure({ id: failureId(), status: 503, cause })
      return c.json({ status: 'unready', code: 'DATABASE_UNAVAILABLE' }, 503)
    }
  })

  app.notFound((c) => respondRefusal(c, portal, { code: 'PAGE_NOT_FOUND' }))
  app.onError((cause, c) => {
    const id = failureId()
    portal.reportFailure({ id, status: 500, cause })
    return respondRefusal(c, portal, { code: 'INTERNAL_ERROR', id })
  })
  return app
}
