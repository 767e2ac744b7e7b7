// ITU-T X.690: `readDer` accepts the distinguished encoding only; `readBer` is the lenient reader
// for CMS made by others (indefinite lengths, constructed strings). Both consume all input and cap
// size, depth and the number of elements.

export type Asn1ErrorCode =
  | 'ASN1_TRUNCATED'
  | 'ASN1_TRAILING_BYTES'
  | 'ASN1_LENGTH_INVALID'
  | 'ASN1_TAG_INVALID'
  | 'ASN1_TOO_DEEP'
  | 'ASN1_TOO_LARGE'
  | 'ASN1_UNEXPECTED_TAG'
  | 'ASN1_VALUE_INVALID'

/**
 * Says that bytes are not the ASN.1 that was expected: the one error of every reader in this room.
 */
export class Asn1Error extends Error {
  readonly code: Asn1ErrorCode
  constructor(code: Asn1ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Asn1Error'
    this.code = code
  }
}

type TagClass = 'universal' | 'application' | 'context' | 'private'

/**
 * One TLV. It holds views into the input, never copies: hashing `bytes` hashes what was received.
 */
export interface Asn1Element {
  readonly tagClass: TagClass
  readonly tag: number
  readonly constructed: boolean
  /** The whole element: identifier, length and contents octets. */
  readonly bytes: Uint8Array
  /** The contents octets, without an end-of-contents marker. */
  readonly content: Uint8Array
  /** The elements inside; empty when primitive. */
  readonly children: readonly Asn1Element[]
}

/** Universal tags (X.680 §8.4). */
export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  enumerated: 10,
  utf8String: 12,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  teletexString: 20,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  visibleString: 26,
  universalString: 28,
  bmpString: 30,
} as const

const MAXIMUM_BYTES = 32 * 1024 * 1024
const MAXIMUM_DEPTH = 64
const MAXIMUM_ELEMENTS = 500_000

const tagClasses = ['universal', 'application', 'context', 'private'] as const

interface ReaderState {
  readonly input: Uint8Array
  readonly distinguished: boolean
  elements: number
}

/** Reads exactly one DER element. @throws Asn1Error for anything else, trailing bytes included. */
export function readDer(input: Uint8Array): Asn1Element {
  return readAll(input, true)
}

/**
 * Reads exactly one BER element. It is never used to decide whether something is canonical.
 *
 * @throws Asn1Error
 */
export function readBer(input: Uint8Array): Asn1Element {
  return readAll(input, false)
}

/**
 * Reads one BER element and tells how many bytes it took: for `/Contents`, whose zero padding is
 * judged by the caller.
 *
 * @throws Asn1Error
 */
export function readBerPrefix(input: Uint8Array): { readonly element: Asn1Element; readonly length: number } {
  const element = readElement(newState(input, false), 0, input.length, 0)
  return { element, length: element.bytes.length }
}

function readAll(input: Uint8Array, distinguished: boolean): Asn1Element {
  const element = readElement(newState(input, distinguished), 0, input.length, 0)
  if (element.bytes.length !== input.length) {
    throw new Asn1Error(
      'ASN1_TRAILING_BYTES',
      `expected ${element.bytes.length} bytes of ASN.1, found ${input.length}`,
    )
  }
  return element
}

function newState(input: Uint8Array, distinguished: boolean): ReaderState {
  if (input.length > MAXIMUM_BYTES) {
    throw new Asn1Error('ASN1_TOO_LARGE', `expected at most ${MAXIMUM_BYTES} bytes, found ${input.length}`)
  }
  return { input, distinguished, elements: 0 }
}

