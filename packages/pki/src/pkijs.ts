// The one door to asn1js and pkijs for bytes from outside: bounded, read to the last octet, and with one kind of error.
// pkijs keeps values, not encodings: whatever is hashed or compared is taken from `originalOctets`.

import * as asn1js from 'asn1js'
import {
  derIntegerOctets,
  oid,
  Asn1Error as PlainAsn1Error,
  type Asn1Element as PlainElement,
  readBer,
} from './asn1/index.ts'

/** DER bytes over a buffer of their own, as WebCrypto and fetch want them. */
export type Der = Uint8Array<ArrayBuffer>

export type Asn1Element = asn1js.AsnType

/** What was read does not have the expected structure. Rooms turn it into an error of their own; it never leaves them. */
export class Asn1Error extends Error {
  override readonly name = 'Asn1Error'
}

const maximumBytes = 64 * 1024
const maximumDepth = 32

/** The one value that `bytes` hold, in BER; at most 64 KiB and 32 levels. @throws Asn1Error also for octets after it */
export function readAsn1(bytes: Uint8Array, what: string): Asn1Element {
  requireBounded(bytes, what)
  return readingOf(what, () => {
    // asn1js lets a value end after the one that holds it, so that two readers could see two structures in the same bytes.
    readBer(bytes)
    // The contents of an OCTET STRING are what they are, even if they look like ASN.1.
    const limits = { maxDepth: maximumDepth, maxContentLength: maximumBytes, parseEmbedded: false }
    const { offset, result } = asn1js.fromBER(bytes, limits)
    if (offset !== bytes.length) throw new Asn1Error(`${what} is not ASN.1: ${result.error}`)
    return result
  })
}

/**
 * What `read` makes of the one value that `bytes` hold, in BER of at most 64 KiB, without the libraries: what strangers send has to
 * cost little. @throws Asn1Error also for what the accessors of `@tapis/pki/asn1` refuse
 */
export function readPlain<T>(bytes: Uint8Array, what: string, read: (element: PlainElement) => T): T {
  requireBounded(bytes, what)
  try {
    return read(readBer(bytes))
  } catch (cause) {
    if (!(cause instanceof PlainAsn1Error)) throw cause
    throw new Asn1Error(`${what} does not have its structure`, { cause })
  }
}

function requireBounded(bytes: Uint8Array, what: string): void {
  if (bytes.length > maximumBytes) {
    throw new Asn1Error(`${what} has ${bytes.length} bytes, at most ${maximumBytes} are read`)
  }
}

type Structure<T> = new (parameters: { schema: Asn1Element }) => T

/**
 * A pkijs class over a value that was read. pkijs ignores what stands after the last field of a SEQUENCE that it knows.
 * @throws Asn1Error
 */
export function structureOf<T>(Class: Structure<T>, element: Asn1Element | undefined, what: string): T {
  if (element === undefined) throw new Asn1Error(`${what} is missing`)
  return readingOf(what, () => new Class({ schema: element }))
}

/** {@link readAsn1} and {@link structureOf} in one. @throws Asn1Error */
export function readStructure<T>(Class: Structure<T>, bytes: Uint8Array, what: string): T {
  return structureOf(Class, readAsn1(bytes, what), what)
}

/** The libraries throw Error, TypeError, RangeError and their own kinds, all of which mean the same here. */
function readingOf<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof Asn1Error) throw cause
    throw new Asn1Error(`${what} does not have its structure`, { cause })
  }
}

/** A value's octets as they stood in the input: identifier, length and contents. */
export const originalOctets = (element: Asn1Element): Uint8Array => element.valueBeforeDecodeView

/** Is this the context-specific tag? */
export const isContext = (element: Asn1Element, tagNumber: number): boolean =>
  element.idBlock.tagClass === 3 && element.idBlock.tagNumber === tagNumber

/** Elements of a SEQUENCE or SET, or of a constructed context-specific tag. @throws Asn1Error */
export function elementsOf(element: Asn1Element | undefined, what: string): readonly Asn1Element[] {
  if (element instanceof asn1js.Constructed) return element.valueBlock.value
  throw new Asn1Error(`${what} is missing or not constructed`)
}

/** The octets of an OCTET STRING; BER's constructed form is joined. @throws Asn1Error */
export function octetsOf(element: unknown, what: string): Uint8Array {
  if (element instanceof asn1js.OctetString) return new Uint8Array(element.getValue())
  throw new Asn1Error(`${what} is missing or not an OCTET STRING`)
}

/** OBJECT IDENTIFIER in dotted form. asn1js writes an arc of more than 53 bits, as a UUID has (ITU-T X.667), in hex. @throws Asn1Error */
export function oidOf(element: Asn1Element | undefined, what: string): string {
  if (element instanceof asn1js.ObjectIdentifier) {
    return readingOf(what, () => oid(readBer(originalOctets(element))))
  }
  throw new Asn1Error(`${what} is missing or not an OBJECT IDENTIFIER`)
}

/** DER of a value that was made here, not read: asn1js keeps the length forms of what it reads. */
export function encode(value: { toBER(): ArrayBuffer } | { toSchema(): { toBER(): ArrayBuffer } }): Der {
  return new Uint8Array('toSchema' in value ? value.toSchema().toBER() : value.toBER())
}

/**
 * Octets that are DER already, to be written as they stand: the libraries write what they have read anew, which need not
 * give the same octets, and takes them longer than a signature.
 */
export class Encoded extends asn1js.BaseBlock {
  readonly #der: Der

  constructor(der: Uint8Array) {
    super()
    this.#der = new Uint8Array(der)
  }

  override toBER(_sizeOnly?: boolean, writer?: Parameters<asn1js.BaseBlock['toBER']>[1]): ArrayBuffer {
    if (writer === undefined) return this.#der.slice().buffer
    writer.write(this.#der.buffer)
    return new ArrayBuffer()
  }
}

/** INTEGER of big-endian magnitude octets, in the fewest octets. */
export const unsignedInteger = (magnitude: Uint8Array): asn1js.Integer =>
  asn1js.Integer.fromBigInt(BigInt(`0x0${magnitude.toHex()}`))

/** DER INTEGER of big-endian magnitude octets, in the fewest octets. */
export function derUnsigned(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((octet) => octet !== 0)
  const octets = first === -1 ? Uint8Array.of(0) : magnitude.subarray(first)
  // The first bit is the sign (X.690 §8.3.3).
  return derIntegerOctets((octets[0] ?? 0) < 0x80 ? octets : Uint8Array.of(0, ...octets))
}

/** Not constant-time: nothing compared with it is secret. */
export const sameOctets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, index) => octet === b[index])
