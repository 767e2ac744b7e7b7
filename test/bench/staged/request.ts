// One HTTP request over loopback by node:http, which costs the measuring side less than fetch does.

import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { present } from '@tapis/pki'

export interface Sent {
  readonly port: number
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Gives the request up. */
  readonly signal?: AbortSignal
}

/**
 * `status` is `cut` when the connection ended, or the request was given up, before a whole answer
 * was there.
 */
export interface Answer {
  readonly status: number | 'cut'
  readonly milliseconds: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** Never rejects: that nobody answered is a result here. */
export function send(sent: Sent): Promise<Answer> {
  return sendAt(performance.now(), sent)
}

function sendAt(start: number, sent: Sent): Promise<Answer> {
  const { port, path, method = 'GET', headers, body, signal } = sent
  return new Promise((resolve) => {
    const answer = (status: Answer['status'], answered: IncomingHttpHeaders = {}, chunks: Buffer[] = []) =>
      resolve({
        status,
        milliseconds: performance.now() - start,
        headers: answered,
        body: Buffer.concat(chunks),
      })
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        method,
        agent,
        headers: {
          host: `localhost:${port}`,
          ...headers,
          ...(body === undefined ? {} : { 'content-length': body.length }),
        },
        ...present({ signal }),
      },
      (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.once('end', () => answer(incoming.statusCode ?? 'cut', incoming.headers, chunks))
        incoming.once('close', () => answer('cut'))
        incoming.once('error', () => answer('cut'))
      },
    )
    outgoing.on('error', (error) => {
      // RFC 9112 §9.3.1: a kept connection may be closed by the server just as it is used again;
      // nobody has read the request.
      const isStale = outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET'
      if (isStale && method === 'GET') resolve(sendAt(start, sent))
      else answer('cut')
    })
    outgoing.end(body)
  })
}
