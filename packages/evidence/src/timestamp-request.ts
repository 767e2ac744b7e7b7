// One POST to a timestamp authority: bounded in time and size. What comes back is not judged here.
import type { Der } from '@tapis/pki'
import { mediaType, TimestampError, timestampQuery, timestampReply } from '@tapis/pki/timestamp'

/**
 * Posts a request and returns the answer's bytes.
 *
 * @throws TimestampError AUTHORITY_UNREACHABLE, AUTHORITY_TIMEOUT, HTTP_STATUS, CONTENT_TYPE,
 *   RESPONSE_TOO_LARGE
 */
export async function postTimestampRequest(
  url: URL,
  request: Der,
  limits: { readonly timeoutMilliseconds: number; readonly maximumResponseBytes: number },
): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(limits.timeoutMilliseconds)
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': timestampQuery, accept: timestampReply },
      body: request,
      // The configured address is the one that the operator chose to trust with the traffic.
      redirect: 'error',
      signal,
    })
    await requireTimestampReply(response)
    return await readBody(response, limits.maximumResponseBytes)
  } catch (error) {
    if (error instanceof TimestampError) throw error
    if (signal.aborted) {
      const message = `no answer within ${limits.timeoutMilliseconds} ms`
      throw new TimestampError('AUTHORITY_TIMEOUT', message, { cause: error })
    }
    throw new TimestampError('AUTHORITY_UNREACHABLE', 'the authority cannot be reached', { cause: error })
  }
}

async function requireTimestampReply(response: Response): Promise<void> {
  const error = refusedReply(response)
  if (error === undefined) return
  // A body that nobody reads would hold its connection open.
  await response.body?.cancel()
  throw error
}

function refusedReply(response: Response): TimestampError | undefined {
  if (response.status !== 200) {
    return new TimestampError('HTTP_STATUS', `the authority answered ${response.status}, expected 200`)
  }
  if (mediaType(response.headers.get('content-type')) === timestampReply) return undefined
  return new TimestampError('CONTENT_TYPE', `the answer is not ${timestampReply}`)
}

async function readBody(response: Response, maximumBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Counted while it arrives: Content-Length is only what the other side claims.
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > maximumBytes) {
      throw new TimestampError('RESPONSE_TOO_LARGE', `the answer has more than ${maximumBytes} bytes`)
    }
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
