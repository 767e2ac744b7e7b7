// Typed values of the elements that der-reader.ts yields. Every accessor refuses an element of
// another type.
import { concatenated } from '../bytes.ts'
import { type Asn1Element, Asn1Error, TAG } from './der-reader.ts'

// An OID of 254 KB takes other readers the better part of a second; none in use is longer than 40
// bytes.
const MAXIMUM_OID_BYTES = 128

const universal = (element: Asn1Element | undefined, tag: number): element is Asn1Element =>
  element !== undefined && element.tagClass === 'universal' && element.tag === tag

/** Whether an element is `[tag]` of the context-specific class. */
export function isContext(element: Asn1Element | undefined, tag: number): element is Asn1Element {
  return element !== undefined && element.tagClass === 'context' && element.tag === tag
}

/** Whether an element is of a universal type. */
export function isUniversal(element: Asn1Element | undefined, tag: number): element is Asn1Element {
  return universal(element, tag)
}

function expect(element: Asn1Element | undefined, tag: number, what: string): Asn1Element {
  const found = element === undefined ? 'nothing' : `${element.tagClass} ${element.tag}`
  if (universal(element, tag)) return element
  throw new Asn1Error('ASN1_UNEXPECTED_TAG', `expected ${what}, found ${found}`)
}

/**
 * Returns the elements of a SEQUENCE.
 *
 * @throws Asn1Error for anything else, as every accessor here does
 */
export function sequence(element: Asn1Element | undefined): readonly Asn1Element[] {
  return expect(element, TAG.sequence, 'SEQUENCE').children
}

/** Returns the elements of a SET. */
export function set(element: Asn1Element | undefined): readonly Asn1Element[] {
  return expect(element, TAG.set, 'SET').children
}

/** Returns the one element of an explicit tag. */
export function explicit(element: Asn1Element): Asn1Element {
  const [inside, ...more] = element.children
  if (inside === undefined || more.length > 0) {
    throw new Asn1Error('ASN1_VALUE_INVALID', `expected one element in [${element.tag}]`)
  }
  return inside
}

/** Returns an OBJECT IDENTIFIER in dotted form. */
export function oid(element: Asn1Element | undefined): string {
  const { content } = expect(element, TAG.oid, 'OBJECT IDENTIFIER')
  if (content.length === 0 || content.length > MAXIMUM_OID_BYTES) {
    throw new Asn1Error('ASN1_VALUE_INVALID', `object identifier of ${content.length} bytes`)
  }
  const arcs: bigint[] = []
  let arc = 0n
  let started = false
  for (const byte of content) {
    if (!started && byte === 0x80)
      throw new Asn1Error('ASN1_VALUE_INVALID', 'object identifier is not minimal')
    started = byte >= 0x80
    arc = arc * 128n + BigInt(byte & 0x7f)
    if (started) continue
    arcs.push(arc)
    arc = 0n
  }
  if (started) throw new Asn1Error('ASN1_TRUNCATED', 'object identifier ends inside an arc')
  const first = arcs[0] ?? 0n
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n
  return [root, first - root * 40n, ...arcs.slice(1)].join('.')
}

/**
 * Returns an INTEGER's contents octets: two's complement, big endian. Serial numbers are compared
 * in this form.
 */
export function integerBytes(element: Asn1Element | undefined): Uint8Array {
  const { content } = expect(element, TAG.integer, 'INTEGER')
  if (content.length === 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'INTEGER of no bytes')
  return content
}

/** Returns a non-negative INTEGER below 2^31. */
export function smallInteger(element: Asn1Element | undefined): number {
  return smallNumber(integerBytes(element))
}

/** Returns a non-negative ENUMERATED below 2^31. */
export function enumerated(element: Asn1Element | undefined): number {
  return smallNumber(expect(element, TAG.enumerated, 'ENUMERATED').content)
}

function smallNumber(content: Uint8Array): number {
  let value = 0
  for (const byte of content) value = value * 256 + byte
  if (content.length === 0 || content.length > 4 || (content[0] ?? 0) >= 0x80) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'expected a number from 0 to 2^31 - 1')
  }
  return value
}

