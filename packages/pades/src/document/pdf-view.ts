// Reading dictionaries of a PDF where a damaged object must not end the examination: what cannot be
// read is `undefined`, and only rules that treat `undefined` as a failure may rely on it. Whoever
// refuses damage gets the PdfError instead.
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import {
  isArray,
  isDictionary,
  isName,
  isString,
  type PdfArray,
  type PdfDictionary,
  type PdfValue,
} from '../pdf/objects.ts'
import { textOf } from '../pdf/syntax/text.ts'
import type { OnDamage } from './damage.ts'

/**
 * Returns the value with references followed; null when missing, undefined when it cannot be read
 * and damage is skipped.
 */
export function resolved(
  document: PdfDocument,
  value: PdfValue | undefined,
  onDamage: OnDamage = 'skip',
): PdfValue | undefined {
  try {
    return document.resolve(value)
  } catch (error) {
    if (error instanceof PdfError && onDamage === 'skip') return undefined
    throw error
  }
}

/** Returns an entry's value with references followed, as `resolved` does. */
export function entryOf(
  document: PdfDocument,
  dictionary: PdfDictionary,
  key: string,
  onDamage: OnDamage = 'skip',
): PdfValue | undefined {
  return resolved(document, dictionary.entries.get(key), onDamage)
}

/** Returns an entry that is a dictionary; undefined for anything else. */
export function dictionaryEntry(
  document: PdfDocument,
  dictionary: PdfDictionary,
  key: string,
  onDamage: OnDamage = 'skip',
): PdfDictionary | undefined {
  const value = entryOf(document, dictionary, key, onDamage)
  return isDictionary(value) ? value : undefined
}

/** Returns an entry that is an array; undefined for anything else. */
export function arrayEntry(
  document: PdfDocument,
  dictionary: PdfDictionary,
  key: string,
  onDamage: OnDamage = 'skip',
): PdfArray | undefined {
  const value = entryOf(document, dictionary, key, onDamage)
  return isArray(value) ? value : undefined
}

/** Returns the text of an entry that is a name; undefined for anything else. */
export function nameEntry(
  document: PdfDocument,
  dictionary: PdfDictionary,
  key: string,
  onDamage: OnDamage = 'skip',
): string | undefined {
  const value = entryOf(document, dictionary, key, onDamage)
  return isName(value) ? value.value : undefined
}

/** Returns a text string (ISO 32000-2 §7.9.2.2); undefined when the entry is none. */
export function textEntry(
  document: PdfDocument,
  dictionary: PdfDictionary,
  key: string,
  onDamage: OnDamage = 'skip',
): string | undefined {
  // Strings of a locked file are what encryption made of them.
  if (document.locked !== undefined) return undefined
  const value = entryOf(document, dictionary, key, onDamage)
  return isString(value) ? textOf(value) : undefined
}

/**
 * Returns a date (§7.9.4) `D:YYYYMMDDHHmmSSOHH'mm`; undefined when the entry is none. Without a
 * zone it is read as UTC.
 */
export function dateEntry(document: PdfDocument, dictionary: PdfDictionary, key: string): Date | undefined {
  const text = textEntry(document, dictionary, key)
  const match =
    text === undefined
      ? null
      : /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?'?|Z.*)?$/.exec(text)
  if (match === null) return undefined
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    sign,
    zoneHour,
    zoneMinute,
  ] = match
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
  const offsetMinutes = Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0)
  return new Date(utc - (sign === '-' ? -1 : 1) * offsetMinutes * 60_000)
}

/**
 * Says whether a page may show a field or annotation (§12.7.5.5: a signature without area is not
 * shown). It may not with a /Rect of exactly four numbers and no width or height: readers make
 * shapes of their own out of any other. A field that is no annotation has neither /Rect nor
 * /Subtype, and is shown by its widgets.
 */
export function hasArea(document: PdfDocument, annotation: PdfDictionary): boolean {
  const { entries } = annotation
  if (!entries.has('Rect') && !entries.has('Subtype')) return false
  const sides = (arrayEntry(document, annotation, 'Rect') ?? []).map((side) => resolved(document, side))
  const [left, bottom, right, top] = sides
  if (sides.length !== 4 || sides.some((side) => typeof side !== 'number')) return true
  return left !== right && bottom !== top
}
