// Files prepared before signing, in which an object that may change by one rule is what the page
// shows on another path; and files whose size, duplicate keys or hidden objects are to keep the
// comparison from seeing that. None may pass.

import {
  appendRevision,
  buildPdf,
  detachedSignature,
  fillSignature,
  type PdfShape,
  signedSample,
  unfilledSignature,
  validationTime,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, type TestCity, testCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  dictionary,
  isDictionary,
  isRef,
  name,
  type PdfDictionary,
  type PdfValue,
  ref,
  textString,
} from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { validatePdf } from '../index.ts'
import { RevisionHistory } from './analysis.ts'
import { ComparisonBudget } from './comparison-budget.ts'
import { highestLevel, type ModificationLevel } from './level.ts'

let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

const validate = (pdf: Uint8Array) => validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })
const firstOf = async (pdf: Uint8Array) => (await validate(pdf)).signatures[0]

type Objects = readonly (readonly [number, PdfValue])[]

const picture = (content: string): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary({ Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 300, 400] }),
  bytes: latin1(content),
})
const honest = picture('0 g 10 10 50 50 re f')
const forged = picture('1 0 0 rg 0 0 300 400 re f')
const content = (text: string): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary({}),
  bytes: latin1(text),
})
/** A page that takes its XObjects from another object, and draws the one of this name. */
const drawing = (number: number): PdfShape['pageEntries'] => ({
  Resources: dictionary({ XObject: ref(number) }),
  Contents: ref(101),
})
const textField = { FT: name('Tx'), T: textString('Nama') }
const widget = { Type: name('Annot'), Subtype: name('Widget'), Rect: [0, 0, 9, 9] }
const form = (...fields: readonly number[]) => dictionary({ Fields: fields.map((number) => ref(number)) })

const shape = (
  objects: Objects,
  pageEntries: PdfShape['pageEntries'],
  catalogEntries: PdfShape['catalogEntries'] = {},
): PdfShape => ({
  objects: new Map(objects),
  pageEntries: pageEntries ?? {},
  catalogEntries: catalogEntries ?? {},
})

interface Shadow {
  readonly title: string
  /** The file before signing. */
  readonly shape: PdfShape
  /** What the later revision writes. */
  readonly later: Objects
  readonly code: string
}

