// multipart/form-data (RFC 7578) with exactly two parts, `file` and `request`. Everything else is refused: a part that
// nobody reads is a misunderstanding that its sender would find out about on paper.
import { ApiError } from '../problem.ts'
import { readBody } from './body.ts'
import { decodeUtf8 } from './json.ts'

/** The two parts, as bytes and text; neither is understood yet. */
export interface DocumentParts {
  readonly file: Uint8Array<ArrayBuffer>
  readonly request: string
}

export interface MultipartLimits {
  readonly documentBytes: number
  readonly requestBytes: number
}

/** Boundaries, part headers and file name: what a body may have beside the two parts. */
const FRAMING_BYTES = 16 * 1024

/**
 * Reads the two parts. The file must be a file part (with a file name); the request may be either.
 * @throws ApiError UNSUPPORTED_MEDIA_TYPE, MULTIPART_INVALID, PART_MISSING, DOCUMENT_TOO_LARGE, REQUEST_TOO_LARGE,
 *   REQUEST_JSON_INVALID (not UTF-8), CLIENT_GONE
 */
export async function readDocumentParts(request: Request, limits: MultipartLimits): Promise<DocumentParts> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data *(;|$)/i.test(contentType))
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', { facts: { expected: 'multipart/form-data' } })

  const tooLarge = () => new ApiError('DOCUMENT_TOO_LARGE', { facts: { limit: limits.documentBytes } })
  const body = await readBody(request, limits.documentBytes + limits.requestBytes + FRAMING_BYTES, tooLarge)
  const parts = await parseParts(body, boundaryOf(contentType))

  const file = parts.get('file')
  if (!(file instanceof File)) throw new ApiError('PART_MISSING', { facts: { part: 'file' } })
  if (file.size > limits.documentBytes) throw tooLarge()
  const described = parts.get('request')
  if (described === null) throw new ApiError('PART_MISSING', { facts: { part: 'request' } })
  return {
    file: new Uint8Array(await file.arrayBuffer()),
    request: await textOf(described, limits.requestBytes),
  }
}

/** RFC 2046 §5.1.1. @throws ApiError MULTIPART_INVALID */
function boundaryOf(contentType: string): string {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? bare ?? ''
  if (!/^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/.test(boundary))
    throw new ApiError('MULTIPART_INVALID')
  return boundary
}

/** Two parts and the end. A body of nothing but delimiters would keep the parser, and everybody else, waiting for seconds. */
const MOST_DELIMITERS = 3

/** Counts the boundary in the body, up to one more than is allowed. */
function delimiters(body: Uint8Array<ArrayBuffer>, boundary: string): number {
  const delimiter = `--${boundary}`
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length)
  let count = 0
  for (
    let at = bytes.indexOf(delimiter);
    at >= 0 && count <= MOST_DELIMITERS;
    at = bytes.indexOf(delimiter, at + delimiter.length)
  )
    count++
  return count
}

async function parseParts(body: Uint8Array<ArrayBuffer>, boundary: string): Promise<FormData> {
  if (delimiters(body, boundary) > MOST_DELIMITERS) throw new ApiError('MULTIPART_INVALID')
  // A header of our own: the parser must split at the boundary that was counted, however the client's header may be read.
  const headers = { 'content-type': `multipart/form-data; boundary="${boundary}"` }
  const parts = await new Response(body, { headers }).formData().catch((cause: unknown) => {
    throw new ApiError('MULTIPART_INVALID', { cause })
  })
  const names = [...parts.keys()]
  if (names.some((name) => name !== 'file' && name !== 'request') || new Set(names).size !== names.length)
    throw new ApiError('MULTIPART_INVALID')
  return parts
}

async function textOf(part: File | string, limitBytes: number): Promise<string> {
  const bytes =
    typeof part === 'string' ? new TextEncoder().encode(part) : new Uint8Array(await part.arrayBuffer())
  if (bytes.length > limitBytes) throw new ApiError('REQUEST_TOO_LARGE', { facts: { limit: limitBytes } })
  const text = typeof part === 'string' ? part : decodeUtf8(bytes)
  // A text part has been decoded leniently already: the replacement character marks what was not UTF-8.
  if (text.includes('\u{fffd}')) throw new ApiError('REQUEST_JSON_INVALID')
  return text
}