function readElement(state: ReaderState, start: number, limit: number, depth: number): Asn1Element {
  if (depth > MAXIMUM_DEPTH) throw new Asn1Error('ASN1_TOO_DEEP', `more than ${MAXIMUM_DEPTH} levels`)
  state.elements += 1
  if (state.elements > MAXIMUM_ELEMENTS) {
    throw new Asn1Error('ASN1_TOO_LARGE', `more than ${MAXIMUM_ELEMENTS} elements`)
  }
  const identifier = readIdentifier(state, start, limit)
  const length = readLength(state, identifier.next, limit)
  const { tagClass, tag, constructed } = identifier
  if (length.value === undefined) {
    if (!constructed) throw new Asn1Error('ASN1_LENGTH_INVALID', 'indefinite length of a primitive element')
    const inside = readIndefinite(state, length.next, limit, depth)
    return {
      tagClass,
      tag,
      constructed,
      bytes: state.input.subarray(start, inside.next),
      content: state.input.subarray(length.next, inside.end),
      children: inside.children,
    }
  }
  const end = length.next + length.value
  if (end > limit) {
    throw new Asn1Error(
      'ASN1_TRUNCATED',
      `expected ${length.value} content bytes, found ${limit - length.next}`,
    )
  }
  if (state.distinguished) refuseUndistinguished(tagClass, tag, constructed)
  const children: Asn1Element[] = []
  for (let at = length.next; constructed && at < end; ) {
    const child = readElement(state, at, end, depth + 1)
    children.push(child)
    at += child.bytes.length
  }
  return {
    tagClass,
    tag,
    constructed,
    bytes: state.input.subarray(start, end),
    content: state.input.subarray(length.next, end),
    children,
  }
}

function readIndefinite(state: ReaderState, start: number, limit: number, depth: number) {
  const children: Asn1Element[] = []
  let at = start
  for (;;) {
    if (at + 2 > limit) throw new Asn1Error('ASN1_TRUNCATED', 'no end-of-contents octets')
    if (state.input[at] === 0 && state.input[at + 1] === 0) return { children, end: at, next: at + 2 }
    const child = readElement(state, at, limit, depth + 1)
    children.push(child)
    at += child.bytes.length
  }
}

function readIdentifier(state: ReaderState, start: number, limit: number) {
  const first = byteAt(state, start, limit)
  const tagClass = tagClasses[first >> 6] ?? 'universal'
  const constructed = (first & 0x20) !== 0
  if ((first & 0x1f) !== 0x1f) return { tagClass, constructed, tag: first & 0x1f, next: start + 1 }
  // X.690 §8.1.2.4: high tag numbers. None of the structures read here has one above 2^14.
  let tag = 0
  for (let at = start + 1; at <= start + 2; at++) {
    const byte = byteAt(state, at, limit)
    if (at === start + 1 && byte === 0x80) break
    tag = tag * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      if (tag < 31) break
      return { tagClass, constructed, tag, next: at + 1 }
    }
  }
  throw new Asn1Error('ASN1_TAG_INVALID', 'tag number not minimal or above 16383')
}

function readLength(state: ReaderState, start: number, limit: number) {
  const first = byteAt(state, start, limit)
  if (first < 0x80) return { value: first, next: start + 1 }
  const count = first & 0x7f
  if (count === 0) {
    if (state.distinguished) throw new Asn1Error('ASN1_LENGTH_INVALID', 'indefinite length in DER')
    return { value: undefined, next: start + 1 }
  }
  if (count > (state.distinguished ? 4 : 8)) {
    throw new Asn1Error('ASN1_LENGTH_INVALID', `length written in ${count} bytes`)
  }
  let value = 0
  for (let at = start + 1; at <= start + count; at++) value = value * 256 + byteAt(state, at, limit)
  // X.690 §10.1: the definite form of length in the minimum number of octets.
  const minimal = value >= 0x80 && value >= 256 ** (count - 1)
  if (state.distinguished && !minimal) throw new Asn1Error('ASN1_LENGTH_INVALID', 'length is not minimal')
  return { value, next: start + 1 + count }
}

function refuseUndistinguished(tagClass: TagClass, tag: number, constructed: boolean): void {
  if (tagClass !== 'universal') return
  const structured = tag === TAG.sequence || tag === TAG.set
  // X.690 §10.2: string types are primitive in DER.
  if (structured !== constructed) {
    throw new Asn1Error(
      'ASN1_TAG_INVALID',
      `universal tag ${tag} ${constructed ? 'constructed' : 'primitive'}`,
    )
  }
}

function byteAt(state: ReaderState, at: number, limit: number): number {
  const byte = at < limit ? state.input[at] : undefined
  if (byte === undefined)
    throw new Asn1Error('ASN1_TRUNCATED', 'element ends before its identifier or length')
  return byte
}
