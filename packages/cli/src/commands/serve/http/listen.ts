// Serves a Hono application on a port, and stops it without cutting anybody off.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'

/** Every Hono application can be served, whatever its environment. */
interface Fetcher {
  readonly fetch: (request: Request) => Response | Promise<Response>
}

export interface Listening {
  /**
   * Stops taking connections, answers every request that was begun, and closes connections that
   * have none. A second call waits for the first.
   */
  readonly close: () => Promise<void>
}

export interface ListenOptions {
  /**
   * How long requests at work are waited for before their connections are cut. Default 75 000:
   * below the 90 s of systemd.
   */
  readonly graceMilliseconds?: number
  /** How long a new connection that has said nothing yet may still say something. Default 1000. */
  readonly silentMilliseconds?: number
}

/** Listens; resolves when the port answers. @throws the system's error, such as EADDRINUSE. */
export async function listen(
  app: Fetcher,
  host: string,
  port: number,
  { graceMilliseconds = 75_000, silentMilliseconds = 1000 }: ListenOptions = {},
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch })
  const connections = new Set<Socket>()
  const answers = new Set<ServerResponse>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  // This listener comes before the application's, which may answer at once.
  server.prependListener('request', (_: IncomingMessage, answer: ServerResponse) => {
    answers.add(answer)
    answer.once('close', () => answers.delete(answer))
    if (!server.listening) endConnectionWith(answer)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      // One connection that could not be accepted would end the process without a listener.
      server.on('error', () => undefined)
      resolve()
    })
  })

  const closeOnce = () =>
    new Promise<void>((resolve) => {
      for (const answer of answers) endConnectionWith(answer)
      // Browsers open connections ahead of requests and keep them for minutes; those are not
      // requests at work.
      const silent = setTimeout(() => {
        for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
      }, silentMilliseconds)
      const grace = setTimeout(() => {
        for (const socket of connections) socket.destroy()
      }, graceMilliseconds)
      server.close(() => {
        clearTimeout(silent)
        clearTimeout(grace)
        resolve()
      })
      if ('closeIdleConnections' in server) server.closeIdleConnections()
    })
  let closing: Promise<void> | undefined
  return {
    close: () => {
      closing ??= closeOnce()
      return closing
    },
  }
}

/**
 * Has the answer say `Connection: close` (RFC 9112 §9.6), so that the client sends its next request
 * elsewhere.
 */
function endConnectionWith(answer: ServerResponse): void {
  if (!answer.headersSent) answer.shouldKeepAlive = false
}
