// Everything at hand to judge certificates by: from the Document Security Store, the CMS objects and the caller. Nothing in it is
// trusted; each item is believed only as far as its own signature and its signer's path go.
import { equalBytes, hex } from '../../asn1/bytes.ts'
import { Asn1Error } from '../../asn1/der-reader.ts'
import type { Certificate } from '../../x509/certificate.ts'
import { type CertificateList, parseCertificateList } from '../../x509/certificate-list.ts'
import { type BasicOcspResponse, parseOcspResponse } from '../../x509/ocsp-response.ts'
import type { CertificateReader } from '../certificate-pool.ts'
import type { CarriedEvidence } from './cms-evidence.ts'
import type { Origin } from './proofs.ts'

export interface Found<T> {
  readonly value: T
  readonly origin: Origin
}

/** What one file may hold of each kind; more is left out, which can only make a verdict less firm. */
const MAXIMUM_ITEMS = 512

export class EvidencePool {
  readonly #reader: CertificateReader
  readonly #certificates: Certificate[] = []
  readonly #lists = new Items(parseCertificateList)
  readonly #responses = new Items(parseOcspResponse)

  constructor(reader: CertificateReader) {
    this.#reader = reader
  }

  add({ certificates, crls, ocspResponses }: Partial<CarriedEvidence>, origin: Origin): void {
    for (const certificate of this.#reader.read(certificates ?? [])) {
      const isKnown = this.#certificates.includes(certificate)
      if (!isKnown && this.#certificates.length < MAXIMUM_ITEMS) this.#certificates.push(certificate)
    }
    for (const crl of crls ?? []) this.#lists.add(crl, origin)
    for (const response of ocspResponses ?? []) this.#responses.add(response, origin)
  }

  get certificates(): readonly Certificate[] {
    return this.#certificates
  }

  get lists(): readonly Found<CertificateList>[] {
    return this.#lists.parsed()
  }

  get responses(): readonly Found<BasicOcspResponse>[] {
    return this.#responses.parsed()
  }

  /** Grows with what was added. */
  get count(): number {
    return this.#lists.count + this.#responses.count + this.#certificates.length
  }
}

/** DER of one kind, each parsed once and only when somebody asks. One that is malformed is no evidence. */
class Items<T> {
  readonly #parse: (der: Uint8Array) => T
  readonly #known = new Map<string, Uint8Array[]>()
  readonly #unread: Found<Uint8Array>[] = []
  readonly #parsed: Found<T>[] = []
  count = 0

  constructor(parse: (der: Uint8Array) => T) {
    this.#parse = parse
  }

  add(der: Uint8Array, origin: Origin): void {
    // The end of a signed object is its signature: two that agree there are compared in full.
    const key = `${der.length} ${hex(der.subarray(-16))}`
    const same = this.#known.get(key) ?? []
    if (this.count >= MAXIMUM_ITEMS || same.some((known) => equalBytes(known, der))) return
    this.#known.set(key, [...same, der])
    this.#unread.push({ value: der, origin })
    this.count += 1
  }

  parsed(): readonly Found<T>[] {
    for (const { value, origin } of this.#unread.splice(0)) {
      try {
        this.#parsed.push({ value: this.#parse(value), origin })
      } catch (error) {
        if (!(error instanceof Asn1Error)) throw error
      }
    }
    return this.#parsed
  }
}
