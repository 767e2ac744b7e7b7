// Signing into fields that are there, certifying, locking: what is written, and what is refused.

import { appendRevision, buildPdf, signedBytes } from '@tapis/testing/pdf'
import { softwareCustodian } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import { dictionary, isDictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { serialize } from '../../pdf/syntax/serialize.ts'
import type { SignatureAppearance } from '../appearance/appearance.ts'
import type { PadesErrorCode } from '../errors.ts'
import { type SignOptions, signPdf } from '../sign.ts'
import { signatureFieldBox } from './empty-field.ts'

const custodian = await softwareCustodian('ecdsa-p256-sha256')
const fields = { signingTime: new Date('2026-03-14T02:26:53Z') }
const baseline = { level: 'B-B' } as const
type Entries = Readonly<Record<string, PdfValue>>

/**
 * A form of two pages: an empty signature field `Ketua` on page 2, a text field `Nama`, and a
 * branch `Kas` with a field `Bendahara`.
 */
function form(ketua: Entries = {}, page: Entries = {}): Uint8Array {
  const widget = { Type: name('Annot'), Subtype: name('Widget'), F: 4 }
  return buildPdf({
    pages: 2,
    catalogEntries: { AcroForm: ref(100) },
    pageEntries: page,
    objects: new Map<number, PdfValue>([
      [100, dictionary({ Fields: [ref(101), ref(102), ref(103)], SigFlags: 1 })],
      [
        101,
        dictionary({
          ...widget,
          FT: name('Sig'),
          T: textString('Ketua'),
          Rect: [100, 200, 180, 230],
          P: ref(11),
          ...ketua,
        }),
      ],
      [
        102,
        dictionary({ ...widget, FT: name('Tx'), T: textString('Nama'), Rect: [9, 9, 50, 20], P: ref(10) }),
      ],
      [103, dictionary({ FT: name('Sig'), T: textString('Kas'), Kids: [ref(104)] })],
      [104, dictionary({ Parent: ref(103), T: textString('Bendahara'), Kids: [ref(105)] })],
      [105, dictionary({ ...widget, Parent: ref(104), Rect: [0, 0, 0, 0], P: ref(10) })],
    ]),
  })
}

const appearance = (page: number, rect: SignatureAppearance['rect']): SignatureAppearance => ({
  page,
  rect,
  content: latin1('0 0 m'),
  fonts: [],
})
const own = appearance(2, { x: 100, y: 200, width: 80, height: 30 })
const sign = (pdf: Uint8Array, options: Partial<SignOptions> = {}) =>
  signedBytes(pdf, { custodian, baseline, fields, ...options })
const named = (fieldName: string) => ({ fields: { ...fields, fieldName } })

function entriesOf(pdf: Uint8Array, objectNumber: number): ReadonlyMap<string, PdfValue> {
  const value = openPdf(pdf).get(ref(objectNumber))
  if (!isDictionary(value)) throw new TypeError(`object ${objectNumber} is no dictionary`)
  return value.entries
}
function text(pdf: Uint8Array, value: PdfValue | undefined): string {
  return decoded(openPdf(pdf).resolve(value))
}
function decoded(value: PdfValue): string {
  return new TextDecoder('latin1').decode(serialize(value)).replaceAll('\n', '')
}
function signatureIn(pdf: Uint8Array, field: number): string {
  return text(pdf, entriesOf(pdf, field).get('V'))
}

describe('an empty field', () => {
  it('is signed in its own box, and nothing else of it changes', async () => {
    const pdf = form()
    const before = entriesOf(pdf, 101)
    const after = entriesOf(await sign(pdf, { ...named('Ketua'), appearance: own }), 101)
    expect([...after.keys()]).toEqual([...before.keys(), 'V', 'AP'])
    for (const [key, value] of before) expect(serialize(after.get(key) ?? null)).toEqual(serialize(value))
  })

  it('is not the one that is signed by another name, and that is said', async () => {
    const { warnings } = await signPdf(form(), { custodian, baseline, ...named('ketua') })
    expect(warnings).toEqual([expect.stringMatching(/^FIELD_NEW: /)])
    expect((await signPdf(form(), { custodian, baseline, fields })).warnings).toEqual([])
  })

  it('is on the page that lists it, whatever page it names', () => {
    const listed = form({ P: ref(11), Rect: [100, 200, 180, 230] })
    const pdf = appendRevision(
      listed,
      new Map([[10, dictionary({ Type: name('Page'), Parent: ref(2), Annots: [ref(101)] })]]),
    )
    expect(signatureFieldBox(listed, 'Ketua')).toMatchObject({ page: 2 })
    expect(signatureFieldBox(pdf, 'Ketua')).toMatchObject({ page: 1 })
  })

  it('is found by its full name, its widget being an object of its own', async () => {
    const signed = await sign(form(), named('Kas.Bendahara'))
    expect(entriesOf(signed, 104).has('V')).toBe(true)
    expect(entriesOf(signed, 105).has('AP')).toBe(true)
    expect(entriesOf(signed, 105).has('V')).toBe(false)
    expect(text(signed, entriesOf(signed, 100).get('Fields'))).toBe('[101 0 R 102 0 R 103 0 R]')
  })

  it.each<[string, Entries, SignatureAppearance['rect']]>([
    ['an upright page', {}, { x: 100, y: 200, width: 80, height: 30 }],
    ['a page turned by 90 degrees', { Rotate: 90 }, { x: 200, y: 415, width: 30, height: 80 }],
    ['a page turned by 180 degrees', { Rotate: 180 }, { x: 415, y: 612, width: 80, height: 30 }],
    ['a page turned by 270 degrees', { Rotate: 270 }, { x: 612, y: 100, width: 30, height: 80 }],
    ['a page that is cropped', { CropBox: [50, 60, 400, 500] }, { x: 50, y: 140, width: 80, height: 30 }],
    ['a page of larger units', { UserUnit: 2 }, { x: 200, y: 400, width: 160, height: 60 }],
  ])('tells its box on %s', (_, page, box) => {
    expect(signatureFieldBox(form({}, { MediaBox: [0, 0, 595, 842], ...page }), 'Ketua')).toEqual({
      page: 2,
      box,
    })
  })

  it('has no box to tell when it is invisible, signed, or not there', async () => {
    const pdf = form()
    expect(signatureFieldBox(pdf, 'Kas.Bendahara')).toBeUndefined()
    expect(signatureFieldBox(pdf, 'Tidak Ada')).toBeUndefined()
    const signed = await sign(pdf, named('Ketua'))
    expect(() => signatureFieldBox(signed, 'Ketua')).toThrow('has a signature already')
  })

  it('locks what its /Lock says', async () => {
    const lock = dictionary({
      Type: name('SigFieldLock'),
      Action: name('Exclude'),
      Fields: [textString('Nama')],
    })
    const signed = await sign(form({ Lock: lock }), named('Ketua'))
    expect(signatureIn(signed, 101)).toMatch(
      /\/TransformMethod \/FieldMDP.*\/Action \/Exclude\/Fields \[\(Nama\)\]/,
    )
  })
})

describe('a certification', () => {
  it.each([1, 2, 3] as const)('with P = %i is named by the catalog', async (certify) => {
    const signed = await sign(form(), { certify, ...named('Ketua') })
    const value = entriesOf(signed, 101).get('V')
    const permissions = openPdf(signed).catalog.entries.get('Perms')
    expect(text(signed, permissions)).toBe(`<</DocMDP ${decoded(value ?? null)}>>`)
    expect(signatureIn(signed, 101)).toContain(`/P ${certify}`)
    expect(signatureIn(signed, 101)).toContain('/TransformMethod /DocMDP')
  })
})

const lockOf = (action: string, ...names: readonly string[]) =>
  dictionary({
    Action: name(action),
    ...(names.length === 0 ? {} : { Fields: names.map((each) => textString(each)) }),
  })
const seed = (entries: Entries, flags: number) => ({ SV: dictionary({ ...entries, Ff: flags }) })

interface Refusal {
  readonly title: string
  readonly first?: Partial<SignOptions>
  readonly ketua?: Entries
  readonly second: Partial<SignOptions>
  readonly code: PadesErrorCode
}

const refusals: readonly Refusal[] = [
  { title: 'a field of another kind', second: named('Nama'), code: 'FIELD_NAME_TAKEN' },
  {
    title: 'a field that is signed',
    first: named('Ketua'),
    second: named('Ketua'),
    code: 'FIELD_ALREADY_SIGNED',
  },
  {
    title: 'an appearance of another box',
    second: { ...named('Ketua'), appearance: appearance(2, { x: 9, y: 9, width: 80, height: 30 }) },
    code: 'FIELD_HAS_OWN_BOX',
  },
  {
    title: 'an appearance on another page',
    second: { ...named('Ketua'), appearance: { ...own, page: 1 } },
    code: 'FIELD_HAS_OWN_BOX',
  },
  {
    title: 'an appearance in a field without a box',
    second: { ...named('Kas.Bendahara'), appearance: own },
    code: 'FIELD_HAS_OWN_BOX',
  },
  {
    title: 'a second certification',
    first: { certify: 2 },
    second: { certify: 2 },
    code: 'CERTIFICATION_NOT_FIRST',
  },
  {
    title: 'a certification after a signature',
    first: {},
    second: { certify: 3 },
    code: 'CERTIFICATION_NOT_FIRST',
  },
  {
    title: 'any signature after P = 1',
    first: { certify: 1 },
    second: named('Ketua'),
    code: 'SIGNING_NOT_PERMITTED',
  },
  {
    title: 'a new picture after P = 2',
    first: { certify: 2 },
    second: { appearance: appearance(1, { x: 9, y: 9, width: 80, height: 30 }) },
    code: 'SIGNING_NOT_PERMITTED',
  },
  {
    title: 'a field that is locked',
    first: { lock: { action: 'include', fields: ['Kas'] } },
    second: named('Kas.Bendahara'),
    code: 'SIGNING_NOT_PERMITTED',
  },
  {
    title: 'a new field when all are locked',
    first: { lock: { action: 'all' } },
    second: {},
    code: 'SIGNING_NOT_PERMITTED',
  },
  {
    title: 'a field outside the exceptions',
    first: { lock: { action: 'exclude', fields: ['Nama'] } },
    second: named('Ketua'),
    code: 'SIGNING_NOT_PERMITTED',
  },
  {
    title: 'anything after a lock with P = 1',
    first: { lock: { action: 'include', fields: [], permission: 1 } },
    second: {},
    code: 'SIGNING_NOT_PERMITTED',
  },
  {
    title: 'a field that another one locked',
    ketua: { Lock: lockOf('Include', 'Kas') },
    first: named('Ketua'),
    second: named('Kas.Bendahara'),
    code: 'SIGNING_NOT_PERMITTED',
  },
  {
    title: 'another handler',
    ketua: seed({ Filter: name('Lain') }, 1),
    second: named('Ketua'),
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'another format',
    ketua: seed({ SubFilter: [name('adbe.pkcs7.detached')] }, 2),
    second: named('Ketua'),
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'a reason of a list',
    ketua: seed({ Reasons: [textString('Setuju')] }, 8),
    second: named('Ketua'),
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'no reason at all',
    ketua: seed({ Reasons: [textString('.')] }, 8),
    second: { fields: { ...fields, fieldName: 'Ketua', reason: 'Setuju' } },
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'another digest',
    ketua: seed({ DigestMethod: [textString('SHA512')] }, 64),
    second: named('Ketua'),
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'a certification',
    ketua: seed({ MDP: dictionary({ P: 2 }) }, 0),
    second: named('Ketua'),
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'no certification',
    ketua: seed({ MDP: dictionary({ P: 0 }) }, 0),
    second: { ...named('Ketua'), certify: 2 },
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'a timestamp',
    ketua: seed({ TimeStamp: dictionary({ Ff: 1 }) }, 0),
    second: named('Ketua'),
    code: 'SEED_VALUE_UNMET',
  },
  {
    title: 'certain certificates',
    ketua: seed({ Cert: dictionary({ Ff: 2 }) }, 0),
    second: named('Ketua'),
    code: 'SEED_VALUE_UNMET',
  },
]

describe('what is refused', () => {
  it.each(refusals)('$title', async ({ first, ketua, second, code }) => {
    const pdf = form(ketua)
    const before = first === undefined ? pdf : await sign(pdf, first)
    await expect(sign(before, second)).rejects.toMatchObject({ name: 'PadesError', code })
  })
})

describe('what is not', () => {
  it.each<[string, Entries, Partial<SignOptions>, Partial<SignOptions>]>([
    ['an empty field with a box after P = 2', {}, { certify: 2 }, { ...named('Ketua'), appearance: own }],
    ['an invisible new field after P = 3', {}, { certify: 3 }, {}],
    ['a field that is not locked', {}, { lock: { action: 'include', fields: ['Nama'] } }, named('Ketua')],
    ['a field among the exceptions', {}, { lock: { action: 'exclude', fields: ['Ketua'] } }, named('Ketua')],
    [
      'what a field merely prefers',
      seed({ Reasons: [textString('Setuju')], Filter: name('Lain') }, 0),
      {},
      named('Ketua'),
    ],
    [
      'a certification that a field demands',
      seed({ MDP: dictionary({ P: 2 }) }, 0),
      { ...named('Ketua'), certify: 2 },
      {},
    ],
  ])('%s', async (_, ketua, first, second) => {
    const signed = await sign(await sign(form(ketua), first), second)
    expect(openPdf(signed).revisions).toHaveLength(3)
  })
})
