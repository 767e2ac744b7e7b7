// What form fields show, against what they are worth: where it can be told, and where it is left
// alone.

import { buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { TolerantReader } from '../../document/tolerant-reader.ts'
import { dictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { fieldsThatShowOtherwise } from './field-appearance.ts'

type Entries = Readonly<Record<string, PdfValue>>

const [FIELD, APPEARANCE, PARENT] = [100, 101, 102]

function content(text: string): PdfValue {
  const bytes = latin1(text)
  const entries = { Type: name('XObject'), Subtype: name('Form'), Length: bytes.length }
  return { kind: 'stream', dictionary: dictionary(entries), bytes }
}

/**
 * How many fields of a form with one widget differ; `parent` makes the widget a kid of a field that
 * has these entries.
 */
function differing(widget: Entries, appearance: PdfValue, parent?: Entries): number {
  const merged = dictionary({
    Subtype: name('Widget'),
    AP: dictionary({ N: ref(APPEARANCE) }),
    ...(parent === undefined ? {} : { Parent: ref(PARENT) }),
    ...widget,
  })
  const objects = new Map<number, PdfValue>([
    [FIELD, merged],
    [APPEARANCE, appearance],
    [PARENT, dictionary({ Kids: [ref(FIELD)], ...parent })],
  ])
  const form = dictionary({ Fields: [ref(parent === undefined ? FIELD : PARENT)] })
  return fieldsThatShowOtherwise(
    new TolerantReader(openPdf(buildPdf({ catalogEntries: { AcroForm: form }, objects }))),
  )
}

const text = (value: string, more: Entries = {}): Entries => ({
  FT: name('Tx'),
  T: textString('a'),
  V: textString(value),
  ...more,
})
const choice = (value: string, more: Entries = {}): Entries => ({
  ...text(value),
  FT: name('Ch'),
  Ff: 1 << 17,
  ...more,
})
const box = (value: string, state: string, more: Entries = {}): Entries => ({
  FT: name('Btn'),
  T: textString('a'),
  V: name(value),
  AS: name(state),
  ...more,
})
const states = dictionary({ Ya: ref(FIELD), Off: ref(FIELD) })

describe('a text field', () => {
  it.each<[string, Entries, string, number]>([
    ['its value', text('100 (a)'), 'BT (100 \\(a\\)) Tj ET', 0],
    ['its value in pieces', text('100 ribu'), 'BT (100) Tj 0 -12 Td [(ri) 20 (bu)] TJ ET', 0],
    ['its value by codes', text('A'), 'BT (\\101) Tj ET', 0],
    ['another text', text('100'), 'BT (900) Tj ET', 1],
    ['nothing, and has a value', text('100'), '/Tx BMC EMC', 1],
    ['a text, and has no value', { FT: name('Tx'), T: textString('a') }, 'BT (900) Tj ET', 1],
    ['codes of a font that are no letters', text('100'), 'BT <0102> Tj ET', 0],
    ['codes of two bytes', text('100'), 'BT (\0\x01) Tj ET', 0],
    ['its value in hexadecimal', text('100'), 'BT <313030> Tj ET', 0],
    ['another text in hexadecimal', text('100'), 'BT <393030> Tj ET', 1],
    ['a drawing with curves', text('100'), '0 0 m 1 1 2 2 3 3 c f BT (900) Tj ET', 0],
    ['content that is not well formed', text('100'), 'BT (900) Tj ET )', 0],
    ['a picture', text('100'), '/Im0 Do', 0],
    ['letters that are not plain', text('é'), 'BT (e) Tj ET', 0],
    ['stars for a password', text('rahasia', { Ff: 1 << 13 }), 'BT (*******) Tj ET', 0],
  ])('shows %s', (_, field, shown, count) => {
    expect(differing(field, content(shown))).toBe(count)
  })

  it('leaves what it shows to the viewer when it has no appearance', () => {
    expect(differing(text('100', { AP: null }), null)).toBe(1)
    expect(differing(text('', { AP: null }), null)).toBe(0)
  })

  it('has its value from the field that its widget belongs to', () => {
    const parent = text('100')
    expect(differing({}, content('BT (100) Tj ET'), parent)).toBe(0)
    expect(differing({}, content('BT (900) Tj ET'), parent)).toBe(1)
  })

  it('is left alone when its appearance is larger than is looked at', () => {
    expect(differing(text('100'), content(`BT (900) Tj ET${' '.repeat(300_000)}`))).toBe(0)
  })
})

describe('a choice', () => {
  const options = [[textString('1'), textString('Kecamatan Rekaan')], textString('2')]

  it.each<[string, Entries, string, number]>([
    ['its value', choice('2'), 'BT (2) Tj ET', 0],
    ['the name of its value', choice('1', { Opt: options }), 'BT (Kecamatan Rekaan) Tj ET', 0],
    ['the name of another value', choice('2', { Opt: options }), 'BT (Kecamatan Rekaan) Tj ET', 1],
    ['all of its options, as lists do', choice('2', { Ff: 0 }), 'BT (1) Tj (2) Tj ET', 0],
  ])('shows %s', (_, field, shown, count) => {
    expect(differing(field, content(shown))).toBe(count)
  })
})

describe('a check box', () => {
  it.each<[string, Entries, number]>([
    ['on, when it is', box('Ya', 'Ya'), 0],
    ['off, when it is', box('Off', 'Off'), 0],
    ['on, when it is off', box('Off', 'Ya'), 1],
    ['off, when it is on', box('Ya', 'Off'), 1],
    ['off, for the value of another widget', box('Tidak', 'Off'), 0],
    ['whatever, when it is a button to push', box('Ya', 'Off', { Ff: 1 << 16 }), 0],
  ])('is shown %s', (_, field, count) => {
    expect(differing(field, states)).toBe(count)
  })
})
