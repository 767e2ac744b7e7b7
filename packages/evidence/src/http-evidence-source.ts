// The EvidenceSource port over HTTP: OCSP (RFC 6960 appendix A), revocation lists and issuers' certificates (RFC 5280 §4.2.1.13, §4.2.2.1).

import type { EvidenceSource } from '@tapis/pades/create'
import { type DownloadBody, download } from './download.ts'

const kinds = ['ocsp', 'crl', 'certificate'] as const
type Kind = (typeof kinds)[number]

export interface HttpEvidenceSourceOptions {
  /** DER, as in the port. */
  readonly certificates?: readonly Uint8Array[]
  /**
   * What is fetched from public addresses only. Places that certificates under a trusted root name may well be on the city's own network; those
   * of a stranger's certificate must not lead there. Default: everything.
   */
  readonly publicOnly?: readonly Kind[]
  /** For each question. Default 10000 (10 seconds). */
  readonly timeoutMilliseconds?: number
  /** Default 20 MiB: lists of large authorities have several. */
  readonly maximumBytes?: number
  /** Milliseconds; default the clock. */
  readonly now?: () => number
}

const KEPT_MILLISECONDS = 5 * 60_000
const MOST_KEPT = 256

/** Answers are kept for five minutes, so that many files of one authority ask once. That nobody answered is not kept. */
export class HttpEvidenceSource implements EvidenceSource {
  readonly certificates: readonly Uint8Array[]
  readonly #options: HttpEvidenceSourceOptions
  readonly #kept = new Map<string, { readonly bytes: Uint8Array; readonly until: number }>()
  readonly #notAsked = new Set<string>()

  constructor(options: HttpEvidenceSourceOptions = {}) {
    this.#options = options
    this.certificates = options.certificates ?? []
  }

  /** URLs that were not asked since their addresses, or those that they lead to, are not public: see {@link HttpEvidenceSourceOptions.publicOnly}. */
  get notAsked(): ReadonlySet<string> {
    return this.#notAsked
  }

  ocsp(url: string, request: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#ask('ocsp', url, { type: 'application/ocsp-request', bytes: request })
  }

  async crl(url: string): Promise<Uint8Array | undefined> {
    return fromPem(await this.#ask('crl', url), 'X509 CRL')
  }

  async certificate(url: string): Promise<Uint8Array | undefined> {
    return fromPem(await this.#ask('certificate', url), 'CERTIFICATE')
  }

  async #ask(kind: Kind, url: string, body?: DownloadBody): Promise<Uint8Array | undefined> {
    const {
      publicOnly = kinds,
      timeoutMilliseconds = 10_000,
      maximumBytes = 20 * 1024 * 1024,
    } = this.#options
    const now = (this.#options.now ?? Date.now)()
    const key = `${kind} ${url} ${body?.bytes.toBase64() ?? ''}`
    const kept = this.#kept.get(key)
    if (kept !== undefined && kept.until > now) return kept.bytes
    const limits = { timeoutMilliseconds, maximumBytes, isPublicOnly: publicOnly.includes(kind) }
    const bytes = await download(url, limits, body)
    if (bytes === 'address-not-public') {
      this.#notAsked.add(url)
      return undefined
    }
    if (bytes !== undefined) this.#keep(key, { bytes, until: now + KEPT_MILLISECONDS })
    return bytes
  }

  #keep(key: string, answer: { readonly bytes: Uint8Array; readonly until: number }): void {
    this.#kept.delete(key)
    this.#kept.set(key, answer)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }
}

/** Some authorities publish PEM where RFC 5280 asks for DER. */
function fromPem(bytes: Uint8Array | undefined, label: string): Uint8Array | undefined {
  if (bytes === undefined || bytes[0] !== 0x2d) return bytes
  const text = new TextDecoder('latin1').decode(bytes)
  const block = text.match(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`))
  const base64 = block?.[1]?.replace(/\s/g, '')
  return base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, 'base64'))
}