// 100 is the picture that is swapped, 101 the page's content, 102 the object that a rule lets
// change.
const shadows: readonly Shadow[] = [
  {
    title: 'the catalog as XObject dictionary',
    shape: shape(
      [
        [100, honest],
        [101, content('/Metadata Do')],
      ],
      drawing(1),
      { Metadata: ref(100) },
    ),
    later: [[100, forged]],
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'a text field as XObject dictionary',
    shape: shape(
      [
        [100, honest],
        [101, content('/V Do')],
        [102, dictionary({ ...textField, V: ref(100) })],
      ],
      drawing(102),
      { AcroForm: form(102) },
    ),
    later: [[100, forged]],
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'the form as XObject dictionary',
    shape: shape(
      [
        [100, honest],
        [101, content('/DR Do')],
        [102, dictionary({ Fields: [], DR: ref(100) })],
      ],
      drawing(102),
      { AcroForm: ref(102) },
    ),
    later: [[100, forged]],
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'another page as XObject dictionary, whose list of annotations is a picture',
    shape: {
      ...shape(
        [
          [100, honest],
          [101, content('/Annots Do')],
        ],
        { ...drawing(11), Annots: ref(100) },
      ),
      pages: 2,
    },
    later: [[100, forged]],
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'a picture that is in the list of annotations too',
    shape: shape(
      [
        [100, honest],
        [101, content('/X Do')],
      ],
      {
        Resources: dictionary({ XObject: dictionary({ X: ref(100) }) }),
        Contents: ref(101),
        Annots: [ref(100)],
      },
    ),
    later: [[100, forged]],
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'an annotation from which the page inherits its resources',
    shape: shape(
      [
        [100, honest],
        [101, content('/X Do')],
        [102, dictionary({ Subtype: name('Link'), Resources: dictionary({ XObject: ref(103) }) })],
        [103, dictionary({ X: ref(100) })],
      ],
      { Parent: ref(102), Contents: ref(101), Annots: [ref(102)] },
    ),
    later: [
      [103, dictionary({ X: ref(104) })],
      [104, forged],
    ],
    code: 'PAGE_MODIFIED',
  },
  {
    title: 'a text field as the configuration of optional content',
    shape: shape(
      [[102, dictionary({ ...textField, AS: [] })]],
      {},
      { AcroForm: form(102), OCProperties: dictionary({ OCGs: [], D: ref(102) }) },
    ),
    later: [[102, dictionary({ ...textField, AS: [dictionary({ Event: name('View') })] })]],
    code: 'CATALOG_ENTRY_MODIFIED',
  },
  {
    title: 'a text field in a list that the form and another entry share',
    shape: shape(
      [
        [102, dictionary({ ...textField, AS: [] })],
        [103, [ref(102)]],
        [104, dictionary({ Fields: ref(103), CO: ref(103) })],
      ],
      {},
      { AcroForm: ref(104), OCProperties: dictionary({ OCGs: [], Configs: ref(103) }) },
    ),
    later: [[102, dictionary({ ...textField, AS: [dictionary({ Event: name('View') })] })]],
    code: 'CATALOG_ENTRY_MODIFIED',
  },
  {
    title: 'a field with kids as the tree of attached files',
    shape: shape(
      [[102, dictionary({ ...textField, V: textString('lama') })]],
      {},
      {
        AcroForm: form(102),
        Names: dictionary({ EmbeddedFiles: dictionary({ Kids: [ref(102)] }) }),
      },
    ),
    later: [
      [102, dictionary({ ...textField, V: textString('lama'), Kids: [ref(103)] })],
      [103, dictionary({ FT: name('Sig'), T: textString('Baru'), Names: [] })],
    ],
    code: 'CATALOG_ENTRY_MODIFIED',
  },
]

describe('an object that may change by its rule', () => {
  it.each(shadows)('may not where it is also $title', async ({ shape: prepared, later, code }) => {
    const signed = await signedSample(city, { shape: prepared })
    expect((await firstOf(signed))?.conclusion).toEqual({ indication: 'TOTAL-PASSED' })
    expect(await firstOf(appendRevision(signed, new Map(later)))).toMatchObject({
      modification: 'UNDEFINED',
      conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      findings: expect.arrayContaining([expect.objectContaining({ code, level: 'UNDEFINED' })]),
    })
  })

  it('may not in a document that is certified to allow no changes', async () => {
    const pdf = buildPdf(
      shape(
        [
          [100, honest],
          [101, content('/Metadata Do')],
        ],
        drawing(1),
        { Metadata: ref(100) },
      ),
    )
    const certified = await certify(pdf, 1)
    expect((await firstOf(certified))?.conclusion).toEqual({ indication: 'TOTAL-PASSED' })
    expect(await firstOf(appendRevision(certified, new Map([[100, forged]])))).toMatchObject({
      docMdp: 1,
      conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      findings: [{ code: 'PAGE_MODIFIED', level: 'UNDEFINED' }],
    })
  })
})

/** Signed by a certification signature, whose reference names the catalog as what it looks at. */
async function certify(pdf: Uint8Array, permission: number): Promise<Uint8Array> {
  const { catalog } = openPdf(pdf)
  const parameters = dictionary({ Type: name('TransformParams'), P: permission, V: name('1.2') })
  const reference = dictionary({ TransformMethod: name('DocMDP'), TransformParams: parameters, Data: ref(1) })
  const certified = withEntries(catalog, {
    AcroForm: dictionary({ Fields: [ref(201)], SigFlags: 3 }),
    Perms: dictionary({ DocMDP: ref(200) }),
  })
  const prepared = appendRevision(
    pdf,
    new Map<number, PdfValue>([
      [200, unfilledSignature({ Reference: [reference] })],
      [201, dictionary({ ...widget, Rect: [0, 0, 0, 0], FT: name('Sig'), T: textString('S'), V: ref(200) })],
      [1, certified],
    ]),
  )
  const sign = (covered: Uint8Array) => detachedSignature(custodianOf(city.signer, city.authority), covered)
  return await fillSignature(prepared, 200, sign)
}

