// One request for a piece of evidence: bounded in time, size and redirections. What comes back is
// not judged here; why nothing came back is a value, so that whoever asked can say it.

import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import type { EvidenceFailure } from '@tapis/pades/create'
import { present } from '@tapis/pki'
import { AddressNotPublic, isPublicAddress, publicLookup } from './public-addresses.ts'

interface DownloadLimits {
  /** From connecting to the last byte, redirections included. */
  readonly timeoutMilliseconds: number
  readonly maximumBytes: number
  /** Nothing but addresses of the public internet. */
  readonly isPublicOnly: boolean
}

/** What is posted. */
export interface DownloadBody {
  readonly type: string
  readonly bytes: Uint8Array
}

export interface Downloaded {
  readonly bytes: Uint8Array
  /** Content-Type, as the other side states it. */
  readonly type: string | undefined
}

type DownloadFailureCode =
  | 'URL_INVALID'
  /** Neither http nor https: LDAP, which certificates also name, is not spoken. */
  | 'SCHEME_UNSUPPORTED'
  | 'HOST_UNKNOWN'
  /** The place, or one that it leads to, was not asked. */
  | 'ADDRESS_NOT_PUBLIC'
  | 'CONNECTION_REFUSED'
  /** The connection, or TLS over it, failed or broke off. */
  | 'CONNECTION_FAILED'
  | 'TIMED_OUT'
  | 'TOO_LARGE'
  | 'STATUS_UNEXPECTED'
  | 'REDIRECTED_TOO_OFTEN'
  /**
   * What came begins neither as DER nor as PEM of the kind that was asked for; the reason has its
   * content type.
   */
  | 'CONTENT_UNEXPECTED'

export interface DownloadFailure extends EvidenceFailure {
  readonly code: DownloadFailureCode
}

const MAXIMUM_REDIRECTIONS = 3

/** Returns the body of a 200 within the limits, or why there is none. */
export async function download(
  url: string,
  limits: DownloadLimits,
  body?: DownloadBody,
): Promise<Downloaded | DownloadFailure> {
  const signal = AbortSignal.timeout(limits.timeoutMilliseconds)
  let next = url
  for (let redirections = 0; redirections <= MAXIMUM_REDIRECTIONS; redirections++) {
    const answer = await ask(next, limits, body, signal)
    if (!('location' in answer)) return answer
    next = answer.location
  }
  const expected = `expected at most ${MAXIMUM_REDIRECTIONS} redirections`
  return failure('REDIRECTED_TOO_OFTEN', url, `${expected}, found another one to ${hostOf(next)}`)
}

/** A failure of a URL, whose host begins the reason. */
export function failure(
  code: DownloadFailureCode,
  url: string,
  expectedAndFound: string,
  cause?: unknown,
): DownloadFailure {
  return { code, reason: `${hostOf(url)}: ${expectedAndFound}`, ...present({ cause }) }
}

async function ask(
  text: string,
  limits: DownloadLimits,
  body: DownloadBody | undefined,
  signal: AbortSignal,
): Promise<Downloaded | DownloadFailure | { readonly location: string }> {
  const url = URL.parse(text)
  if (url === null) return failure('URL_INVALID', text, 'expected an absolute URL, found something else')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return failure('SCHEME_UNSUPPORTED', text, `expected http or https, found ${url.protocol.slice(0, -1)}`)
  }
  try {
    const response = await send(url, limits, body, signal)
    const { statusCode = 0, headers } = response
    if (statusCode === 200) {
      return { bytes: await read(response, limits.maximumBytes), type: headers['content-type'] }
    }
    response.destroy()
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      // What is no URL against this one is refused as such when it is asked.
      return { location: URL.parse(headers.location, url)?.href ?? headers.location }
    }
    return failure('STATUS_UNEXPECTED', text, `expected the HTTP status 200, found ${statusCode}`)
  } catch (error) {
    return signal.aborted ? timedOut(text, limits, error) : failureOf(text, error)
  }
}

function send(
  url: URL,
  { isPublicOnly }: DownloadLimits,
  body: DownloadBody | undefined,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const address = url.hostname.replace(/^\[|\]$/g, '')
  return new Promise<IncomingMessage>((resolve, reject) => {
    // No name is looked up for an address.
    if (isPublicOnly && isIP(address) !== 0 && !isPublicAddress(address)) throw new AddressNotPublic(address)
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method: body === undefined ? 'GET' : 'POST',
      signal,
      ...(isPublicOnly ? { lookup: publicLookup } : {}),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': body.type, 'content-length': body.bytes.length } }),
    })
    request.on('response', resolve)
    request.on('error', reject)
    request.end(body?.bytes)
  })
}

class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** @throws TooLarge */
async function read(response: IncomingMessage, maximumBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Counted while it arrives: Content-Length is only what the other side claims.
  for await (const chunk of response) {
    length += chunk.length
    if (length > maximumBytes) throw new TooLarge(`expected at most ${maximumBytes} bytes, found more`)
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}

function timedOut(url: string, { timeoutMilliseconds }: DownloadLimits, cause: unknown): DownloadFailure {
  return failure('TIMED_OUT', url, `expected the answer within ${timeoutMilliseconds} ms, found none`, cause)
}

function failureOf(url: string, cause: unknown): DownloadFailure {
  if (cause instanceof TooLarge) return failure('TOO_LARGE', url, cause.message, cause)
  if (cause instanceof AddressNotPublic) return failure('ADDRESS_NOT_PUBLIC', url, cause.message, cause)
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'an error without a code'
  // EAI_AGAIN: no name server answered.
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) {
    return failure('HOST_UNKNOWN', url, `expected a name that resolves to an address, found ${code}`, cause)
  }
  if (code === 'ECONNREFUSED') {
    return failure('CONNECTION_REFUSED', url, `expected a connection, found ${code}`, cause)
  }
  return failure('CONNECTION_FAILED', url, `expected a whole answer, found ${code}`, cause)
}

function hostOf(url: string): string {
  return URL.parse(url)?.host || 'a place without a host'
}
