// Files that ask for far more work than they have bytes: each gets a verdict, and how often the
// validator looked at an object is counted, not how long it took.

import { derElement, derOid, derSequence } from '@tapis/pki/asn1'
import {
  appendRevision,
  buildPdf,
  certifiedSample,
  fillSignature,
  type PdfShape,
  signedSample,
  unfilledSignature,
  validationTime,
  withEntries,
} from '@tapis/testing/pdf'
import { type TestCity, testCity } from '@tapis/testing/pki'
import { zlibSync } from 'fflate'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { allFields } from '../../document/form/form-fields.ts'
import { PdfDocument } from '../../pdf/document.ts'
import { dictionary, isDictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { validatePdf } from '../index.ts'

let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

const stream = (content: Uint8Array, entries: Readonly<Record<string, PdfValue>> = {}): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary(entries),
  bytes: content,
})
const widget = { Type: name('Annot'), Subtype: name('Widget'), Rect: [0, 0, 9, 9] }
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'

/** Signed, then with something changed, so that revisions are compared. */
async function signedAndTouched(shape: PdfShape): Promise<Uint8Array> {
  const signed = await signedSample(city, { pdf: buildPdf(shape) })
  return appendRevision(signed, new Map([[900, 1]]))
}

/** A signature whose /Contents is this. */
async function withContents(container: Uint8Array): Promise<Uint8Array> {
  const pdf = buildPdf({
    catalogEntries: { AcroForm: dictionary({ Fields: [ref(101)], SigFlags: 3 }) },
  })
  const field = dictionary({ ...widget, FT: name('Sig'), T: textString('S'), V: ref(100) })
  const prepared = appendRevision(
    pdf,
    new Map<number, PdfValue>([
      [100, unfilledSignature()],
      [101, field],
    ]),
  )
  return await fillSignature(prepared, 100, async () => container)
}

const manyObjects = (count: number, value: (index: number) => PdfValue): ReadonlyMap<number, PdfValue> =>
  new Map(Array.from({ length: count }, (_, index) => [200 + index, value(index)]))

interface Vector {
  readonly title: string
  readonly make: () => Promise<Uint8Array>
  /** How often an object or value may be looked at. */
  readonly looks: number
  readonly indication: 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'
}

