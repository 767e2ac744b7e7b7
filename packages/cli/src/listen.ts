// A Hono application on a port, and the way to stop it without cutting anybody off.

import { createAdaptorServer } from '@hono/node-server'

/** What can be served: every Hono application, whatever its environment. */
export interface Fetcher {
  readonly fetch: (request: Request) => Response | Promise<Response>
}

export interface Listening {
  /** Takes no new connection, waits for requests at work, at most ten seconds. */
  readonly close: () => Promise<void>
}

const GRACE_MILLISECONDS = 10_000

/** Resolves when the port answers. @throws the system's error, such as EADDRINUSE. */
export async function listen(app: Fetcher, host: string, port: number): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        // Browsers keep idle connections open for minutes; they are not requests at work.
        if ('closeIdleConnections' in server) server.closeIdleConnections()
        const timer = setTimeout(() => {
          if ('closeAllConnections' in server) server.closeAllConnections()
        }, GRACE_MILLISECONDS)
        timer.unref()
      }),
  }
}
