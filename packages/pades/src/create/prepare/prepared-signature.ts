// A signature waiting for its value: everything decided, nothing secret, plain data that survives
// structured cloning. As text it may wait in a table or a queue for hours, and for another machine.

import { present, type SignatureAlgorithmName, signatureAlgorithms } from '@tapis/pki'
import { PadesError } from '../errors.ts'

/** What stands between preparing and completing: plain data, without the document. */
export interface PreparedSignature {
  /** Bytes of the document that was prepared; the update belongs behind exactly that document. */
  readonly originalBytes: number
  /** The incremental update, complete but for zeros where /Contents' hexadecimal digits go. */
  readonly update: Uint8Array
  /** Four offsets and lengths into the finished file, as written in /ByteRange. */
  readonly byteRange: readonly [number, number, number, number]
  /** Offset in the finished file of the first hexadecimal digit of /Contents. */
  readonly contentsOffset: number
  /** Bytes of DER that fit into /Contents. */
  readonly reservedBytes: number
  readonly fieldName: string
  readonly algorithm: SignatureAlgorithmName
  /** DER, the signer's first. */
  readonly certificatePath: readonly Uint8Array[]
  /** Digest of the byte range, by the digest algorithm of `algorithm`. */
  readonly documentDigest: Uint8Array
  /** DER SET OF Attribute (0x31): the message to be signed. */
  readonly signedAttributes: Uint8Array
  /**
   * Remarks "CODE: sentence" about what was tolerated in the document; `RECOVERED`: it was damaged,
   * and rebuilt by searching.
   */
  readonly warnings: readonly string[]
}

/**
 * The version of the text; it goes up when an older text could no longer be completed as it was
 * meant.
 */
const VERSION = 1
const ZERO = 0x30
const [LESS, GREATER] = [0x3c, 0x3e]

/**
 * Returns JSON (RFC 8259) with bytes in base64 (RFC 4648 §4). No secret is in it, and of the
 * document only what the update repeats.
 */
export function preparedToJson(prepared: PreparedSignature): string {
  const members = Object.entries({ version: VERSION, ...prepared })
  return JSON.stringify(Object.fromEntries(members.map(([name, value]) => [name, encoded(value)])))
}

/**
 * Encodes bytes before JSON.stringify sees them, which would ask a Buffer for a form of its own.
 */
function encoded(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.toBase64()
  return Array.isArray(value) ? value.map(encoded) : value
}

/**
 * Reads what `preparedToJson` wrote. Checked: that everything is there and of its kind, and that
 * /Contents lies empty where it is said to. Not checked: that nobody changed it in between;
 * whatever was changed, the finished signature is of the bytes that `documentDigest` says.
 * @throws PadesError PREPARED_INVALID
 */
export function preparedFromJson(json: string): PreparedSignature {
  const members = parsed(json)
  if (members.get('version') !== VERSION) throw invalid(`version ${VERSION}`)
  const number = (name: string) => naturalNumber(name, members.get(name))
  const bytes = (name: string) => bytesOf(name, members.get(name))
  const prepared: PreparedSignature = {
    originalBytes: number('originalBytes'),
    update: bytes('update'),
    byteRange: byteRange(members.get('byteRange')),
    contentsOffset: number('contentsOffset'),
    reservedBytes: number('reservedBytes'),
    fieldName: text('fieldName', members.get('fieldName')),
    algorithm: algorithm(members.get('algorithm')),
    certificatePath: list('certificatePath', members.get('certificatePath')).map((certificate) =>
      bytesOf('certificatePath', certificate),
    ),
    documentDigest: bytes('documentDigest'),
    signedAttributes: bytes('signedAttributes'),
    warnings: list('warnings', members.get('warnings')).map((warning) => text('warnings', warning)),
  }
  requireReservation(prepared)
  return prepared
}

function parsed(json: string): ReadonlyMap<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (cause) {
    throw invalid('JSON', cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('a JSON object')
  return new Map<string, unknown>(Object.entries(value))
}

function naturalNumber(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  throw invalid(`${name} to be a natural number`)
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw invalid(`${name} to be text`)
}

function list(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw invalid(`${name} to be a list`)
}

function bytesOf(name: string, value: unknown): Uint8Array {
  try {
    return Uint8Array.fromBase64(text(name, value), { lastChunkHandling: 'strict' })
  } catch (cause) {
    if (cause instanceof SyntaxError) throw invalid(`${name} to be base64`, cause)
    throw cause
  }
}

function byteRange(value: unknown): PreparedSignature['byteRange'] {
  const numbers = list('byteRange', value).map((offset) => naturalNumber('byteRange', offset))
  const [start, gapStart, gapEnd, rest, ...more] = numbers
  if (start === undefined || gapStart === undefined || gapEnd === undefined || rest === undefined) {
    throw invalid('byteRange to have four numbers')
  }
  if (more.length > 0) throw invalid('byteRange to have four numbers')
  return [start, gapStart, gapEnd, rest]
}

function algorithm(value: unknown): SignatureAlgorithmName {
  const known = signatureAlgorithms.find(({ name }) => name === value)
  if (known === undefined) throw invalid('a known algorithm')
  return known.name
}

/** Refuses a reservation that is not `<00…00>` in the update, or not the gap of the ByteRange. */
function requireReservation(prepared: PreparedSignature): void {
  const { update, originalBytes, contentsOffset, reservedBytes, byteRange } = prepared
  const start = contentsOffset - originalBytes
  const end = start + 2 * reservedBytes
  const digits = start >= 1 && end < update.length ? update.subarray(start, end) : undefined
  const isEmpty =
    digits?.every((digit) => digit === ZERO) === true && update[start - 1] === LESS && update[end] === GREATER
  if (!isEmpty) throw invalid('contentsOffset to be that of empty /Contents')
  const [first, gapStart, gapEnd, rest] = byteRange
  const isGap =
    first === 0 && gapStart === contentsOffset - 1 && gapEnd === contentsOffset + 2 * reservedBytes + 1
  if (!isGap || gapEnd + rest !== originalBytes + update.length) {
    throw invalid('byteRange to be all but /Contents')
  }
}

function invalid(expected: string, cause?: unknown): PadesError {
  return new PadesError('PREPARED_INVALID', `expected ${expected}`, present({ cause }))
}
