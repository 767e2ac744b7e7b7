// Everything at hand to judge certificates by: from the Document Security Store, the CMS objects
// and the caller. Nothing in it is trusted; each item is believed only as far as its own signature
// and its signer's path go.
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
import type { CertificateReader } from './certificate-reader.ts'

export interface Found<T> {
  readonly value: T
  readonly origin: Origin
}

export interface EvidencePlace {
  readonly carried: Partial<CarriedEvidence>
  readonly origin: Origin
}

/** Immutable. Lists and responses are parsed when they are first asked for. */
export interface Evidence {
  readonly certificates: readonly Certificate[]
  /** Without those that only the caller brought. */
  readonly certificatesInFile: readonly Certificate[]
  readonly lists: readonly Found<CertificateList>[]
  readonly responses: readonly Found<BasicOcspResponse>[]
}

/**
 * What one file may hold of each kind; more is left out, which can only make a verdict less firm.
 */
const MAXIMUM_ITEMS = 512

/**
 * Collects what all places carry, each thing once, with the origin that can be proven to be the
 * oldest.
 */
export function collectEvidence(places: readonly EvidencePlace[], reader: CertificateReader): Evidence {
  const read = places.map(({ carried, origin }) => ({
    certificates: reader.read(carried.certificates ?? []),
    isInFile: origin.from !== 'caller',
  }))
  const items = (kind: 'crls' | 'ocspResponses') =>
    withoutDoubles(
      places.flatMap(({ carried, origin }) => (carried[kind] ?? []).map((der) => ({ value: der, origin }))),
    )
  const lists = once(() => parseEach(items('crls'), parseCertificateList))
  const responses = once(() => parseEach(items('ocspResponses'), parseOcspResponse))
  return {
    certificates: firstOf(read.flatMap(({ certificates }) => certificates)),
    certificatesInFile: firstOf(read.flatMap(({ certificates, isInFile }) => (isInFile ? certificates : []))),
    get lists() {
      return lists()
    },
    get responses() {
      return responses()
    },
  }
}

function firstOf(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Set(certificates)].slice(0, MAXIMUM_ITEMS)
}

function withoutDoubles(items: readonly Found<Uint8Array>[]): readonly Found<Uint8Array>[] {
  const known = new Map<string, number[]>()
  const kept: Found<Uint8Array>[] = []
  for (const item of items) {
    const { value: der, origin } = item
    // The end of a signed object is its signature: two that agree there are compared in full.
    const key = `${der.length} ${hex(der.subarray(-16))}`
    const alike = known.get(key) ?? []
    const index = alike.find((each) => equalBytes(kept[each]?.value ?? new Uint8Array(), der))
    const same = index === undefined ? undefined : kept[index]
    if (index === undefined || same === undefined) {
      if (kept.length >= MAXIMUM_ITEMS) continue
      known.set(key, [...alike, kept.length])
      kept.push(item)
    } else if (firstCovering(origin) < firstCovering(same.origin)) kept[index] = { value: same.value, origin }
  }
  return kept
}

/** Parses each item; what is malformed is no evidence. */
function parseEach<T>(
  items: readonly Found<Uint8Array>[],
  parse: (der: Uint8Array) => T,
): readonly Found<T>[] {
  return items.flatMap(({ value, origin }) => {
    try {
      return [{ value: parse(value), origin }]
    } catch (error) {
      if (error instanceof Asn1Error) return []
      throw error
    }
  })
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
