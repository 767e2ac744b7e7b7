// Reading a request's body within a limit. The limit is counted on the bytes that arrive:
// `Content-Length` is a claim, and a chunked body has none.
import { ApiError } from '../problems/problem.ts'

/**
 * Reads the whole body, at most `limitBytes`.
 * @throws ApiError `tooLarge()` past the limit, `CLIENT_GONE` when the connection ends before the
 *   body does.
 */
export async function readBody(
  request: Request,
  limitBytes: number,
  tooLarge: () => ApiError,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks = await Array.fromAsync(bodyChunks(request, limitBytes, tooLarge))
  return joined(chunks)
}

/** The same, piece by piece as it arrives. @throws as `readBody` */
export async function* bodyChunks(
  request: Request,
  limitBytes: number,
  tooLarge: () => ApiError,
): AsyncIterable<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > limitBytes) throw tooLarge()
  let length = 0
  for await (const chunk of chunksOf(request)) {
    length += chunk.length
    if (length > limitBytes) throw tooLarge()
    yield chunk
  }
}

async function* chunksOf(request: Request): AsyncIterable<Uint8Array> {
  const reader = request.body?.getReader()
  if (reader === undefined) return
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new ApiError('CLIENT_GONE', { cause })
      })
      if (done) return
      yield value
    }
  } finally {
    // After a refusal the rest is the server's business: to drain it or to close the connection.
    reader.releaseLock()
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.length
  }
  return bytes
}
