// multipart/form-data (RFC 7578) with exactly two parts, `file` and `request`. Any other part is
// refused: one that nobody reads is a misunderstanding that its sender would find out about on
// paper. What stands before the first part and behind the last is passed over (RFC 2046 §5.1.1).
// The file goes to disk as it arrives.
import { once } from 'node:events'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { ApiError } from '../problems/problem.ts'
import { StoreError } from '../store/document-store.ts'
import type { Upload } from '../uploads/upload.ts'
import { bodyChunks } from './body.ts'
import { decodeUtf8 } from './json.ts'

interface MultipartLimits {
  readonly documentBytes: number
  readonly requestBytes: number
}

/** Boundaries, part headers and file name: what a body may have beside the two parts. */
const FRAMING_BYTES = 16 * 1024

/**
 * Reads the two parts: the file into `upload`, the request as text. The file must be a file part
 * (with a file name); the request may be either. Neither is understood yet.
 * @throws ApiError UNSUPPORTED_MEDIA_TYPE, MULTIPART_INVALID, PART_MISSING, DOCUMENT_TOO_LARGE,
 *   REQUEST_TOO_LARGE, REQUEST_JSON_INVALID (not UTF-8), CLIENT_GONE; StoreError
 */
export async function readDocumentParts(
  request: Request,
  upload: Pick<Upload, 'write'>,
  limits: MultipartLimits,
): Promise<string> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data *(;|$)/i.test(contentType))
    throw new ApiError('UNSUPPORTED_MEDIA_TYPE', { facts: { expected: 'multipart/form-data' } })
  const tooLarge = () => new ApiError('DOCUMENT_TOO_LARGE', { facts: { limit: limits.documentBytes } })
  const bodyBytes = limits.documentBytes + limits.requestBytes + FRAMING_BYTES
  const parts = new PartsReader(boundaryOf(contentType), upload, limits)
  for await (const chunk of bodyChunks(request, bodyBytes, tooLarge)) await parts.take(chunk)
  return await parts.end()
}

/** RFC 2046 §5.1.1. @throws ApiError MULTIPART_INVALID */
function boundaryOf(contentType: string): string {
  const [, quoted, bare] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? bare ?? ''
  if (!/^[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]$/.test(boundary))
    throw new ApiError('MULTIPART_INVALID')
  return boundary
}

/** A parser that knows what to expect. Of several faults the first one counts. */
class PartsReader {
  readonly #parser: BusboyInstance
  readonly #upload: Pick<Upload, 'write'>
  readonly #limits: MultipartLimits
  readonly #finished = Promise.withResolvers<void>()
  readonly #parts: Promise<void>[] = []
  readonly #names = new Set<string>()
  #fault: unknown
  #request: Uint8Array | undefined

  constructor(boundary: string, upload: Pick<Upload, 'write'>, limits: MultipartLimits) {
    this.#upload = upload
    this.#limits = limits
    this.#parser = new Busboy({
      // A header of our own: the parser must split at the boundary that was checked, however the
      // client's header may be read.
      headers: { 'content-type': `multipart/form-data; boundary="${boundary}"` },
      // Every part as a stream of bytes: text would be decoded leniently.
      isPartAFile: () => true,
      limits: { parts: 2, headerPairs: 32, headerSize: FRAMING_BYTES },
    })
    this.#parser.on('file', (name, stream, fileName) => this.#begin(name, stream, fileName))
    this.#parser.on('partsLimit', () => this.#fail(new ApiError('MULTIPART_INVALID')))
    this.#parser.on('error', (cause) => this.#fail(new ApiError('MULTIPART_INVALID', { cause })))
    this.#parser.on('finish', () => this.#finished.resolve())
  }

  /** Resolves when there is room for the next chunk. @throws ApiError */
  async take(chunk: Uint8Array): Promise<void> {
    this.#refuseFault()
    if (!this.#parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length))) {
      await Promise.race([once(this.#parser, 'drain'), this.#finished.promise])
    }
    this.#refuseFault()
  }

  /** The text of the request, when both parts are where they belong. @throws ApiError */
  async end(): Promise<string> {
    this.#parser.end()
    await this.#finished.promise
    await Promise.all(this.#parts)
    this.#refuseFault()
    if (!this.#names.has('file')) throw missing('file')
    if (this.#request === undefined) throw missing('request')
    return decodeUtf8(this.#request)
  }

  #begin(name: string | undefined, stream: BusboyFileStream, fileName: string | undefined): void {
    // A stream that is not read to its end would hold up the others.
    this.#parts.push(
      this.#read(name, stream, fileName).catch((error: unknown) => {
        this.#fail(error instanceof ApiError || error instanceof StoreError ? error : invalid(error))
        stream.on('error', () => undefined).resume()
      }),
    )
  }

  async #read(
    name: string | undefined,
    stream: BusboyFileStream,
    fileName: string | undefined,
  ): Promise<void> {
    if ((name !== 'file' && name !== 'request') || this.#names.has(name)) throw invalid()
    this.#names.add(name)
    if (name === 'request') {
      this.#request = await this.#requestOf(stream)
      return
    }
    if (fileName === undefined) throw missing('file')
    let length = 0
    for await (const chunk of bytesOf(stream)) {
      length += chunk.length
      if (length > this.#limits.documentBytes)
        throw new ApiError('DOCUMENT_TOO_LARGE', { facts: { limit: this.#limits.documentBytes } })
      await this.#upload.write(chunk)
    }
  }

  async #requestOf(stream: BusboyFileStream): Promise<Uint8Array> {
    const limit = this.#limits.requestBytes
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of bytesOf(stream)) {
      length += chunk.length
      if (length > limit) throw new ApiError('REQUEST_TOO_LARGE', { facts: { limit } })
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }

  #fail(error: unknown): void {
    this.#fault ??= error
    this.#finished.resolve()
  }

  #refuseFault(): void {
    if (this.#fault !== undefined) throw this.#fault
  }
}

async function* bytesOf(stream: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk
}

const missing = (part: 'file' | 'request') => new ApiError('PART_MISSING', { facts: { part } })

const invalid = (cause?: unknown) => new ApiError('MULTIPART_INVALID', { cause })
