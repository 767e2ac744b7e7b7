// Everything at hand to judge certificates by: from the Document Security Store, the CMS objects and the caller. Nothing in it is
// trusted; each item is believed only as far as its own signature and its signer's path go.
import { equalBytes, hex } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import {
  type BasicOcspResponse,
  type CertificateList,
  parseCertificateList,
  parseOcspResponse,
} from '@tapis/pki/revocation'
import type { Certificate } from '@tapis/pki/x509'
import { firstCovering, type Origin } from '../time/proofs.ts'
import type { CarriedEvidence } from './carried-evidence.ts'
import type { CertificateReader } from './certificate-pool.ts'

export interface Found<T> {
  readonly value: T
  readonly origin: Origin
}

/** What one file may hold of each kind; more is left out, which can only make a verdict less firm. */
const MAXIMUM_ITEMS = 512

export class EvidencePool {
  readonly #reader: CertificateReader
  readonly #certificates: Certificate[] = []
  readonly #certificatesInFile: Certificate[] = []
  readonly #lists = new Items(parseCertificateList)
  readonly #responses = new Items(parseOcspResponse)

  constructor(reader: CertificateReader) {
    this.#reader = reader
  }

  add({ certificates, crls, ocspResponses }: Partial<CarriedEvidence>, origin: Origin): void {
    const read = this.#reader.read(certificates ?? [])
    addNew(this.#certificates, read)
    if (origin.from !== 'caller') addNew(this.#certificatesInFile, read)
    for (const crl of crls ?? []) this.#lists.add(crl, origin)
    for (const response of ocspResponses ?? []) this.#responses.add(response, origin)
  }

  get certificates(): readonly Certificate[] {
    return this.#certificates
  }

  /** Without those that only the caller brought. */
  get certificatesInFile(): readonly Certificate[] {
    return this.#certificatesInFile
  }

  get lists(): readonly Found<CertificateList>[] {
    return this.#lists.parsed()
  }

  get responses(): readonly Found<BasicOcspResponse>[] {
    return this.#responses.parsed()
  }

  /** Changes whenever something was learned. */
  get version(): number {
    return this.#lists.version + this.#responses.version + this.#certificates.length
  }
}

function addNew(known: Certificate[], certificates: readonly Certificate[]): void {
  for (const certificate of certificates) {
    if (!known.includes(certificate) && known.length < MAXIMUM_ITEMS) known.push(certificate)
  }
}

interface Item<T> {
  readonly der: Uint8Array
  origin: Origin
  /** Undefined when it is malformed: no evidence. */
  value?: T | undefined
}

/** DER of one kind, each parsed once and only when somebody asks. */
class Items<T> {
  readonly #parse: (der: Uint8Array) => T
  readonly #known = new Map<string, Item<T>[]>()
  readonly #unread: Item<T>[] = []
  readonly #read: Item<T>[] = []
  #found: readonly Found<T>[] | undefined
  version = 0

  constructor(parse: (der: Uint8Array) => T) {
    this.#parse = parse
  }

  add(der: Uint8Array, origin: Origin): void {
    // The end of a signed object is its signature: two that agree there are compared in full.
    const key = `${der.length} ${hex(der.subarray(-16))}`
    const same = this.#known.get(key) ?? []
    const known = same.find((item) => equalBytes(item.der, der))
    if (known === undefined) this.#addItem(key, { der, origin })
    else if (firstCovering(origin) < firstCovering(known.origin)) {
      // The place that can be proven to be the oldest counts.
      known.origin = origin
      this.#changed()
    }
  }

  #addItem(key: string, item: Item<T>): void {
    if (this.#read.length + this.#unread.length >= MAXIMUM_ITEMS) return
    this.#known.set(key, [...(this.#known.get(key) ?? []), item])
    this.#unread.push(item)
    this.#changed()
  }

  #changed(): void {
    this.version += 1
    this.#found = undefined
  }

  parsed(): readonly Found<T>[] {
    for (const item of this.#unread.splice(0)) {
      this.#read.push(item)
      item.value = tolerant(() => this.#parse(item.der))
    }
    this.#found ??= this.#read.flatMap(({ value, origin }) =>
      value === undefined ? [] : [{ value, origin }],
    )
    return this.#found
  }
}

function tolerant<T>(parse: () => T): T | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof Asn1Error) return undefined
    throw error
  }
}