/** Returns a BOOLEAN; any non-zero octet is true, which only BER permits. */
export function boolean(element: Asn1Element | undefined): boolean {
  const { content } = expect(element, TAG.boolean, 'BOOLEAN')
  if (content.length !== 1) throw new Asn1Error('ASN1_VALUE_INVALID', 'BOOLEAN of more or less than one byte')
  return content[0] !== 0
}

/** Returns an OCTET STRING's bytes; the parts of a constructed one (X.690 §8.7.3) are joined. */
export function octetString(element: Asn1Element | undefined): Uint8Array {
  return joined(expect(element, TAG.octetString, 'OCTET STRING'))
}

/** Returns the bytes of an implicitly tagged OCTET STRING. */
export function implicitOctets(element: Asn1Element): Uint8Array {
  return joined(element)
}

function joined(element: Asn1Element): Uint8Array {
  if (!element.constructed) return element.content
  const parts = element.children.map((part) => joined(expect(part, TAG.octetString, 'OCTET STRING')))
  return concatenated(parts)
}

/** Returns a primitive BIT STRING: its bytes and how many bits of the last one are unused. */
export function bitString(element: Asn1Element | undefined): {
  readonly bytes: Uint8Array
  readonly unusedBits: number
} {
  const { content, constructed } = expect(element, TAG.bitString, 'BIT STRING')
  const unusedBits = content[0]
  if (constructed || unusedBits === undefined || unusedBits > 7 || (unusedBits > 0 && content.length === 1)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'malformed BIT STRING')
  }
  return { bytes: content.subarray(1), unusedBits }
}

/**
 * Returns the moment of a UTCTime or GeneralizedTime. Seconds and the zone Z are required (RFC 5280
 * §4.1.2.5); fractions are kept to milliseconds.
 */
export function time(element: Asn1Element | undefined): Date {
  const utc = element !== undefined && universal(element, TAG.utcTime)
  const { content } = utc ? element : expect(element, TAG.generalizedTime, 'UTCTime or GeneralizedTime')
  const text = latin1(content)
  const match = (utc ? /^(\d\d)(\d{4})(\d{6})Z$/ : /^(\d{4})(\d{4})(\d{6})(?:\.(\d{1,9}))?Z$/).exec(text)
  if (match === null)
    throw new Asn1Error('ASN1_VALUE_INVALID', 'time is not in the form of RFC 5280 §4.1.2.5')
  const [, years = '', monthDay = '', clock = '', fraction = ''] = match
  // RFC 5280 §4.1.2.5.1: two-digit years from 50 on are 19YY.
  const year = utc ? Number(years) + (Number(years) >= 50 ? 1900 : 2000) : Number(years)
  const parts = [...monthDay.matchAll(/\d\d/g), ...clock.matchAll(/\d\d/g)].map(([digits]) => Number(digits))
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const value = new Date(0)
  value.setUTCFullYear(year, month - 1, day)
  value.setUTCHours(hour, minute, second, Number(fraction.padEnd(3, '0').slice(0, 3)))
  const real = value.getUTCMonth() === month - 1 && value.getUTCDate() === day && hour < 24 && minute < 60
  if (!real || second > 59) throw new Asn1Error('ASN1_VALUE_INVALID', 'time names no moment of the calendar')
  return value
}

/**
 * Returns a character string as text, or undefined when the element is of no string type or not
 * decodable.
 */
export function text(element: Asn1Element): string | undefined {
  if (element.tagClass !== 'universal' || element.constructed) return undefined
  switch (element.tag) {
    case TAG.utf8String:
      return new TextDecoder().decode(element.content)
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.numericString:
    case TAG.visibleString:
    case TAG.teletexString:
      return latin1(element.content)
    case TAG.bmpString:
      return wide(element.content, 2)
    case TAG.universalString:
      return wide(element.content, 4)
    default:
      return undefined
  }
}

function latin1(bytes: Uint8Array): string {
  let value = ''
  for (const byte of bytes) value += String.fromCharCode(byte)
  return value
}

function wide(bytes: Uint8Array, width: number): string | undefined {
  if (bytes.length % width !== 0) return undefined
  let value = ''
  for (let at = 0; at < bytes.length; at += width) {
    let point = 0
    for (const byte of bytes.subarray(at, at + width)) point = point * 256 + byte
    if (point > 0x10ffff) return undefined
    value += width === 2 ? String.fromCharCode(point) : String.fromCodePoint(point)
  }
  return value
}
