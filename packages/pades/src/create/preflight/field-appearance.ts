// Tells whether form fields show their values (ISO 32000-2 §12.7.4.3, §12.7.5). Texts are compared
// where both are plain letters, states of check boxes and radio buttons by their names.

import { lettersFor, lettersOf, lettersShown } from '../../document/form/appearance-text.ts'
import { fieldType, formFields } from '../../document/form/form-fields.ts'
import type { TolerantReader } from '../../document/tolerant-reader.ts'
import { PdfError } from '../../pdf/errors.ts'
import { decodeStream } from '../../pdf/filters/filters.ts'
import {
  isDictionary,
  isName,
  isStream,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
} from '../../pdf/objects.ts'
import { refuseDamage } from '../errors.ts'

const MOST_FIELDS = 2000
const MOST_CONTENT_BYTES = 256 * 1024
const MOST_PARENTS = 32
/** /Ff, tables 228 to 233, counted from 1 there: Password, Pushbutton, Combo. */
const PASSWORD = 1 << 13
const PUSH_BUTTON = 1 << 16
const COMBO = 1 << 17
/** Letters that are the same in nearly every encoding. */
const plain = /^[\x20-\x7e\s]*$/

/**
 * Returns how many fields show something else than their value, of the first two thousand. Nothing
 * that they show is named.
 * @throws PdfError, PadesError as reading the form does
 */
export function fieldsThatShowOtherwise(reader: TolerantReader): number {
  const { document } = reader
  let differing = 0
  let looked = 0
  for (const { field } of formFields(document, refuseDamage)) {
    if (reader.name(field, 'Subtype') !== 'Widget') continue
    looked += 1
    if (looked > MOST_FIELDS) break
    if (showsOtherwise(reader, field, fieldType(document, field))) differing += 1
  }
  return differing
}

function showsOtherwise(reader: TolerantReader, widget: PdfDictionary, type: string | undefined): boolean {
  const value = inherited(reader, widget, 'V')
  const stated = inherited(reader, widget, 'Ff')
  const flags = typeof stated === 'number' ? stated : 0
  switch (type) {
    case 'Tx':
      return (flags & PASSWORD) === 0 && showsOtherText(reader, widget, [lettersOf(value)])
    case 'Ch':
      return (
        (flags & COMBO) !== 0 &&
        showsOtherText(
          reader,
          widget,
          lettersFor(value, inherited(reader, widget, 'Opt'), (each) => reader.resolve(each)),
        )
      )
    case 'Btn':
      return (flags & PUSH_BUTTON) === 0 && showsOtherState(reader, widget, value)
    default:
      return false
  }
}

/** Returns an entry of a widget, or of the field that it belongs to (§12.7.4.1). */
function inherited(reader: TolerantReader, widget: PdfDictionary, key: string): PdfValue {
  let current = widget
  for (let step = 0; step < MOST_PARENTS; step++) {
    const own = reader.entry(current, key)
    if (own !== null) return own
    const parent = reader.entry(current, 'Parent')
    if (!isDictionary(parent)) return null
    current = parent
  }
  return null
}

function showsOtherText(reader: TolerantReader, widget: PdfDictionary, wanted: readonly string[]): boolean {
  const appearance = normalAppearance(reader, widget)
  // Without an appearance, viewers draw what they make of the value.
  if (appearance === null) return wanted.some((text) => text !== '')
  const shown = isStream(appearance) ? shownText(reader, appearance) : undefined
  if (shown === undefined || !wanted.every((text) => plain.test(text))) return false
  return !wanted.includes(shown)
}

/**
 * Says whether /AS is another state than it should be: the value where the widget has a state of
 * that name, and /Off otherwise (§12.7.5.2.3).
 */
function showsOtherState(reader: TolerantReader, widget: PdfDictionary, value: PdfValue): boolean {
  const states = normalAppearance(reader, widget)
  if (!isDictionary(states)) return false
  const isOn = isName(value) && states.entries.has(value.value)
  const expected = isOn ? value.value : 'Off'
  return (reader.name(widget, 'AS') ?? 'Off') !== expected
}

function normalAppearance(reader: TolerantReader, widget: PdfDictionary): PdfValue {
  const appearances = reader.entry(widget, 'AP')
  return isDictionary(appearances) ? reader.entry(appearances, 'N') : null
}

/**
 * Returns the text that an appearance shows; undefined where it is in another encoding, or the
 * content draws other things.
 */
function shownText(reader: TolerantReader, appearance: PdfStream): string | undefined {
  const content = contentOf(reader, appearance)
  const shown = content && lettersShown(content)
  return shown !== undefined && plain.test(shown) ? shown : undefined
}

function contentOf(reader: TolerantReader, stream: PdfStream): Uint8Array | undefined {
  try {
    const resolve = (value: PdfValue | undefined) => reader.resolve(value)
    const bytes = decodeStream(stream, { resolve, decodedLimit: MOST_CONTENT_BYTES })
    // The limit holds for what filters make of the bytes.
    return bytes.length > MOST_CONTENT_BYTES ? undefined : bytes
  } catch (error) {
    if (error instanceof PdfError) return undefined
    throw error
  }
}
