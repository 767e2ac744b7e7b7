// RFC 3161 §3.4: the authority over HTTP. Mount it where the authority is to answer, e.g. `app.route('/tsa', routes)`.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Rfc3161Authority } from './authority.ts'
import { mediaType, timestampQuery, timestampReply } from './media-type.ts'

/** A request for a SHA-512 imprint with policy and nonce has about 150 bytes. */
export const maximumRequestBytes = 4 * 1024

/**
 * `POST /` takes application/timestamp-query (otherwise 415) of up to 4 KiB (otherwise 413) and answers
 * application/timestamp-reply, also with a rejection: what is wrong with a request is said in the response.
 */
export function createTimestampRoutes({ authority }: { readonly authority: Rfc3161Authority }): Hono {
  const routes = new Hono()
  routes.post(
    '/',
    async (context, next) => {
      if (mediaType(context.req.header('content-type')) !== timestampQuery) {
        return context.text(`expected content type ${timestampQuery}`, 415)
      }
      return next()
    },
    bodyLimit({
      maxSize: maximumRequestBytes,
      onError: (context) => context.text(`a request has at most ${maximumRequestBytes} bytes`, 413),
    }),
    async (context) => {
      const response = await authority.respond(new Uint8Array(await context.req.arrayBuffer()))
      return context.body(response, 200, {
        'content-type': timestampReply,
        'cache-control': 'no-store',
      })
    },
  )
  return routes
}
