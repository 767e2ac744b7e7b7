// Sets the headers of every response. Nothing is loaded from elsewhere, nothing may frame the page,
// and the address with the code in it is told to nobody (Referrer-Policy).

import type { PortalOrigin } from '@tapis/qr-seal'
import type { MiddlewareHandler } from 'hono'

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/**
 * Sets the headers; `Cache-Control: no-store` unless the route said otherwise, since the state of a
 * document may change.
 */
export function securityHeaders(origin: PortalOrigin): MiddlewareHandler {
  const isHttps = origin.startsWith('https:')
  return async (c, next) => {
    await next()
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
    c.header('Referrer-Policy', 'no-referrer')
    c.header('X-Content-Type-Options', 'nosniff')
    c.header('Cross-Origin-Opener-Policy', 'same-origin')
    c.header('Permissions-Policy', 'camera=(), geolocation=(), microphone=()')
    if (isHttps) c.header('Strict-Transport-Security', 'max-age=31536000')
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store')
    // Only the front page may be found by a search engine: a list of documents must not build up
    // anywhere.
    if (c.req.path !== '/') c.header('X-Robots-Tag', 'noindex, nofollow')
  }
}
