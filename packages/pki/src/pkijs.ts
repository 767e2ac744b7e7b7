// The one door to asn1js and pkijs, for what is rare: PKCS#12 files, revocation lists, certificate
// requests. Bytes from outside are bounded, read to the last octet, and refused with one kind of
// error. The libraries keep values, not encodings: whatever is hashed or compared is taken from
// `originalOctets`.

import * as asn1js from 'asn1js'
import { Asn1Error } from './asn1/der-reader.ts'
import { oid, readBer } from './asn1/index.ts'
import type { Der } from './bytes.ts'

/** A value as asn1js reads it. */
export type Asn1Element = asn1js.AsnType

const maximumBytes = 64 * 1024
const maximumDepth = 32

/**
 * Reads the one value that `bytes` hold, in BER; at most 64 KiB and 32 levels.
 *
 * @throws Asn1Error also for octets after it
 */
export function readAsn1(bytes: Uint8Array, what: string): Asn1Element {
  if (bytes.length > maximumBytes) {
    const message = `${what} has ${bytes.length} bytes, at most ${maximumBytes} are read`
    throw new Asn1Error('ASN1_TOO_LARGE', message)
  }
  return withOneError(what, () => {
    // asn1js lets a value end after the one that holds it, so that two readers could see two
    // structures in the same bytes.
    readBer(bytes)
    // The contents of an OCTET STRING are what they are, even if they look like ASN.1.
    const limits = { maxDepth: maximumDepth, maxContentLength: maximumBytes, parseEmbedded: false }
    const { offset, result } = asn1js.fromBER(bytes, limits)
    if (offset === bytes.length) return result
    throw new Asn1Error('ASN1_VALUE_INVALID', `${what} is not ASN.1: ${result.error}`)
  })
}

type Structure<T> = new (parameters: { schema: Asn1Element }) => T

/**
 * Fills a pkijs class from a value that was read. pkijs ignores what stands after the last field of
 * a SEQUENCE that it knows.
 * @throws Asn1Error
 */
export function structureOf<T>(Class: Structure<T>, element: Asn1Element | undefined, what: string): T {
  if (element === undefined) throw new Asn1Error('ASN1_UNEXPECTED_TAG', `${what} is missing`)
  return withOneError(what, () => new Class({ schema: element }))
}

/** Does what {@link readAsn1} and {@link structureOf} do in one. @throws Asn1Error */
export function readStructure<T>(Class: Structure<T>, bytes: Uint8Array, what: string): T {
  return structureOf(Class, readAsn1(bytes, what), what)
}

/**
 * The libraries throw Error, TypeError, RangeError and their own kinds, all of which mean the same
 * here.
 */
function withOneError<T>(what: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof Asn1Error && cause.message.startsWith(what)) throw cause
    throw new Asn1Error('ASN1_VALUE_INVALID', `${what} does not have its structure`, { cause })
  }
}

/** A value's octets as they stood in the input: identifier, length and contents. */
export const originalOctets = (element: Asn1Element): Uint8Array => element.valueBeforeDecodeView

/**
 * Returns the elements of a SEQUENCE or SET, or of a constructed context-specific tag.
 *
 * @throws Asn1Error
 */
export function elementsOf(element: Asn1Element | undefined, what: string): readonly Asn1Element[] {
  if (element instanceof asn1js.Constructed) return element.valueBlock.value
  throw new Asn1Error('ASN1_UNEXPECTED_TAG', `${what} is missing or not constructed`)
}

/** Returns the octets of an OCTET STRING; BER's constructed form is joined. @throws Asn1Error */
export function octetsOf(element: unknown, what: string): Uint8Array {
  if (element instanceof asn1js.OctetString) return new Uint8Array(element.getValue())
  throw new Asn1Error('ASN1_UNEXPECTED_TAG', `${what} is missing or not an OCTET STRING`)
}

/**
 * Returns an OBJECT IDENTIFIER in dotted form. asn1js writes an arc of more than 53 bits, as a UUID
 * has (ITU-T X.667), in hex.
 * @throws Asn1Error
 */
export function oidOf(element: Asn1Element | undefined, what: string): string {
  if (element instanceof asn1js.ObjectIdentifier) {
    return withOneError(what, () => oid(readBer(originalOctets(element))))
  }
  throw new Asn1Error('ASN1_UNEXPECTED_TAG', `${what} is missing or not an OBJECT IDENTIFIER`)
}

/**
 * Writes the DER of a value that was made here, not read: asn1js keeps the length forms of what it
 * reads.
 */
export function encode(value: { toBER(): ArrayBuffer } | { toSchema(): { toBER(): ArrayBuffer } }): Der {
  return new Uint8Array('toSchema' in value ? value.toSchema().toBER() : value.toBER())
}

/**
 * Octets that are DER already, to be written as they stand: the libraries write what they have read
 * anew, which need not give the same octets, and takes them longer than a signature.
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