interface Ordinary {
  readonly title: string
  readonly shape: PdfShape
}

// 102 is a text field that is filled in, and a widget of page 10; the page changes too, by a list
// of annotations of its own.
const field = { ...textField, ...widget, V: textString('lama') }
const ordinary: readonly Ordinary[] = [
  {
    title: 'a structure tree names the widget and its page',
    shape: {
      catalogEntries: {
        StructTreeRoot: dictionary({
          K: dictionary({ K: dictionary({ Type: name('OBJR'), Obj: ref(102), Pg: ref(10) }), Pg: ref(10) }),
        }),
      },
    },
  },
  {
    title: 'destinations and an action name the page',
    shape: {
      catalogEntries: {
        OpenAction: [ref(10), name('Fit')],
        Dests: dictionary({ satu: [ref(10), name('Fit')] }),
        Names: dictionary({
          Dests: dictionary({ Names: [textString('a'), dictionary({ D: [ref(10), name('Fit')] })] }),
        }),
      },
    },
  },
  {
    title: 'an action names the field',
    shape: { catalogEntries: { OpenAction: dictionary({ S: name('ResetForm'), Fields: [ref(102)] }) } },
  },
]

describe('a field that is filled in', () => {
  it.each(ordinary)('is no more than that where $title', async ({ shape: { catalogEntries = {} } }) => {
    const pdf = buildPdf({
      pageEntries: { Annots: [ref(102)] },
      catalogEntries: { ...catalogEntries, AcroForm: dictionary({ Fields: [ref(102)], CO: [ref(102)] }) },
      objects: new Map<number, PdfValue>([[102, dictionary({ ...field, P: ref(10) })]]),
    })
    const signed = await signedSample(city, { pdf })
    const filled = withEntries(objectOf(signed, 102), { V: textString('baru') })
    const page = objectOf(signed, 10)
    const later = appendRevision(
      signed,
      new Map<number, PdfValue>([
        [102, filled],
        [10, withEntries(page, { Annots: [...listOf(page, 'Annots')] })],
      ]),
    )
    expect(await firstOf(later)).toMatchObject({
      modification: 'FORM_FILLING',
      conclusion: { indication: 'TOTAL-PASSED' },
    })
  })

  it('is no more than that where a certification names the catalog as what it looks at', async () => {
    const certified = await certify(buildPdf({}), 2)
    const later = appendRevision(
      certified,
      new Map<number, PdfValue>([
        [1, withEntries(openPdf(certified).catalog, { DSS: ref(900) })],
        [900, dictionary({ Certs: [] })],
      ]),
    )
    expect(await firstOf(later)).toMatchObject({
      modification: 'LTA_UPDATES',
      conclusion: { indication: 'TOTAL-PASSED' },
    })
  })
})

function objectOf(pdf: Uint8Array, number: number): PdfDictionary {
  const value = openPdf(pdf).get(ref(number))
  if (!isDictionary(value)) throw new TypeError(`object ${number} is no dictionary`)
  return value
}

function listOf(holder: PdfDictionary, key: string): readonly PdfValue[] {
  const list = holder.entries.get(key)
  if (!Array.isArray(list)) throw new TypeError(`expected /${key} to be an array`)
  return list
}

