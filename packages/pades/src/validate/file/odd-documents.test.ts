// Sound documents as some writers leave them: signed twice under the usual preflight, and both
// signatures pass.

import {
  ANNOTATIONS_NUMBER,
  buildPdf,
  sampleWithoutIdentifier,
  signedBytes,
  signingTime,
  validationTime,
} from '@tapis/testing/pdf'
import { custodianOf, type TestCity, testCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { defaultPreflightPolicy } from '../../create/preflight/finding.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  isString,
  name,
  type PdfValue,
  ref,
  textString,
} from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { textOf } from '../../pdf/syntax/text.ts'
import { validatePdf } from '../index.ts'

let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

async function signed(pdf: Uint8Array, page = 1): Promise<Uint8Array> {
  return await signedBytes(pdf, {
    custodian: custodianOf(city.signer, city.authority),
    baseline: { level: 'B-B' },
    fields: { signingTime },
    preflight: defaultPreflightPolicy,
    appearance: { page, rect: { x: 9, y: 9, width: 80, height: 30 }, content: latin1('0 0 m'), fonts: [] },
  })
}

const latin = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1')
const stream = (content: string, entries: Readonly<Record<string, PdfValue>> = {}): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary(entries),
  bytes: latin1(content),
})

function withoutEnd(): Uint8Array {
  const text = latin(buildPdf())
  return latin1(text.slice(0, text.lastIndexOf('startxref')))
}

function withAttachment(): Uint8Array {
  const file = dictionary({ Type: name('Filespec'), F: textString('a.pdf'), EF: dictionary({ F: ref(121) }) })
  const files = dictionary({ Names: [textString('a.pdf'), ref(120)] })
  return buildPdf({
    catalogEntries: { Names: dictionary({ EmbeddedFiles: files }) },
    objects: new Map([
      [120, file],
      [121, stream(latin(buildPdf({ mediaBox: [0, 0, 9, 9] })), { Type: name('EmbeddedFile') })],
    ]),
  })
}

/** MuPDF moves objects out of a stream and leaves it, as it was, behind them. */
function withOldStream(): Uint8Array {
  const objects = new Map<number, PdfValue>([
    [120, dictionary({ Left: textString('behind') })],
    [121, stream('120 0 <</Left (behind)>>', { Type: name('ObjStm'), N: 1, First: 6 })],
  ])
  return buildPdf({ catalogEntries: { Left: ref(120), Old: ref(121) }, objects })
}

function deepPages(levels: number): Uint8Array {
  const objects = new Map<number, PdfValue>()
  for (let level = 0; level < levels; level++) {
    const kid = level === levels - 1 ? ref(10) : ref(101 + level)
    objects.set(100 + level, dictionary({ Type: name('Pages'), Count: 1, Kids: [kid] }))
  }
  return buildPdf({ catalogEntries: { Pages: ref(100) }, objects })
}

function manyFields(count: number): Uint8Array {
  const field = (index: number) => dictionary({ FT: name('Tx'), T: textString(`f${index}`) })
  const fields = Array.from({ length: count }, (_, index) => ref(100 + index))
  return buildPdf({
    catalogEntries: { AcroForm: dictionary({ Fields: fields }) },
    objects: new Map(fields.map(({ objectNumber }, index) => [objectNumber, field(index)])),
  })
}

describe('signed twice, both signatures pass on', () => {
  it.each<readonly [string, () => Uint8Array]>([
    ['a document whose end is lost', withoutEnd],
    ['a document with another one attached', withAttachment],
    ['an old object stream left behind', withOldStream],
    ['a line end before the header', () => buildPdf({ junk: '\n' })],
    ['a crop box without an area', () => buildPdf({ pageEntries: { CropBox: [0, 0, 0, 0] } })],
    ['a crop box beside the page', () => buildPdf({ pageEntries: { CropBox: [900, 900, 950, 950] } })],
    ['a media box without an area', () => buildPdf({ mediaBox: [5, 5, 5, 5] })],
    ['pages sixty-four levels down', () => deepPages(64)],
    ['annotations of two pages in one list', () => buildPdf({ pages: 2, annotations: 'indirect' })],
    ['an encrypted document without /ID', () => sampleWithoutIdentifier.pdf],
  ])('%s', async (_, make) => {
    const once = await signed(make())
    for (const pdf of [once, await signed(once)]) {
      const { signatures } = await validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })
      expect(signatures).toHaveLength(pdf === once ? 1 : 2)
      for (const { conclusion } of signatures)
        expect(conclusion).toMatchObject({ indication: 'TOTAL-PASSED' })
    }
  })

  it('and one signature on more fields than are usual', async () => {
    const pdf = await signed(manyFields(30_000))
    const { signatures } = await validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })
    expect(signatures).toMatchObject([{ conclusion: { indication: 'TOTAL-PASSED' }, field: 'Signature1' }])
  })
})

describe('what signing leaves as it was', () => {
  it('is the list of annotations that another page has too', async () => {
    const document = openPdf(await signed(buildPdf({ pages: 2, annotations: 'indirect' })))
    expect(document.get(ref(ANNOTATIONS_NUMBER))).toEqual([])
    const [first, second] = [document.get(ref(10)), document.get(ref(11))]
    const own = isDictionary(first) ? first.entries.get('Annots') : undefined
    expect(isArray(own ?? null) && own).toHaveLength(1)
    expect(isDictionary(second) && second.entries.get('Annots')).toEqual(ref(ANNOTATIONS_NUMBER))
  })

  it('is the key of an encrypted document without /ID', async () => {
    const { catalog } = openPdf(await signed(sampleWithoutIdentifier.pdf))
    const language = catalog.entries.get('Lang') ?? null
    expect(isString(language) && textOf(language)).toBe('id-ID')
  })
})
