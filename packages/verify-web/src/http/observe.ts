// Writes one line into the log for every request. It holds neither the code nor the visitor's
// address: the codes that a network asks for would say which letters somebody has in hand. Of a
// code that leads nowhere, the network is written down, to see who guesses.

import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'

/** Hono carries this along with a request. */
export type PortalEnv = {
  Variables: {
    /** The visitor's /24 or /48, when the code leads nowhere. */
    missNetwork: string
  }
}

/** Closed types, so that a code, an address or a query string has no field to land in. */
export type PortalLogEntry =
  | {
      readonly event: 'request'
      /** Also in the answer's header `Tapis-Request-Id`. */
      readonly requestId: string
      readonly method: string
      /** The template of the path, `/V/{code}`, never the path itself. */
      readonly route: string
      readonly status: number
      readonly milliseconds: number
      /** The visitor's /24 or /48, when the code leads nowhere. */
      readonly network?: string
    }
  | {
      /** The limit on wrong codes failed; the visitor was answered all the same. */
      readonly event: 'limit-failure'
      readonly name: string
      readonly code?: string
    }

/** Numbers the request and writes its line. */
export function observe(portal: { readonly now: () => Date; readonly log: (entry: PortalLogEntry) => void }) {
  return createMiddleware<PortalEnv>(async (c, next) => {
    // The number is ours: one that a visitor could choose would let it write into the log.
    const requestId = crypto.randomUUID()
    const begun = portal.now().getTime()
    await next()
    c.res.headers.set('Tapis-Request-Id', requestId)
    const network: string | undefined = c.get('missNetwork')
    portal.log({
      event: 'request',
      requestId,
      method: c.req.method,
      route: routePath(c, -1).replace(/:(\w+)(?:\{[^}]*\})?/g, '{$1}'),
      status: c.res.status,
      milliseconds: portal.now().getTime() - begun,
      ...(network !== undefined && { network }),
    })
  })
}

/**
 * Returns the entry of a limit that failed: of the error only its name and a code that is a word of
 * capitals.
 */
export function limitFailure(error: unknown): PortalLogEntry {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  return {
    event: 'limit-failure',
    name: error instanceof Error ? error.name : typeof error,
    ...(code !== undefined && /^[A-Z0-9_]{1,64}$/.test(code) && { code }),
  }
}