describe('another generation of a content stream', () => {
  it.each([10, 11, 12])(
    'is another content on page object %i, though it was compared before',
    async (number) => {
      const signed = await signedSample(city, { shape: { pages: 3 } })
      const page = withEntries(objectOf(signed, number), { Contents: ref(3, 1) })
      expect(await firstOf(appendRevision(signed, new Map([[number, page]])))).toMatchObject({
        modification: 'UNDEFINED',
        conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
        findings: [{ code: 'PAGE_MODIFIED' }],
      })
    },
  )
})

describe('a key that is stated twice in what was signed', () => {
  /**
   * A page with two /Contents: the first one leads to object 100, and is the one that our reader
   * drops.
   */
  async function doubled(): Promise<Uint8Array> {
    const pdf = buildPdf({
      annotations: 'indirect',
      objects: new Map([[100, content('0 g')]]),
      pageEntries: { Contents: ref(100), Contentz: ref(3) },
    })
    const edited = Buffer.from(pdf).toString('latin1').replace('/Contentz', '/Contents')
    return await signedSample(city, { pdf: latin1(edited) })
  }

  it('is tolerated while nothing is added', async () => {
    const signed = await doubled()
    const { Contents } = Object.fromEntries(objectOf(signed, 10).entries)
    expect(isRef(Contents) && objectOf(signed, 10).duplicateKeys).toEqual(['Contents'])
    expect((await firstOf(signed))?.conclusion).toEqual({ indication: 'TOTAL-PASSED' })
    const spaced = new Uint8Array([...signed, ...latin1('\n \n')])
    expect((await firstOf(spaced))?.conclusion).toEqual({ indication: 'TOTAL-PASSED' })
  })

  it.each([3, 100])('fails the signature when object %i, one of its values, is swapped', async (number) => {
    const later = appendRevision(await doubled(), new Map([[number, content('1 0 0 rg')]]))
    expect(await firstOf(later)).toMatchObject({
      modification: 'UNDEFINED',
      conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      findings: expect.arrayContaining([
        expect.objectContaining({ code: 'PAGE_MODIFIED', message: expect.stringContaining('twice') }),
      ]),
    })
  })

  it('fails the signature when a later revision states nothing and could still lend it bytes', async () => {
    const later = appendRevision(await doubled(), new Map())
    expect(await firstOf(later)).toMatchObject({ modification: 'UNDEFINED' })
  })
})

describe('objects of later bytes that no cross-reference lists', () => {
  it.each([3, 999])('are a doubt when the cross-reference stream is object %i', async (number) => {
    const signed = await signedSample(city)
    const hidden = '3 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n'
    const startXref = signed.length + hidden.length
    const row = String.fromCharCode(1, (startXref >> 16) & 255, (startXref >> 8) & 255, startXref & 255, 0)
    const previous = openPdf(signed).revisions.at(-1)?.startXref
    const stream = `${number} 0 obj\n<</Type/XRef/Size 1000/Index[999 1]/W[1 3 1]/Length 5/Root 1 0 R/Prev ${previous}>>\nstream\n${row}\nendstream\nendobj\n`
    const tail = latin1(`${hidden}${stream}startxref\n${startXref}\n%%EOF\n`)
    expect((await firstOf(new Uint8Array([...signed, ...tail])))?.conclusion).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'GENERIC',
      reason: expect.stringContaining('object 3'),
    })
  })

  it('are found however much white space their headers have', async () => {
    const signed = await signedSample(city)
    // Longer than any window that a search by windows would let overlap, across the end of the
    // first mebibyte.
    const padded = appendRevision(signed, new Map([[900, content('x'.repeat((1 << 20) - 900))]]))
    const hidden = latin1(`3${' '.repeat(1500)}0\r\n\0obj\n<<>>\nendobj\n`)
    const later = appendRevision(new Uint8Array([...padded, ...hidden]), new Map([[901, name('Umpan')]]))
    expect((await firstOf(later))?.conclusion).toMatchObject({ reason: expect.stringContaining('object 3') })
  })

  it.each([-3, -2, -1, 0, 1])(
    'are not taken from the end of a number that lies %i from 1 MiB',
    async (shift) => {
      const signed = await signedSample(city)
      const update = (padding: number) =>
        appendRevision(
          signed,
          new Map<number, PdfValue>([
            [900, content('x'.repeat(padding))],
            [12345, dictionary({ Certs: [ref(900)] })],
            [1, withEntries(openPdf(signed).catalog, { DSS: ref(12345) })],
          ]),
        )
      const mebibyte = 1 << 20
      const offset = (pdf: Uint8Array) => Buffer.from(pdf).indexOf('12345 0 obj') - signed.length
      const padding = mebibyte - 200
      const later = update(padding + mebibyte + shift - offset(update(padding)))
      expect(offset(later)).toBe(mebibyte + shift)
      expect((await firstOf(later))?.conclusion).toEqual({ indication: 'TOTAL-PASSED' })
    },
  )
})

