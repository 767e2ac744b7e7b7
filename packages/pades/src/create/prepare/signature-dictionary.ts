// Writes the signature dictionary of EN 319 142-1 clause 6.3 and ISO 32000-2 §12.8.1, with room for
// /ByteRange and /Contents, and records where they came to stand.

import type { ByteWriter } from '../../pdf/byte-writer.ts'
import { byteString, name, type PdfValue, textString } from '../../pdf/objects.ts'
import type { PdfFile, PdfInput } from '../../pdf/reading/file-bytes.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { nameText, writeValue } from '../../pdf/syntax/serialize.ts'

/**
 * What the signer states about the signature. None of it is verified by anybody; it is signed as it
 * stands.
 */
export interface SignatureFields {
  /**
   * The empty signature field to sign (fully qualified), or else the name of a new one (partial);
   * by default the first free of Signature1, Signature2, ...
   */
  readonly fieldName?: string
  /**
   * What a new field is called to people, a screen reader among others; default `Tanda tangan
   * elektronik`.
   */
  readonly tooltip?: string
  readonly reason?: string
  readonly location?: string
  readonly contactInfo?: string
  /** The signer's name. */
  readonly name?: string
  /** The time the signer claims, written as /M in UTC. */
  readonly signingTime: Date
}

/** Offsets in the file. */
export interface ReservedPlaces {
  /** Of `[`; the room ends before `byteRangeEnd`. */
  readonly byteRangeStart: number
  readonly byteRangeEnd: number
  /** Of `<`, and just after `>`. */
  readonly contentsStart: number
  readonly contentsEnd: number
}

/** Four numbers of ten digits, three spaces, two brackets: any file up to 9 GB. */
const BYTE_RANGE_ROOM = 4 * 10 + 3 + 2
/** Of a file on disk that is digested. */
const CHUNK_BYTES = 1024 * 1024

/**
 * Writes the dictionary with room for `reservedBytes` of DER in /Contents, which is never encrypted
 * (§7.6.2).
 * @param protect encrypts the strings where the document is encrypted
 */
export function writeSignatureDictionary(
  writer: ByteWriter,
  fields: SignatureFields & { readonly references?: PdfValue },
  reservedBytes: number,
  protect: (value: PdfValue) => PdfValue = (value) => value,
): ReservedPlaces {
  return writeReserved(writer, signatureEntries(fields), reservedBytes, protect)
}

function signatureEntries(
  fields: SignatureFields & { readonly references?: PdfValue },
): readonly DictionaryEntry[] {
  return [
    ['Type', name('Sig')],
    ['Filter', name('Adobe.PPKLite')],
    ['SubFilter', name('ETSI.CAdES.detached')],
    ['M', byteString(latin1(pdfDate(fields.signingTime)))],
    ['Name', optionalText(fields.name)],
    ['Reason', optionalText(fields.reason)],
    ['Location', optionalText(fields.location)],
    ['ContactInfo', optionalText(fields.contactInfo)],
    ['Reference', fields.references],
  ]
}

/**
 * Writes the dictionary of a document timestamp (EN 319 142-1 clause 5.4.3), whose time is in the
 * token alone.
 */
export function writeTimestampDictionary(writer: ByteWriter, reservedBytes: number): ReservedPlaces {
  const entries: readonly DictionaryEntry[] = [
    ['Type', name('DocTimeStamp')],
    ['Filter', name('Adobe.PPKLite')],
    ['SubFilter', name('ETSI.RFC3161')],
  ]
  return writeReserved(writer, entries, reservedBytes, (value) => value)
}

type DictionaryEntry = readonly [key: string, value: PdfValue | undefined]

function writeReserved(
  writer: ByteWriter,
  entries: readonly DictionaryEntry[],
  reservedBytes: number,
  protect: (value: PdfValue) => PdfValue,
): ReservedPlaces {
  writer.text('<<')
  for (const [key, value] of entries) {
    if (value === undefined) continue
    writer.text(`${nameText(key)} `)
    writeValue(writer, protect(value))
    writer.text('\n')
  }
  writer.text('/ByteRange ')
  const byteRangeStart = writer.position
  writer.fill(0x20, BYTE_RANGE_ROOM)
  const byteRangeEnd = writer.position
  writer.text('\n/Contents ')
  const contentsStart = writer.position
  writer.text('<')
  writer.fill(0x30, reservedBytes * 2)
  writer.text('>')
  const contentsEnd = writer.position
  writer.text('\n>>')
  return { byteRangeStart, byteRangeEnd, contentsStart, contentsEnd }
}

/**
 * Fills in /ByteRange once the file's length is known: everything but the /Contents value, brackets
 * included.
 */
export function writeByteRange(
  writer: ByteWriter,
  places: ReservedPlaces,
): readonly [number, number, number, number] {
  const { byteRangeStart, contentsStart, contentsEnd } = places
  const byteRange = [0, contentsStart, contentsEnd, writer.position - contentsEnd] as const
  writer.overwrite(byteRangeStart, `[${byteRange.join(' ')}]`)
  return byteRange
}

/**
 * Returns a date (§7.9.4): D:YYYYMMDDHHmmSS and the offset from UTC, here always zero. @throws
 * TypeError for an invalid date
 */
function pdfDate(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new TypeError('expected a valid signing time')
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace(/\D/g, '')
  if (digits.length !== 14) throw new TypeError('expected a signing time in the years 0 to 9999')
  return `D:${digits}+00'00'`
}

function optionalText(text: string | undefined): PdfValue | undefined {
  return text === undefined ? undefined : textString(text)
}

/**
 * Gives what a digest is made over: the document in front of what was added; a file piece by piece,
 * in one buffer.
 */
export function documentChunks(pdf: PdfInput, added: readonly Uint8Array[]): Iterable<Uint8Array> {
  return pdf instanceof Uint8Array ? [pdf, ...added] : chunksOf(pdf, added)
}

function* chunksOf(file: PdfFile, added: readonly Uint8Array[]): Generator<Uint8Array> {
  const buffer = new Uint8Array(Math.min(file.length, CHUNK_BYTES))
  for (let at = 0; at < file.length; at += CHUNK_BYTES) {
    const chunk = buffer.subarray(0, Math.min(CHUNK_BYTES, file.length - at))
    file.read(chunk, at)
    yield chunk
  }
  yield* added
}