const vectors: readonly Vector[] = [
  {
    title: 'a page tree that leads back to its root',
    make: () =>
      signedAndTouched({
        objects: new Map([[120, dictionary({ Kids: [ref(2), ref(120), ref(10)] })]]),
        catalogEntries: { X: ref(120) },
      }),
    looks: 2000,
    indication: 'TOTAL-PASSED',
  },
  {
    title: 'fields that are each other’s kids and parents',
    make: () =>
      signedAndTouched({
        catalogEntries: { AcroForm: dictionary({ Fields: [ref(120)] }) },
        objects: new Map<number, PdfValue>([
          [120, dictionary({ T: textString('a'), Kids: [ref(121)], Parent: ref(121) })],
          [121, dictionary({ T: textString('b'), Kids: [ref(120)], Parent: ref(120) })],
        ]),
      }),
    looks: 30_000,
    indication: 'TOTAL-FAILED',
  },
  {
    title: 'a structure tree that leads back to its root',
    make: () =>
      signedAndTouched({
        catalogEntries: { StructTreeRoot: ref(120) },
        objects: new Map<number, PdfValue>([
          [120, dictionary({ Type: name('StructTreeRoot'), K: [ref(121)] })],
          [121, dictionary({ Type: name('StructElem'), P: ref(120), K: [ref(121), ref(120)] })],
        ]),
      }),
    looks: 2000,
    indication: 'TOTAL-PASSED',
  },
  {
    title: 'a chain of references',
    make: () =>
      signedAndTouched({
        catalogEntries: { X: ref(200) },
        objects: manyObjects(500, (index) => ref(201 + index)),
      }),
    looks: 20_000,
    indication: 'TOTAL-PASSED',
  },
  {
    title: 'arrays that are nested without end',
    make: async () => {
      const signed = await signedSample(city)
      const text = `900 0 obj\n${nested(5000)}\nendobj\n`
      const previous = openPdf(signed).revisions.at(-1)?.startXref ?? 0
      const xref = `xref\n900 1\n${String(signed.length).padStart(10, '0')} 00000 n \ntrailer\n<</Size 901/Root 1 0 R/Prev ${previous}>>\n`
      return new Uint8Array([
        ...signed,
        ...latin1(`${text}${xref}startxref\n${signed.length + text.length}\n%%EOF\n`),
      ])
    },
    looks: 2000,
    // Nobody signed the array, and no reader here can tell what it is.
    indication: 'INDETERMINATE',
  },
  {
    title: 'a stream that expands beyond all measure, on a page with a new note',
    make: async () => {
      const bomb = zlibSync(new Uint8Array(40 * 1024 * 1024))
      const pdf = buildPdf({
        objects: new Map([[120, stream(bomb, { Filter: name('FlateDecode') })]]),
        pageEntries: { Contents: ref(120) },
      })
      return withNotes(await certifiedSample(city, pdf, { permission: 3 }))
    },
    looks: 2000,
    indication: 'TOTAL-FAILED',
  },
  {
    title: 'hundreds of pages with one long content, and a new note on each',
    make: async () => {
      const pdf = buildPdf({
        pages: 300,
        objects: new Map([[120, stream(latin1('q Q '.repeat(60_000)))]]),
        pageEntries: { Contents: ref(120) },
      })
      return withNotes(await certifiedSample(city, pdf, { permission: 3 }))
    },
    looks: 40_000,
    indication: 'INDETERMINATE',
  },
  {
    title: 'forms that draw each other',
    make: async () => {
      const form = (other: number) =>
        stream(latin1('/X Do /X Do'), {
          Subtype: name('Form'),
          Resources: dictionary({ XObject: dictionary({ X: ref(other) }) }),
        })
      const pdf = buildPdf({
        objects: new Map([
          [120, form(121)],
          [121, form(120)],
          [122, stream(latin1('/X Do'))],
        ]),
        pageEntries: { Contents: ref(122), Resources: dictionary({ XObject: dictionary({ X: ref(120) }) }) },
      })
      return withNotes(await certifiedSample(city, pdf, { permission: 3 }))
    },
    looks: 5000,
    indication: 'TOTAL-FAILED',
  },
  {
    title: 'metadata with entities that expand',
    make: () =>
      signedAndTouched({
        catalogEntries: { Metadata: ref(120) },
        objects: new Map([[120, stream(latin1(entities), { Type: name('Metadata'), Subtype: name('XML') })]]),
      }),
    looks: 2000,
    indication: 'TOTAL-PASSED',
  },
  {
    title: 'a container with an object identifier of thousands of arcs',
    make: () => withContents(derSequence(derElement(0x06, new Uint8Array(2500).fill(0x01)))),
    looks: 2000,
    indication: 'TOTAL-FAILED',
  },
  {
    title: 'a container that is nested without end',
    make: () => {
      let inner = derSequence(derOid('1.2.3'))
      for (let depth = 0; depth < 900; depth++) inner = derSequence(inner)
      return withContents(inner)
    },
    looks: 2000,
    indication: 'TOTAL-FAILED',
  },
]

/** One note more on every page. */
function withNotes(pdf: Uint8Array): Uint8Array {
  const document = openPdf(pdf)
  const objects = new Map<number, PdfValue>([
    [9000, dictionary({ Type: name('Annot'), Subtype: name('Text'), Rect: [200, 200, 210, 210] })],
  ])
  for (let number = 10; ; number++) {
    const page = document.get(ref(number))
    if (!isDictionary(page) || !page.entries.has('Contents')) break
    objects.set(number, withEntries(page, { Annots: [ref(9000)] }))
  }
  return appendRevision(pdf, objects)
}

describe('a file with', () => {
  it.each(vectors)('$title gets a verdict for bounded work', async ({ make, looks, indication }) => {
    const pdf = await make()
    const count = vi.spyOn(PdfDocument.prototype, 'resolve')
    try {
      const report = await validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })
      expect(report.signatures[0]?.conclusion.indication).toBe(indication)
      expect(count.mock.calls.length).toBeGreaterThan(0)
      expect(count.mock.calls.length).toBeLessThan(looks)
    } finally {
      count.mockRestore()
    }
  })

  it('a long list of annotations that all pages share is gone through once', () => {
    const annotations = Array.from({ length: 100_000 }, () => ref(120))
    const pdf = buildPdf({
      pages: 200,
      pageEntries: { Annots: ref(121) },
      objects: new Map<number, PdfValue>([
        [120, dictionary({ ...widget, T: textString('a') })],
        [121, annotations],
      ]),
    })
    const document = openPdf(pdf)
    const count = vi.spyOn(PdfDocument.prototype, 'resolve')
    try {
      expect(allFields(document)).toHaveLength(1)
      expect(count.mock.calls.length).toBeLessThan(310_000)
      expect(count.mock.calls.length).toBeGreaterThan(100_000)
    } finally {
      count.mockRestore()
    }
  })
})