describe('more to compare than one file is given', () => {
  const objects = Array.from({ length: 300 }, (_, index) => [100 + index, dictionary({ A: index })] as const)
  const large = buildPdf({
    objects: new Map(objects),
    catalogEntries: { Stuff: objects.map(([number]) => ref(number)) },
  })
  const update = (pdf: Uint8Array, value: number) => appendRevision(pdf, new Map([[90, value]]))
  const after = (pdf: Uint8Array, pairs: number, locks: number): ModificationLevel => {
    const history = new RevisionHistory(openPdf(pdf), false, new ComparisonBudget(pairs))
    const ofEachLock = Array.from({ length: locks }, () => history.after(0, large.length, () => false))
    return highestLevel(ofEachLock.flat())
  }

  it('stops the comparison, wherever the limit falls', () => {
    const later = update(update(large, 1), 2)
    expect(after(later, 10_000, 1)).toBe('LTA_UPDATES')
    for (let pairs = 0; pairs < 2000; pairs += 97) expect(() => after(later, pairs, 1)).toThrow('more work')
  })

  it('is counted over all signatures, also those that lock fields and so are compared for themselves', () => {
    const later = update(large, 1)
    expect(after(later, 10_000, 2)).toBe('LTA_UPDATES')
    expect(() => after(later, 10_000, 50)).toThrow('more work')
  })

  it('is not made by revisions that state nothing', () => {
    let later = large
    for (let index = 0; index < 50; index++) later = appendRevision(later, new Map())
    expect(after(later, 2000, 20)).toBe('LTA_UPDATES')
  })

  it('ends in a doubt, never in a pass', async () => {
    const many = Array.from({ length: 20_000 }, (): PdfValue => [[[1, 2, 3, 4, 5, 6, 7, 8]]])
    const pdf = buildPdf({ catalogEntries: { Stuff: many } })
    let later = await signedSample(city, { pdf })
    for (let index = 0; index < 25; index++) later = update(later, index)
    expect(await firstOf(later)).toMatchObject({
      modification: 'UNDEFINED',
      conclusion: {
        indication: 'INDETERMINATE',
        subIndication: 'GENERIC',
        reason: expect.stringContaining('LIMIT_EXCEEDED'),
      },
    })
  })

  it('is said of more revisions than are compared', async () => {
    let later = await signedSample(city)
    for (let index = 0; index < 520; index++) later = emptyRevision(later)
    expect((await firstOf(later))?.conclusion).toMatchObject({
      indication: 'INDETERMINATE',
      reason: expect.stringContaining('512 revisions'),
    })
  })
})

/** Text alone: `appendRevision` would read the whole file again for each. */
function emptyRevision(pdf: Uint8Array): Uint8Array {
  const text = Buffer.from(pdf.subarray(-40)).toString('latin1')
  const previous = /startxref\s+(\d+)/.exec(text)?.[1]
  const tail = `xref\n0 0\ntrailer\n<</Size 900/Root 1 0 R/Prev ${previous}>>\nstartxref\n${pdf.length}\n%%EOF\n`
  return new Uint8Array(Buffer.concat([pdf, latin1(tail)]))
}
