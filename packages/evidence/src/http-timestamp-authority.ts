// The TimestampAuthority port over HTTP (RFC 3161 §3.4): a list of authorities, asked one after
// another until one answers.
import { randomBytes } from 'node:crypto'
import type { TimestampAuthority } from '@tapis/pades/create'
import {
  checkTimestampResponse,
  type FailedAuthority,
  makeTimeStampReq,
  TimestampError,
} from '@tapis/pki/timestamp'
import { postTimestampRequest } from './timestamp-request.ts'

/** Which authorities are asked, and how long and how much is waited for. */
export interface HttpTimestampAuthorityOptions {
  /**
   * http: or https:, in order of preference. Plain http: is usual: the token's signature is what
   * protects it.
   */
  readonly urls: readonly string[]
  /** For each authority, from connecting to the last byte. Default 5000 (5 seconds). */
  readonly timeoutMilliseconds?: number
  /** Default 65536; it is also the most that is read at all. */
  readonly maximumResponseBytes?: number
}

const defaultTokenBytes = 8 * 1024
/** Tokens of one authority differ by the length of a signature and of a fraction of a second. */
const tokenMarginBytes = 256

/** Asks authorities over HTTP and checks what they answer (`checkTimestampResponse`). */
export class HttpTimestampAuthority implements TimestampAuthority {
  readonly #urls: readonly URL[]
  readonly #timeoutMilliseconds: number
  readonly #maximumResponseBytes: number
  /** The largest token seen. */
  #seenTokenBytes = 0

  /** @throws TypeError for no URL, one that is not http(s), or limits that are not positive */
  constructor(options: HttpTimestampAuthorityOptions) {
    this.#urls = options.urls.map(requireHttpUrl)
    if (this.#urls.length === 0) throw new TypeError('urls is empty')
    this.#timeoutMilliseconds = requirePositive(options.timeoutMilliseconds ?? 5000, 'timeoutMilliseconds')
    this.#maximumResponseBytes = requirePositive(
      options.maximumResponseBytes ?? 65_536,
      'maximumResponseBytes',
    )
  }

  /** 8 KiB until a token has been seen, then the largest one's size with a margin. */
  get expectedTokenBytes(): number {
    return this.#seenTokenBytes === 0 ? defaultTokenBytes : this.#seenTokenBytes + tokenMarginBytes
  }

  /**
   * Asks the authorities in their order until one gives a token that passes its checks.
   *
   * @throws TimestampError ALL_AUTHORITIES_FAILED, whose `tried` holds each authority's error, also
   *   when there is only one; TypeError for a digest that is not 32 bytes
   */
  async timestamp(imprint: Imprint): Promise<Uint8Array> {
    const tried: FailedAuthority[] = []
    for (const url of this.#urls) {
      const outcome = await this.#askTwice(url, imprint)
      if (!(outcome instanceof TimestampError)) return outcome
      tried.push({ url: `${url.origin}${url.pathname}`, error: outcome })
    }
    const reasons = tried.map(({ url, error }) => `${url}: ${error.code}`).join('; ')
    throw new TimestampError('ALL_AUTHORITIES_FAILED', `no timestamp authority answered (${reasons})`, {
      tried,
    })
  }

  // A connection kept from an earlier request may have been closed by the other side just now,
  // which fetch does not repeat for a POST. Asking again is harmless: a timestamp that nobody
  // received binds nobody.
  async #askTwice(url: URL, imprint: Imprint): Promise<Uint8Array | TimestampError> {
    const outcome = await this.#ask(url, imprint)
    const broken = outcome instanceof TimestampError && outcome.code === 'AUTHORITY_UNREACHABLE'
    return broken ? this.#ask(url, imprint) : outcome
  }

  async #ask(url: URL, imprint: Imprint): Promise<Uint8Array | TimestampError> {
    // A nonce of its own for each: an authority must not be able to answer for another.
    const request = makeTimeStampReq(imprint, randomBytes(16))
    try {
      const response = await postTimestampRequest(url, request.der, {
        timeoutMilliseconds: this.#timeoutMilliseconds,
        maximumResponseBytes: this.#maximumResponseBytes,
      })
      const { token } = await checkTimestampResponse(request, response)
      this.#seenTokenBytes = Math.max(this.#seenTokenBytes, token.length)
      return token
    } catch (error) {
      if (error instanceof TimestampError) return error
      throw error
    }
  }
}

type Imprint = Parameters<TimestampAuthority['timestamp']>[0]

function requireHttpUrl(text: string): URL {
  const url = new URL(text)
  if (url.protocol === 'https:' || url.protocol === 'http:') return url
  throw new TypeError(`a timestamp authority's URL begins with ${url.protocol}, expected https: or http:`)
}

function requirePositive(value: number, what: string): number {
  if (Number.isFinite(value) && value > 0) return value
  throw new TypeError(`${what} is ${value}, expected more than 0`)
}
