// RFC 3161 §3.4: the authority over HTTP. Mount it where the authority is to answer, e.g.
// `app.route('/tsa', routes)`, in an application that answers a thrown ApiError with its problem.
import { mediaType, timestampQuery, timestampReply } from '@tapis/pki/timestamp'
import { Hono } from 'hono'
import { readBody } from '../http/body.ts'
import { ApiError } from '../problems/problem.ts'
import type { Rfc3161Authority } from './authority.ts'

/** A request for a SHA-512 imprint with policy and nonce has about 150 bytes. */
const maximumRequestBytes = 4 * 1024

/**
 * `POST /` takes application/timestamp-query (otherwise UNSUPPORTED_MEDIA_TYPE) of up to 4 KiB
 * (otherwise REQUEST_TOO_LARGE) and answers application/timestamp-reply, also with a rejection:
 * what is wrong with a request of RFC 3161 is said in the response.
 */
export function createTimestampRoutes({ authority }: { readonly authority: Rfc3161Authority }): Hono {
  const routes = new Hono()
  routes.post('/', async (context) => {
    if (mediaType(context.req.header('content-type')) !== timestampQuery)
      throw new ApiError('UNSUPPORTED_MEDIA_TYPE', { facts: { expected: timestampQuery } })
    const tooLarge = () => new ApiError('REQUEST_TOO_LARGE', { facts: { limit: maximumRequestBytes } })
    const response = await authority.respond(await readBody(context.req.raw, maximumRequestBytes, tooLarge))
    return context.body(response, 200, {
      'content-type': timestampReply,
      'cache-control': 'no-store',
    })
  })
  return routes
}
