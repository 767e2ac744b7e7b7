// DER (X.690) for what CMS signatures need: definite minimal lengths, SET OF sorted by encoding.

/** Universal tags of X.680 §8.4, with the constructed bit where DER sets it. */
const INTEGER = 0x02
const OCTET_STRING = 0x04
const NULL = 0x05
const OBJECT_IDENTIFIER = 0x06
const SEQUENCE = 0x30
const SET = 0x31

/** Writes one element: identifier octet, minimal length, and the parts joined as its contents. */
export function derElement(identifier: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const lengthOctets = derLength(length)
  const element = new Uint8Array(1 + lengthOctets.length + length)
  element[0] = identifier
  element.set(lengthOctets, 1)
  let at = 1 + lengthOctets.length
  for (const part of parts) {
    element.set(part, at)
    at += part.length
  }
  return element
}

/** Writes a SEQUENCE of elements in DER. */
export const derSequence = (...parts: readonly Uint8Array[]): Uint8Array => derElement(SEQUENCE, ...parts)

/** Writes a SET OF, its elements in ascending order of their encodings (X.690 §11.6). */
export function derSetOf(elements: readonly Uint8Array[]): Uint8Array {
  return derElement(SET, ...[...elements].sort(compareEncodings))
}

/** Writes an OCTET STRING. */
export const derOctetString = (bytes: Uint8Array): Uint8Array => derElement(OCTET_STRING, bytes)

/** Writes a NULL. */
export const derNull = (): Uint8Array => derElement(NULL)

/** Writes an INTEGER from its contents octets, as they stand (two's complement, minimal). */
export const derIntegerOctets = (octets: Uint8Array): Uint8Array => derElement(INTEGER, octets)

/** Writes an INTEGER of big-endian magnitude octets, in the fewest octets. */
export function derUnsigned(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((octet) => octet !== 0)
  const octets = first === -1 ? Uint8Array.of(0) : magnitude.subarray(first)
  // X.690 §8.3: the first bit is the sign.
  return derElement(INTEGER, (octets[0] ?? 0) < 0x80 ? new Uint8Array() : Uint8Array.of(0), octets)
}

/** Writes an INTEGER of a whole number from 0 to 2^31 - 1. */
export function derInteger(value: number): Uint8Array {
  const octets: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff)
  if ((octets[0] ?? 0x80) >= 0x80) octets.unshift(0)
  return derElement(INTEGER, Uint8Array.from(octets))
}

/**
 * Writes an OBJECT IDENTIFIER from dotted form; arcs may have any size: those under 2.25 are UUIDs
 * of 128 bits (ITU-T X.667).
 */
export function derOid(dotted: string): Uint8Array {
  const [first = '0', second = '0', ...rest] = dotted.split('.')
  // X.690 §8.19.4: the first two arcs are one number.
  const joined = BigInt(first) * 40n + BigInt(second)
  return derElement(OBJECT_IDENTIFIER, Uint8Array.from([...base128(joined), ...rest.flatMap(base128)]))
}

/**
 * Writes [number] IMPLICIT of a constructed type, or [number] EXPLICIT: the encodings are the same
 * shape.
 */
export function derContext(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return derElement(0xa0 | number, ...parts)
}

function derLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length)
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff)
  return Uint8Array.of(0x80 | octets.length, ...octets)
}

function base128(arc: bigint | string): number[] {
  const value = BigInt(arc)
  const octets = [Number(value & 0x7fn)]
  for (let rest = value >> 7n; rest > 0n; rest >>= 7n) octets.unshift(0x80 | Number(rest & 0x7fn))
  return octets
}

/**
 * Compares in the order of X.690 §11.6: as octet strings, the shorter one padded with zeros at its
 * end.
 */
export function compareEncodings(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
