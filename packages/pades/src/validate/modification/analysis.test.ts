// One later revision each: what it does, the level and the code that the analysis must give it.

import { appendRevision, buildPdf, withEntries } from '@tapis/testing/pdf'
import { beforeAll, describe, expect, it } from 'vitest'
import { latin1 } from '../../pdf/characters.ts'
import { dictionary, isDictionary, name, type PdfDictionary, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { RevisionHistory } from './analysis.ts'
import { type FindingCode, highestLevel, type ModificationLevel } from './level.ts'

const text = (value: string): PdfValue => ({ kind: 'string', bytes: latin1(value), hexadecimal: false })
const stream = (content: string, entries: Readonly<Record<string, PdfValue>> = {}): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary({ ...entries, Length: content.length }),
  bytes: latin1(content),
})

// 100 form, 101 text field, 102 empty signature field, 103 signed field, 104 its value, 105 font, 106 appearance, 107 link, 108 info
const widget = { Type: name('Annot'), Subtype: name('Widget'), P: ref(10) }
const base = buildPdf({
  pages: 2,
  catalogEntries: { AcroForm: ref(100), Names: dictionary({ Dests: dictionary({}) }) },
  trailerEntries: { Info: ref(108) },
  pageEntries: { Annots: [ref(101), ref(102), ref(103), ref(107)] },
  objects: new Map<number, PdfValue>([
    [
      100,
      dictionary({
        Fields: [ref(101), ref(102), ref(103)],
        SigFlags: 1,
        DR: dictionary({ Font: dictionary({ F1: ref(105) }) }),
      }),
    ],
    [
      101,
      dictionary({
        ...widget,
        FT: name('Tx'),
        T: text('Nama'),
        V: text('Ani'),
        Rect: [0, 0, 50, 10],
        AP: dictionary({ N: ref(106) }),
      }),
    ],
    [102, dictionary({ ...widget, FT: name('Sig'), T: text('Kosong'), Rect: [0, 20, 50, 30] })],
    [103, dictionary({ ...widget, FT: name('Sig'), T: text('Terisi'), Rect: [0, 0, 0, 0], V: ref(104) })],
    [104, dictionary({ Type: name('Sig'), SubFilter: name('ETSI.CAdES.detached') })],
    [105, dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica') })],
    [
      106,
      stream('/F1 9 Tf (Ani) Tj', {
        Type: name('XObject'),
        Subtype: name('Form'),
        BBox: [0, 0, 50, 10],
        Resources: dictionary({ Font: dictionary({ F1: ref(105) }) }),
      }),
    ],
    [107, dictionary({ Type: name('Annot'), Subtype: name('Link'), Rect: [0, 0, 5, 5] })],
    [108, dictionary({ Title: text('Surat'), ModDate: text('D:20260101') })],
  ]),
})

const document = openPdf(base)
function original(number: number): PdfDictionary {
  const value = document.get(ref(number))
  if (!isDictionary(value)) throw new TypeError(`object ${number} is no dictionary`)
  return value
}
const changed = (number: number, entries: Readonly<Record<string, PdfValue | undefined>>) =>
  [number, withEntries(original(number), entries)] as const
const fields = (...numbers: readonly number[]) =>
  changed(100, { Fields: numbers.map((number) => ref(number)) })
const annotations = (...numbers: readonly number[]) =>
  changed(10, { Annots: numbers.map((number) => ref(number)) })

const signatureValue = dictionary({ Type: name('Sig'), SubFilter: name('ETSI.CAdES.detached') })
const timestampValue = dictionary({ Type: name('DocTimeStamp'), SubFilter: name('ETSI.RFC3161') })
const newField = (entries: Readonly<Record<string, PdfValue>>) =>
  dictionary({ ...widget, FT: name('Sig'), T: text('Baru'), Rect: [0, 0, 0, 0], ...entries })

interface Case {
  readonly title: string
  readonly objects: readonly (readonly [number, PdfValue | undefined])[]
  readonly trailer?: Readonly<Record<string, PdfValue>>
  readonly level: ModificationLevel
  readonly code?: FindingCode
  readonly certified?: boolean
  readonly isLocked?: (fieldName: string) => boolean
}

const cases: readonly Case[] = [
  { title: 'nothing', objects: [], level: 'LTA_UPDATES', code: 'REVISION_ADDED' },
  {
    title: 'an object written again as it was',
    objects: [[105, original(105)]],
    level: 'LTA_UPDATES',
    code: 'REVISION_ADDED',
  },
  {
    title: 'an object that nothing leads to',
    objects: [[900, name('Yatim')]],
    level: 'LTA_UPDATES',
    code: 'UNEXPECTED_ENTRY_IN_XREF',
  },
  {
    title: 'a catalog that nothing leads to',
    objects: [[900, original(1)]],
    level: 'UNDEFINED',
    code: 'UNEXPECTED_ENTRY_IN_XREF',
  },
  // LTA_UPDATES
  {
    title: 'a security store',
    objects: [changed(1, { DSS: ref(900) }), [900, dictionary({ Certs: [ref(901)] })], [901, stream('x')]],
    level: 'LTA_UPDATES',
    code: 'DSS_MODIFIED',
  },
  {
    title: 'developer extensions',
    objects: [changed(1, { Extensions: dictionary({ ESIC: dictionary({}) }) })],
    level: 'LTA_UPDATES',
    code: 'EXTENSIONS_MODIFIED',
  },
  {
    title: 'XMP metadata',
    objects: [changed(1, { Metadata: ref(900) }), [900, stream('<x/>')]],
    level: 'LTA_UPDATES',
    code: 'METADATA_MODIFIED',
  },
  {
    title: 'a new modification date',
    objects: [changed(108, { ModDate: text('D:20260314') })],
    level: 'LTA_UPDATES',
    code: 'INFO_MODIFIED',
  },
  {
    title: 'a document timestamp',
    objects: [
      fields(101, 102, 103, 900),
      annotations(101, 102, 103, 107, 900),
      [900, newField({ V: ref(901) })],
      [901, timestampValue],
    ],
    level: 'LTA_UPDATES',
    code: 'TIMESTAMP_ADDED',
  },
  // FORM_FILLING
  {
    title: 'a signature in a new field',
    objects: [
      fields(101, 102, 103, 900),
      annotations(101, 102, 103, 107, 900),
      [900, newField({ V: ref(901) })],
      [901, signatureValue],
    ],
    level: 'FORM_FILLING',
    code: 'SIGNATURE_ADDED',
  },
  {
    title: 'a visible signature in the empty field, no intact signature being known',
    objects: [
      changed(102, { V: ref(901), AP: dictionary({ N: ref(902) }) }),
      [901, signatureValue],
      [902, stream('q Q')],
    ],
    level: 'UNDEFINED',
    code: 'SIGNATURE_UNACCOUNTED',
  },
  {
    title: 'a visible document timestamp, no intact one being known',
    objects: [
      fields(101, 102, 103, 900),
      [900, newField({ V: ref(901), Rect: [0, 0, 9, 9] })],
      [901, timestampValue],
    ],
    level: 'UNDEFINED',
    code: 'SIGNATURE_UNACCOUNTED',
  },
  {
    title: 'an empty signature field without appearance',
    objects: [fields(101, 102, 103, 900), [900, newField({})]],
    level: 'FORM_FILLING',
    code: 'SIGNATURE_FIELD_ADDED',
  },
  {
    title: 'an empty signature field with a box on the page',
    objects: [fields(101, 102, 103, 900), [900, newField({ Rect: [0, 0, 300, 400] })]],
    level: 'UNDEFINED',
    code: 'FIELD_ADDED',
  },
  {
    title: 'a filled field',
    objects: [
      changed(101, { V: text('Budi'), AP: dictionary({ N: ref(902) }) }),
      [902, stream('(Budi) Tj', { BBox: [0, 0, 50, 10] })],
    ],
    level: 'FORM_FILLING',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'a new appearance in the old object, the value being as it was',
    objects: [[106, stream('(Budi) Tj')]],
    level: 'UNDEFINED',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'a field that was set read-only',
    objects: [changed(101, { Ff: 1 })],
    level: 'FORM_FILLING',
    code: 'FIELD_MODIFIED',
  },
  // ANNOTATIONS
  {
    title: 'a new annotation',
    objects: [
      annotations(101, 102, 103, 107, 900),
      [900, dictionary({ Type: name('Annot'), Subtype: name('Text'), Rect: [200, 200, 210, 210] })],
    ],
    level: 'ANNOTATIONS',
    code: 'ANNOTATION_ADDED',
  },
  {
    title: 'a changed annotation',
    objects: [changed(107, { Rect: [200, 200, 300, 400] })],
    level: 'ANNOTATIONS',
    code: 'ANNOTATION_MODIFIED',
  },
  // UNDEFINED
  {
    title: 'a changed content stream',
    objects: [[3, stream('1 0 0 rg')]],
    level: 'UNDEFINED',
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'another content stream',
    objects: [changed(10, { Contents: ref(900) }), [900, stream('1 0 0 rg')]],
    level: 'UNDEFINED',
    code: 'PAGE_MODIFIED',
  },
  { title: 'a freed content stream', objects: [[3, undefined]], level: 'UNDEFINED', code: 'PAGE_MODIFIED' },
  {
    title: 'other resources',
    objects: [changed(10, { Resources: dictionary({ Font: dictionary({}) }) })],
    level: 'UNDEFINED',
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'another media box, inherited',
    objects: [changed(2, { MediaBox: [0, 0, 10, 10] })],
    level: 'UNDEFINED',
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'a removed page',
    objects: [changed(2, { Kids: [ref(10)], Count: 1 })],
    level: 'UNDEFINED',
    code: 'PAGES_MODIFIED',
  },
  {
    title: 'an added page',
    objects: [changed(2, { Kids: [ref(10), ref(11), ref(900)], Count: 3 }), [900, original(10)]],
    level: 'UNDEFINED',
    code: 'PAGES_MODIFIED',
  },
  {
    title: 'pages in another order',
    objects: [changed(2, { Kids: [ref(11), ref(10)] })],
    level: 'UNDEFINED',
    code: 'PAGES_MODIFIED',
  },
  {
    title: 'a page in place of another',
    objects: [changed(2, { Kids: [ref(900), ref(11)] }), [900, original(10)]],
    level: 'UNDEFINED',
    code: 'PAGES_MODIFIED',
  },
  {
    title: 'another page tree',
    objects: [
      changed(1, { Pages: ref(900) }),
      [900, withEntries(original(2), { Kids: [ref(10)], Count: 1 })],
    ],
    level: 'UNDEFINED',
    code: 'PAGES_MODIFIED',
  },
  {
    title: 'another catalog',
    objects: [[900, original(1)]],
    trailer: { Root: ref(900) },
    level: 'UNDEFINED',
    code: 'ROOT_CHANGED',
  },
  {
    title: 'an open action',
    objects: [changed(1, { OpenAction: dictionary({ S: name('JavaScript') }) })],
    level: 'UNDEFINED',
    code: 'CATALOG_ENTRY_MODIFIED',
  },
  {
    title: 'other names',
    objects: [changed(1, { Names: dictionary({ EmbeddedFiles: dictionary({}) }) })],
    level: 'UNDEFINED',
    code: 'CATALOG_ENTRY_MODIFIED',
  },
  {
    title: 'optional content',
    objects: [changed(1, { OCProperties: dictionary({}) })],
    level: 'UNDEFINED',
    code: 'CATALOG_ENTRY_MODIFIED',
  },
  {
    title: 'another title',
    objects: [changed(108, { Title: text('Lain') })],
    level: 'UNDEFINED',
    code: 'INFO_MODIFIED',
  },
  {
    title: 'encryption',
    objects: [],
    trailer: { Encrypt: dictionary({}) },
    level: 'UNDEFINED',
    code: 'TRAILER_MODIFIED',
  },
  {
    title: 'a late certification',
    objects: [changed(1, { Perms: dictionary({ DocMDP: ref(104) }) })],
    level: 'UNDEFINED',
    code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE',
  },
  {
    title: 'a changed font that an appearance uses',
    objects: [[105, withEntries(original(105), { BaseFont: name('Wingdings') })]],
    level: 'UNDEFINED',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'a removed annotation',
    objects: [annotations(101, 102, 103)],
    level: 'ANNOTATIONS',
    code: 'ANNOTATION_REMOVED',
  },
  { title: 'a removed field', objects: [fields(102, 103)], level: 'UNDEFINED', code: 'FIELD_REMOVED' },
  {
    title: 'a new text field',
    objects: [fields(101, 102, 103, 900), [900, dictionary({ ...widget, FT: name('Tx'), T: text('Baru') })]],
    level: 'UNDEFINED',
    code: 'FIELD_ADDED',
  },
  {
    title: 'a new text widget on the page alone',
    objects: [
      annotations(101, 102, 103, 107, 900),
      [900, dictionary({ ...widget, FT: name('Tx'), T: text('Baru') })],
    ],
    level: 'UNDEFINED',
    code: 'FIELD_ADDED',
  },
  {
    title: 'a signature field that has an appearance and no signature',
    objects: [fields(101, 102, 103, 900), [900, newField({ AP: dictionary({ N: ref(106) }) })]],
    level: 'UNDEFINED',
    code: 'FIELD_ADDED',
  },
  {
    title: 'a field with another flag',
    objects: [changed(101, { Ff: 1 << 13 })],
    level: 'UNDEFINED',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'a field that was moved',
    objects: [changed(101, { Rect: [9, 9, 90, 90] })],
    level: 'UNDEFINED',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'an empty signature field that was moved as it was signed',
    objects: [changed(102, { V: ref(901), Rect: [0, 0, 300, 400] }), [901, signatureValue]],
    level: 'UNDEFINED',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'an appearance for an empty signature field',
    objects: [changed(102, { AP: dictionary({ N: ref(106) }) })],
    level: 'UNDEFINED',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'a changed signature',
    objects: [[104, withEntries(original(104), { Reason: text('Lain') })]],
    level: 'UNDEFINED',
    code: 'SIGNATURE_MODIFIED',
  },
  {
    title: 'an appearance for a signed field',
    objects: [changed(103, { AP: dictionary({ N: ref(106) }) })],
    level: 'UNDEFINED',
    code: 'FIELD_MODIFIED',
  },
  {
    title: 'a signature that was taken out',
    objects: [changed(103, { V: undefined })],
    level: 'UNDEFINED',
    code: 'SIGNATURE_MODIFIED',
  },
  {
    title: 'appearances left to the viewer',
    objects: [changed(100, { NeedAppearances: true })],
    level: 'UNDEFINED',
    code: 'ACROFORM_ENTRY_MODIFIED',
  },
  {
    title: 'signature flags that were cleared',
    objects: [changed(100, { SigFlags: 0 })],
    level: 'UNDEFINED',
    code: 'ACROFORM_ENTRY_MODIFIED',
  },
  {
    title: 'an XFA form',
    objects: [changed(100, { XFA: text('x') })],
    level: 'UNDEFINED',
    code: 'ACROFORM_ENTRY_MODIFIED',
  },
  {
    title: 'a page object that cannot be read',
    objects: [[10, { kind: 'name', value: 'Bukan' }]],
    level: 'UNDEFINED',
    code: 'PAGES_MODIFIED',
  },
  {
    title: 'a visible signature field on a certified document',
    objects: [
      fields(101, 102, 103, 900),
      [900, newField({ V: ref(901), Rect: [0, 0, 9, 9] })],
      [901, signatureValue],
    ],
    certified: true,
    level: 'UNDEFINED',
    code: 'FIELD_ADDED',
  },
  {
    title: 'a locked field that was filled in',
    objects: [changed(101, { V: text('Budi') })],
    isLocked: (field) => field === 'Nama',
    level: 'UNDEFINED',
    code: 'LOCKED_FIELD_MODIFIED',
  },
  {
    title: 'a field that another lock does not name',
    objects: [changed(101, { V: text('Budi') })],
    isLocked: (field) => field === 'Lain',
    level: 'FORM_FILLING',
    code: 'FIELD_MODIFIED',
  },
]

describe('a later revision', () => {
  it.each(cases)('with $title is $level', ({ objects, trailer, level, code, certified, isLocked }) => {
    const later = appendRevision(base, new Map(objects), trailer)
    const findings = new RevisionHistory(openPdf(later), certified ?? false).after(0, base.length, isLocked)
    expect(highestLevel(findings)).toBe(level)
    const worst = findings.filter((finding) => finding.level === level).map((finding) => finding.code)
    if (code !== undefined) expect(worst).toContain(code)
    for (const finding of findings) expect(finding.revision).toBe(1)
  })

  it('counts although the next one takes it back', () => {
    const attacked = appendRevision(base, new Map([[3, stream('1 0 0 rg')]]))
    const undone = appendRevision(attacked, new Map([[3, document.get(ref(3))]]))
    expect(highestLevel(new RevisionHistory(openPdf(undone), false).after(0, base.length, undefined))).toBe(
      'UNDEFINED',
    )
  })

  it('is UNDEFINED when it lends its bytes to an object that was signed', () => {
    // Object 900 is listed in the signed cross-reference, at an offset where nothing is yet.
    const listed = appendRevision(
      base,
      new Map<number, PdfValue>([
        [10, withEntries(original(10), { Contents: ref(900) })],
        [900, stream('')],
      ]),
    )
    const signedText = Buffer.from(listed).toString('latin1')
    const offset = openPdf(listed).entry(900)
    if (offset?.kind !== 'offset') throw new TypeError('no offset')
    const promised = String(listed.length).padStart(10, '0')
    const signedFile = latin1(signedText.replace(String(offset.offset).padStart(10, '0'), promised))
    const content = latin1('900 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n')
    const later = appendRevision(new Uint8Array([...signedFile, ...content]), new Map())
    const findings = new RevisionHistory(openPdf(later), false).after(1, signedFile.length, undefined)
    expect(highestLevel(findings)).toBe('UNDEFINED')
  })

  it('is not counted against a signature that covers it', () => {
    const attacked = appendRevision(base, new Map([[3, stream('1 0 0 rg')]]))
    expect(new RevisionHistory(openPdf(attacked), false).after(1, attacked.length, undefined)).toEqual([])
  })
})

describe('a structure that leads back to itself', () => {
  let circular: Uint8Array

  beforeAll(() => {
    const first = dictionary({ Next: ref(901) })
    const second = dictionary({ Next: ref(900), Title: text('x') })
    circular = appendRevision(
      base,
      new Map<number, PdfValue>([
        [1, withEntries(original(1), { Outlines: ref(900) })],
        [900, first],
        [901, second],
      ]),
    )
  })

  it('is compared once and found unchanged', () => {
    const later = appendRevision(circular, new Map([[105, original(105)]]))
    expect(new RevisionHistory(openPdf(later), false).after(1, circular.length, undefined)).toMatchObject([
      { code: 'REVISION_ADDED' },
    ])
  })

  it('is found changed wherever the change is', () => {
    const later = appendRevision(circular, new Map([[901, dictionary({ Next: ref(900), Title: text('y') })]]))
    expect(new RevisionHistory(openPdf(later), false).after(1, circular.length, undefined)).toMatchObject([
      { code: 'CATALOG_ENTRY_MODIFIED', level: 'UNDEFINED', object: 901 },
    ])
  })
})
