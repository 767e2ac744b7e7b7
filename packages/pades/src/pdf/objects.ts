// The object types of ISO 32000-2 §7.3 as plain values. Names and strings keep their bytes: which
// text encoding a string has (PDFDocEncoding, UTF-16BE, UTF-8) depends on where it is used, never
// on the syntax.

/** A name object (§7.3.5), `#xx` escapes resolved; each char of `value` is one byte (Latin-1). */
export interface PdfName {
  readonly kind: 'name'
  readonly value: string
}

/** A string object (§7.3.4): the decoded bytes, and whether it was written as hexadecimal. */
export interface PdfString {
  readonly kind: 'string'
  readonly bytes: Uint8Array
  readonly hexadecimal: boolean
  /**
   * Offsets in the file of the opening delimiter and just after the closing one. Absent in values
   * that we made or that came from an object stream.
   */
  readonly span?: { readonly start: number; readonly end: number }
}

/** An indirect reference (§7.3.10). */
export interface PdfRef {
  readonly kind: 'ref'
  readonly objectNumber: number
  readonly generation: number
}

/**
 * A dictionary object (§7.3.7). It keeps the order of entries, so that rewriting changes only what
 * was meant to change.
 */
export interface PdfDictionary {
  readonly kind: 'dictionary'
  readonly entries: ReadonlyMap<string, PdfValue>
  /**
   * Keys that occurred more than once in the source. Readers disagree on which one wins, so no
   * verdict may rest on them.
   */
  readonly duplicateKeys?: readonly string[]
}

/** A stream object (§7.3.8): its dictionary and the raw, still encoded bytes. */
export interface PdfStream {
  readonly kind: 'stream'
  readonly dictionary: PdfDictionary
  readonly bytes: Uint8Array
}

/** An array object (§7.3.6). */
export type PdfArray = readonly PdfValue[]

/** Any object of a PDF; numbers, booleans and null as JavaScript has them. */
export type PdfValue =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfRef
  | PdfDictionary
  | PdfStream
  | PdfArray

/** Makes a name object from its Latin-1 text, without the slash. */
export function name(value: string): PdfName {
  return { kind: 'name', value }
}

/** Makes a reference to an indirect object. */
export function ref(objectNumber: number, generation = 0): PdfRef {
  return { kind: 'ref', objectNumber, generation }
}

/** Makes a dictionary from its entries, in writing order. `undefined` values are left out. */
export function dictionary(entries: Readonly<Record<string, PdfValue | undefined>>): PdfDictionary {
  const kept = new Map<string, PdfValue>()
  for (const [key, value] of Object.entries(entries)) if (value !== undefined) kept.set(key, value)
  return { kind: 'dictionary', entries: kept }
}

/** Makes a byte string. `hexadecimal` chooses how it is written; the value is the same. */
export function byteString(bytes: Uint8Array, hexadecimal = false): PdfString {
  return { kind: 'string', bytes, hexadecimal }
}

/**
 * Makes a text string (§7.9.2.2): ASCII as it is (a subset of PDFDocEncoding), other text as
 * UTF-16BE with its byte order mark.
 */
export function textString(text: string): PdfString {
  if (/^[\t\n\r\x20-\x7e]*$/.test(text)) return byteString(new TextEncoder().encode(text))
  const bytes = new Uint8Array(2 + text.length * 2)
  bytes.set([0xfe, 0xff])
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    bytes[2 + index * 2] = unit >> 8
    bytes[3 + index * 2] = unit & 0xff
  }
  return byteString(bytes)
}

function isKind<K extends 'name' | 'string' | 'ref' | 'dictionary' | 'stream'>(
  value: PdfValue | undefined,
  kind: K,
): value is Extract<PdfValue, { readonly kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind
}

/** Tells a name from others. */
export const isName = (value: PdfValue | undefined): value is PdfName => isKind(value, 'name')
/** Tells a string object from others. */
export const isString = (value: PdfValue | undefined): value is PdfString => isKind(value, 'string')
/** Tells a reference from others. */
export const isRef = (value: PdfValue | undefined): value is PdfRef => isKind(value, 'ref')
/** Tells a dictionary from others; a stream is none. */
export const isDictionary = (value: PdfValue | undefined): value is PdfDictionary =>
  isKind(value, 'dictionary')
/** Tells a stream from others. */
export const isStream = (value: PdfValue | undefined): value is PdfStream => isKind(value, 'stream')
/** Tells an array object from others. */
export const isArray = (value: PdfValue | undefined): value is PdfArray => Array.isArray(value)
