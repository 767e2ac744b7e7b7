// One request for a piece of evidence: bounded in time, size and redirections. What comes back is not judged here.

import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP } from 'node:net'
import { AddressNotPublic, isPublicAddress, publicLookup } from './public-addresses.ts'

export interface DownloadLimits {
  /** From connecting to the last byte, redirections included. */
  readonly timeoutMilliseconds: number
  readonly maximumBytes: number
  /** Nothing but addresses of the public internet. */
  readonly isPublicOnly: boolean
}

export interface DownloadBody {
  readonly type: string
  readonly bytes: Uint8Array
}

const MAXIMUM_REDIRECTIONS = 3

/** `address-not-public` where the place, or one that it leads to, was not asked for its address. */
export type Downloaded = Uint8Array | 'address-not-public' | undefined

/**
 * The answer's bytes; undefined for anything but a 200 within the limits, and for a scheme other than http(s): LDAP, which certificates
 * also name, is not spoken.
 */
export async function download(
  url: string,
  limits: DownloadLimits,
  body?: DownloadBody,
): Promise<Downloaded> {
  const signal = AbortSignal.timeout(limits.timeoutMilliseconds)
  let next = url
  for (let step = 0; step <= MAXIMUM_REDIRECTIONS; step++) {
    try {
      const answer = await ask(next, limits, body, signal)
      if (answer === undefined || 'bytes' in answer) return answer?.bytes
      next = new URL(answer.location, next).href
    } catch (error) {
      if (error instanceof AddressNotPublic) return 'address-not-public'
      // Unreachable, too slow, too large, no URL: there is nothing to be had.
      return undefined
    }
  }
  return undefined
}

type Answer = { readonly bytes: Uint8Array } | { readonly location: string } | undefined

async function ask(
  text: string,
  { maximumBytes, isPublicOnly }: DownloadLimits,
  body: DownloadBody | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  // No name is looked up for an address.
  if (isPublicOnly && isIP(host) !== 0 && !isPublicAddress(host)) throw new AddressNotPublic()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
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
  const { statusCode = 0, headers } = response
  if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
    response.destroy()
    return { location: headers.location }
  }
  if (statusCode !== 200) {
    response.destroy()
    return undefined
  }
  return { bytes: await read(response, maximumBytes) }
}

async function read(response: IncomingMessage, maximumBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Counted while it arrives: Content-Length is only what the other side claims.
  for await (const chunk of response) {
    length += chunk.length
    if (length > maximumBytes) throw new RangeError('more than the limit')
    chunks.push(chunk)
  }
  return new Uint8Array(Buffer.concat(chunks))
}
