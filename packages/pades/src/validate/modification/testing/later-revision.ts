// One document and one later revision of it, for the tests of the rules: what the revision does,
// the level and the code that the analysis must give it.
import { appendRevision, buildPdf, withEntries } from '@tapis/testing/pdf'
import { expect, it } from 'vitest'
import {
  dictionary,
  isDictionary,
  name,
  type PdfDictionary,
  type PdfValue,
  ref,
} from '../../../pdf/objects.ts'
import { openPdf } from '../../../pdf/open.ts'
import { latin1 } from '../../../pdf/syntax/characters.ts'
import { RevisionHistory } from '../analysis.ts'
import { type FindingCode, highestLevel, type ModificationLevel } from '../level.ts'

export type Entries = Readonly<Record<string, PdfValue | undefined>>
export type Objects = readonly (readonly [number, PdfValue | undefined])[]

export const text = (value: string): PdfValue => ({
  kind: 'string',
  bytes: latin1(value),
  hexadecimal: false,
})

export const stream = (content: string, entries: Readonly<Record<string, PdfValue>> = {}): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary({ ...entries, Length: content.length }),
  bytes: latin1(content),
})

export const widget = { Type: name('Annot'), Subtype: name('Widget'), P: ref(10) }

/**
 * 1 catalog, 2 page tree, 3 content, 10 and 11 pages; 100 form, 101 text field, 102 empty signature
 * field, 103 signed field, 104 its value, 105 font, 106 appearance, 107 link, 108 document
 * information.
 */
export const base = buildPdf({
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

/** Returns an object of the base document that is a dictionary. */
export function original(number: number): PdfDictionary {
  const value = document.get(ref(number))
  if (!isDictionary(value)) throw new TypeError(`object ${number} is no dictionary`)
  return value
}

/** Returns an object of the base document with other entries. */
export const changed = (number: number, entries: Entries) =>
  [number, withEntries(original(number), entries)] as const

export const fields = (...numbers: readonly number[]) =>
  changed(100, { Fields: numbers.map((number) => ref(number)) })

export const annotations = (...numbers: readonly number[]) =>
  changed(10, { Annots: numbers.map((number) => ref(number)) })

export const signatureValue = dictionary({ Type: name('Sig'), SubFilter: name('ETSI.CAdES.detached') })
export const timestampValue = dictionary({
  Type: name('DocTimeStamp'),
  SubFilter: name('ETSI.RFC3161'),
})

export const newField = (entries: Readonly<Record<string, PdfValue>>) =>
  dictionary({ ...widget, FT: name('Sig'), T: text('Baru'), Rect: [0, 0, 0, 0], ...entries })

interface Case {
  readonly title: string
  /** What the document has before it is signed, beyond the base. */
  readonly prepared?: Objects
  /** What the later revision writes; undefined frees an object. */
  readonly objects: Objects
  readonly trailer?: Readonly<Record<string, PdfValue>>
  readonly level: ModificationLevel
  readonly code: FindingCode
  readonly certified?: boolean
  readonly isLocked?: (fieldName: string) => boolean
}

/** Tests that each later revision gets its level, and that a finding of that level has its code. */
export function testRevisions(cases: readonly Case[]): void {
  it.each(cases)('finds $title to be $level', ({ prepared, objects, trailer, level, code, ...rest }) => {
    const signed = prepared === undefined ? base : appendRevision(base, new Map(prepared))
    const later = appendRevision(signed, new Map(objects), trailer)
    const index = prepared === undefined ? 0 : 1
    const history = new RevisionHistory(openPdf(later), rest.certified ?? false)
    const findings = history.after(index, signed.length, rest.isLocked)
    expect(highestLevel(findings)).toBe(level)
    expect(findings.filter((finding) => finding.level === level).map((finding) => finding.code)).toContain(
      code,
    )
    for (const finding of findings) expect(finding.revision).toBe(index + 1)
  })
}
