// The entries of a revocation list (RFC 5280 §5.1.2.6, §5.3), looked through where they lie: a list
// of 20,000 entries is walked once, in place, and only the entry that is asked for becomes an
// object.
import { derContentStart, derEnd } from '../asn1/der-cursor.ts'
import { Asn1Error, readDer } from '../asn1/der-reader.ts'
import { sequence, time } from '../asn1/der-values.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'
import { type Extension, parseExtensions } from '../x509/extensions.ts'
import { directoryNames, parseGeneralNames } from '../x509/general-name.ts'
import type { Name } from '../x509/name.ts'
import { type RevocationReason, revocationReason } from './revocation-reason.ts'

/** One entry of a list. */
export interface RevokedCertificate {
  readonly revocationDate: Date
  /** Left out: not stated (which means unspecified), or a number without meaning. */
  readonly reason?: RevocationReason
  /** When the key is thought to have been lost, if that is known to be earlier (§5.3.2). */
  readonly invalidityDate?: Date
}

/** Entries of one issuer, in an indirect list; a list that is not indirect has a single section. */
interface Section {
  readonly issuers: readonly Name[]
  readonly start: number
  end: number
}

interface RevokedEntries {
  readonly sections: readonly Section[]
  /**
   * Critical extensions of entries that are not understood: the list proves nothing then (§5.3).
   */
  readonly unknownCriticalExtensions: ReadonlySet<string>
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const understood: ReadonlySet<string> = new Set([OID.reasonCode, OID.invalidityDate])
/** DER of BOOLEAN TRUE: an entry without these bytes has no critical extension. */
const TRUE = [0x01, 0x01, 0xff]
/** DER of the identifier certificateIssuer (2.5.29.29). */
const CERTIFICATE_ISSUER = [0x06, 0x03, 0x55, 0x1d, 0x1d]

/**
 * Walks revokedCertificates ::= SEQUENCE OF SEQUENCE { userCertificate INTEGER, revocationDate
 * Time, crlEntryExtensions Extensions OPTIONAL } once, checking that the entries nest.
 *
 * @param issuer of the list; of the entries too until one names another (§5.3.3)
 * @throws Asn1Error
 */
export function scanRevokedEntries(list: Uint8Array, issuer: Name, isIndirect: boolean): RevokedEntries {
  const limit = derEnd(list, 0, list.length)
  const unknown = new Set<string>()
  let section: Section = { issuers: [issuer], start: derContentStart(list, 0), end: limit }
  const sections = [section]
  for (let at = section.start; at < limit; ) {
    const end = entryEnd(list, at, limit)
    const tail = derEnd(list, derEnd(list, derContentStart(list, at), end), end)
    if (tail < end && (contains(list, tail, end, TRUE) || contains(list, tail, end, CERTIFICATE_ISSUER))) {
      const extensions = entryExtensions(list.subarray(at, end))
      for (const [id, { critical }] of extensions) {
        const isUnderstood = understood.has(id) || (isIndirect && id === OID.certificateIssuer)
        if (critical && !isUnderstood) unknown.add(id)
      }
      const named = extensions.get(OID.certificateIssuer)
      if (named !== undefined && isIndirect) {
        section.end = at
        section = { issuers: directoryNames(parseGeneralNames(named.value)), start: at, end: limit }
        sections.push(section)
      }
    }
    at = end
  }
  return { sections, unknownCriticalExtensions: unknown }
}

/**
 * Returns the entry of a serial number between two offsets, as its own bytes. Zeros before the
 * number are not compared.
 */
export function findEntry(
  list: Uint8Array,
  { start, end: limit }: Pick<Section, 'start' | 'end'>,
  serialNumber: Uint8Array,
): Uint8Array | undefined {
  const first = serialNumber.findIndex((byte) => byte !== 0)
  const wanted = first < 0 ? new Uint8Array() : serialNumber.subarray(first)
  for (let at = start; at < limit; ) {
    const end = derEnd(list, at, limit)
    const number = derContentStart(list, at)
    const numberEnd = derEnd(list, number, end)
    let digit = derContentStart(list, number)
    while (digit < numberEnd && list[digit] === 0) digit++
    let same = numberEnd - digit === wanted.length
    for (let index = 0; same && index < wanted.length; index++) same = list[digit + index] === wanted[index]
    if (same) return list.subarray(at, end)
    at = end
  }
  return undefined
}

/** @throws Asn1Error when the date or an extension is malformed */
export function parseRevokedCertificate(entry: Uint8Array): RevokedCertificate {
  const [, date] = sequence(readDer(entry))
  const extensions = entryExtensions(entry)
  const reasonCode = extensions.get(OID.reasonCode)
  const reason = reasonCode === undefined ? undefined : revocationReason(readDer(reasonCode.value))
  const invalidityDate = extensions.get(OID.invalidityDate)
  return {
    revocationDate: time(date),
    ...present({ reason, invalidityDate: invalidityDate && time(readDer(invalidityDate.value)) }),
  }
}

function entryEnd(list: Uint8Array, at: number, limit: number): number {
  const end = derEnd(list, at, limit)
  const number = derContentStart(list, at)
  if (list[at] !== SEQUENCE || list[number] !== INTEGER || number >= end) {
    throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected an entry of a certificate list')
  }
  return end
}

function entryExtensions(entry: Uint8Array): ReadonlyMap<string, Extension> {
  const [, , extensions, ...rest] = sequence(readDer(entry))
  if (rest.length > 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'an entry has at most three parts')
  return extensions === undefined ? new Map() : parseExtensions(sequence(extensions))
}

function contains(list: Uint8Array, from: number, to: number, wanted: readonly number[]): boolean {
  for (let at = from; at <= to - wanted.length; at++) {
    let index = 0
    while (index < wanted.length && list[at + index] === wanted[index]) index++
    if (index === wanted.length) return true
  }
  return false
}
