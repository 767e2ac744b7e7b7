// The EvidenceSource port over HTTP: OCSP (RFC 6960 appendix A), revocation lists and issuers'
// certificates (RFC 5280 §4.2.1.13, §4.2.2.1).

import type { EvidenceSource } from '@tapis/pades/create'
import { type DownloadBody, type Downloaded, type DownloadFailure, download, failure } from './download.ts'

const kinds = ['ocsp', 'crl', 'certificate'] as const
type Kind = (typeof kinds)[number]

/** Bounds of asking over HTTP, and which addresses may be asked. */
export interface HttpEvidenceSourceOptions {
  /** DER, as in the port. */
  readonly certificates?: readonly Uint8Array[]
  /**
   * Kinds that are fetched from public addresses only. Places that certificates under a trusted
   * root name may well be on the city's own network; those of a stranger's certificate must not
   * lead there. Default: all.
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

/**
 * Asks over HTTP, and keeps answers for five minutes, so that many files of one authority ask once.
 * A failure is not kept; its code is one of `DownloadFailureCode`.
 */
export class HttpEvidenceSource implements EvidenceSource {
  readonly certificates: readonly Uint8Array[]
  readonly #options: HttpEvidenceSourceOptions
  readonly #kept = new Map<string, { readonly bytes: Uint8Array; readonly until: number }>()

  constructor(options: HttpEvidenceSourceOptions = {}) {
    this.#options = options
    this.certificates = options.certificates ?? []
  }

  ocsp(url: string, request: Uint8Array): Promise<Uint8Array | DownloadFailure> {
    return this.#ask('ocsp', url, { type: 'application/ocsp-request', bytes: request })
  }

  crl(url: string): Promise<Uint8Array | DownloadFailure> {
    return this.#ask('crl', url)
  }

  certificate(url: string): Promise<Uint8Array | DownloadFailure> {
    return this.#ask('certificate', url)
  }

  async #ask(kind: Kind, url: string, body?: DownloadBody): Promise<Uint8Array | DownloadFailure> {
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
    const answer = await download(url, limits, body)
    if ('code' in answer) return answer
    const bytes = derOf(answer, kind)
    if (bytes === undefined) {
      const found =
        answer.type === undefined ? 'something else without a type' : `something of the type ${answer.type}`
      return failure('CONTENT_UNEXPECTED', url, `expected ${expected[kind]}, found ${found}`)
    }
    this.#keep(key, { bytes, until: now + KEPT_MILLISECONDS })
    return bytes
  }

  #keep(key: string, answer: { readonly bytes: Uint8Array; readonly until: number }): void {
    this.#kept.delete(key)
    this.#kept.set(key, answer)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }
}

const expected: Readonly<Record<Kind, string>> = {
  ocsp: 'an OCSPResponse in DER',
  crl: 'a CertificateList in DER or PEM',
  certificate: 'certificates in DER or PEM',
}

const pemLabels: Readonly<Record<Kind, string | undefined>> = {
  ocsp: undefined,
  crl: 'X509 CRL',
  certificate: 'CERTIFICATE',
}

/** What all kinds begin with in DER. */
const SEQUENCE = 0x30
const HYPHEN = 0x2d

/**
 * Returns the DER that came, or undefined for what cannot be that, such as the web page of a portal
 * that answers in the name of everybody. Some authorities publish PEM where RFC 5280 asks for DER,
 * and many state another content type than RFC 6960 and RFC 5280 do, which is therefore not looked
 * at.
 */
function derOf({ bytes }: Downloaded, kind: Kind): Uint8Array | undefined {
  if (bytes[0] === SEQUENCE) return bytes
  const label = pemLabels[kind]
  if (bytes[0] !== HYPHEN || label === undefined) return undefined
  const text = new TextDecoder('latin1').decode(bytes)
  const block = text.match(new RegExp(`-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----`))
  const base64 = block?.[1]?.replace(/\s/g, '')
  return base64 === undefined ? undefined : new Uint8Array(Buffer.from(base64, 'base64'))
}
