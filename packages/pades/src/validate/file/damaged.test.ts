// Signing damaged files (ISO 32000-2 §7.5.4 to §7.5.6): the signature's own cross-reference lists
// everything, so that the signed file is sound whatever stands before; what readers could repair in
// two ways is refused.

import {
  appendRevision,
  buildPdf,
  encryptedSamples,
  type PdfShape,
  signedBytes,
  signedSample,
  signingTime,
  validationTime,
} from '@tapis/testing/pdf'
import { custodianOf, type TestCity, testCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { type PreparedSignature, prepareSignature } from '../../create/index.ts'
import { dictionary, isDictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { validatePdf } from '../index.ts'

let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

const textOf = (pdf: Uint8Array): string => {
  let text = ''
  for (const byte of pdf) text += String.fromCharCode(byte)
  return text
}
const changed = (pdf: Uint8Array, from: string | RegExp, to: string): Uint8Array => {
  const before = textOf(pdf)
  const after = before.replace(from, to)
  if (before === after) throw new TypeError(`there is no ${String(from)} to damage`)
  return latin1(after)
}
const cut = (pdf: Uint8Array, mark: string): Uint8Array => pdf.subarray(0, textOf(pdf).lastIndexOf(mark))
const table = (shape: PdfShape = {}): Uint8Array => buildPdf(shape)
const stream = (shape: PdfShape = {}): Uint8Array => buildPdf({ ...shape, xref: 'stream' })
const hybrid = (): Uint8Array => buildPdf({ xref: 'hybrid' })
/** In the last `startxref`, the one that counts. */
const wrongStart = (pdf: Uint8Array, offset = 7): Uint8Array => {
  const last = textOf(pdf).lastIndexOf('startxref\n')
  return latin1(textOf(pdf).slice(0, last) + textOf(pdf).slice(last).replace(/\d+/, String(offset)))
}
const updated = (pdf: Uint8Array): Uint8Array =>
  appendRevision(
    pdf,
    new Map<number, PdfValue>([[3, { kind: 'stream', dictionary: dictionary({}), bytes: latin1('0 g\n') }]]),
  )

/** Every kind of damage: the file, and whether reading it strictly is out of the question. */
const damages: readonly (readonly [string, () => Uint8Array, 'rebuilt' | 'read'])[] = [
  ['a wrong startxref', () => wrongStart(table()), 'rebuilt'],
  ['a wrong startxref of a stream', () => wrongStart(stream()), 'rebuilt'],
  ['a wrong startxref of a hybrid', () => wrongStart(hybrid()), 'rebuilt'],
  ['a wrong startxref of a linearised file', () => wrongStart(buildPdf({ xref: 'linearised' })), 'rebuilt'],
  ['a startxref beyond the file', () => wrongStart(table(), 99_999_999), 'rebuilt'],
  ['no startxref', () => changed(table(), /startxref\n\d+\n/, ''), 'rebuilt'],
  ['no startxref of a stream', () => changed(stream(), /startxref\n\d+\n/, ''), 'rebuilt'],
  ['no %%EOF', () => cut(table(), '%%EOF'), 'rebuilt'],
  ['no trailer', () => cut(table(), 'trailer'), 'rebuilt'],
  ['a table that is cut short', () => cut(table(), ' 00000 n'), 'rebuilt'],
  ['a table that is missing', () => cut(table(), 'xref\n0 '), 'rebuilt'],
  ['entries that are no entries', () => changed(table(), /\d{10} 00000 n/, 'xxxxxxxxxx 00000 n'), 'rebuilt'],
  ['entries that are off', () => changed(table(), '1 0 obj', '% a comment\n1 0 obj'), 'rebuilt'],
  ['entries of pages that are off', () => changed(table(), '10 0 obj', '% a comment\n10 0 obj'), 'rebuilt'],
  ['a wrong startxref after junk', () => wrongStart(table({ junk: 'HTTP/1.1 200 OK\r\n\r\n' })), 'rebuilt'],
  ['a wrong startxref after junk, of a stream', () => wrongStart(stream({ junk: 'x\n' })), 'rebuilt'],
  ['a wrong startxref without an end of line', () => wrongStart(table({ tail: '' })), 'rebuilt'],
  ['a wrong startxref after an update', () => wrongStart(updated(table())), 'rebuilt'],
  ['a /Size that is too small', () => changed(table(), /\/Size 62/, '/Size 11'), 'read'],
  ['a /Size that is too large', () => changed(table(), /\/Size 62/, '/Size 5000'), 'read'],
  ['a /Size that is too small, of a stream', () => changed(stream(), /\/Size 62/, '/Size 11'), 'read'],
  ['junk before the header', () => table({ junk: 'HTTP/1.1 200 OK\r\n\r\n' }), 'read'],
  ['no end of line after %%EOF', () => table({ tail: '' }), 'read'],
]

function withoutEntry(pdf: Uint8Array, objectNumber: number): Uint8Array {
  let at = -1
  return changed(
    pdf,
    /xref\n0 \d+\n(?:\d{10} \d{5} [nf] \n)+/,
    textOf(pdf)
      .match(/xref\n0 \d+\n(?:\d{10} \d{5} [nf] \n)+/)?.[0]
      ?.replace(/\d{10} \d{5} [nf] /g, (entry) => (++at === objectNumber ? '0000000000 00000 f ' : entry)) ??
      '',
  )
}

const prepare = (pdf: Uint8Array, password?: string): Promise<PreparedSignature> => {
  const { algorithm, certificatePath } = custodianOf(city.signer, city.authority)
  return prepareSignature(pdf, {
    fields: { signingTime },
    algorithm,
    certificatePath,
    ...(password === undefined ? {} : { password }),
  })
}

describe('a file with', () => {
  it.each(damages)('%s is signed, and sound afterwards', async (_, damaged, reading) => {
    const pdf = damaged()
    const signed = await signedSample(city, { pdf })
    expect(signed.subarray(0, pdf.length)).toEqual(pdf)
    const document = openPdf(signed)
    const pages = document.resolve(document.catalog.entries.get('Pages'))
    expect(isDictionary(pages) && pages.entries.get('Count')).toBe(1)
    expect(document.size).toBe(document.nextObjectNumber)
    expect(document.size).toBeGreaterThan(11)
    const report = await validatePdf(signed, { trustAnchors: [city.root.der], at: validationTime })
    expect(report.warnings.filter((warning) => warning.startsWith('RECOVERED'))).toEqual([])
    expect(report.signatures).toMatchObject([
      { conclusion: { indication: 'TOTAL-PASSED' }, coverage: 'ENTIRE_FILE' },
    ])
    const { warnings } = await prepare(pdf)
    expect(warnings.some((warning) => warning.startsWith('RECOVERED'))).toBe(reading === 'rebuilt')
    if (reading === 'read') return
    // §7.5.4: it stands alone, from object 0 on and without a gap.
    expect(document.revisions).toHaveLength(1)
    expect(document.trailer.entries.has('Prev')).toBe(false)
    expect([...(document.revisions[0]?.entries.keys() ?? [])]).toEqual(
      Array.from({ length: document.size }, (_, index) => index),
    )
    expect(document.entry(0)).toEqual({ kind: 'free', generation: 65535 })
  })

  it.each(damages)('%s gives its new objects numbers that it never used', async (_, damaged) => {
    const pdf = damaged()
    const found = [...textOf(pdf).matchAll(/(\d+) 0 obj/g)].map(([, number]) => Number(number))
    const stated = [...textOf(pdf).matchAll(/\/Size (\d+)/g)].map(([, size]) => Number(size) - 1)
    const { update } = await prepare(pdf)
    const fresh = [...textOf(update).matchAll(/(\d+) 0 obj\n<<\/(?:Type \/Sig|FT \/Sig)/g)].map(
      ([, number]) => Number(number),
    )
    for (const number of fresh) expect(number).toBeGreaterThan(Math.max(...found, ...stated))
  })

  it.each(damages)('%s is signed a second time like any other', async (_, damaged) => {
    const once = await signedSample(city, { pdf: damaged() })
    const { signatures } = await validatePdf(await signedSample(city, { pdf: once }), {
      trustAnchors: [city.root.der],
      at: validationTime,
    })
    expect(signatures.map(({ conclusion }) => conclusion.indication)).toEqual([
      'TOTAL-PASSED',
      'TOTAL-PASSED',
    ])
  })

  it.each(encryptedSamples)(
    'a wrong startxref and $title is signed with its password',
    async ({ pdf, userPassword, ownerPassword }) => {
      const damaged = wrongStart(pdf)
      const signed = await signedBytes(damaged, {
        custodian: custodianOf(city.signer, city.authority),
        baseline: { level: 'B-B' },
        fields: { signingTime },
        password: userPassword,
      })
      const { signatures } = await validatePdf(signed, {
        trustAnchors: [city.root.der],
        at: validationTime,
        password: ownerPassword,
      })
      expect(signatures).toMatchObject([{ conclusion: { indication: 'TOTAL-PASSED' } }])
    },
  )
})

describe('a damaged file', () => {
  const twice = (pdf: Uint8Array): Uint8Array =>
    changed(pdf, 'xref\n0 ', '3 0 obj\n<</Length 4>>\nstream\n1 g\n\nendstream\nendobj\nxref\n0 ')
  const inData = latin1('3 0 obj\n<</Length 4>>\nstream\n1 g\n\nendstream\nendobj\n')
  const hidden: PdfShape = {
    objects: new Map<number, PdfValue>([
      [100, { kind: 'stream', dictionary: dictionary({}), bytes: inData }],
    ]),
  }

  it.each<readonly [string, () => Uint8Array | Promise<Uint8Array>, string]>([
    ['that defines an object twice in one save', () => wrongStart(twice(table())), 'DOCUMENT_AMBIGUOUS'],
    [
      'with another definition in the data of a stream',
      () => wrongStart(table(hidden)),
      'DOCUMENT_AMBIGUOUS',
    ],
    ['that is signed already', async () => wrongStart(await signedSample(city), 9), 'DAMAGED_AND_SIGNED'],
    ['with a page that its table calls free', () => withoutEntry(table(), 10), 'PAGE_NOT_FOUND'],
    ['that is cut short before its catalog', () => latin1('%PDF-1.7\nnothing'), 'PDF_TRUNCATED'],
    ['without pages', () => wrongStart(table({ catalogEntries: { Pages: null } })), 'PAGE_TREE_INVALID'],
    [
      'whose numbers go beyond what readers take',
      () => wrongStart(table({ trailerEntries: { Size: 8_388_608 } })),
      'LIMIT_EXCEEDED',
    ],
  ])('%s is not signed', async (_, damaged, code) => {
    await expect(prepare(await damaged())).rejects.toMatchObject({ code })
  })

  it('that repeats a definition word for word is signed', async () => {
    const repeated = changed(
      table(),
      'xref\n0 ',
      `${textOf(table()).match(/3 0 obj[\s\S]*?endobj\n/)?.[0] ?? ''}xref\n0 `,
    )
    const { warnings } = await prepare(wrongStart(repeated))
    expect(warnings.join()).toContain('RECOVERED')
  })

  it('with a number far above all others is not filled up to it', async () => {
    const far = wrongStart(changed(table(), 'xref\n0 ', '3000000 0 obj\n<</Type /Far>>\nendobj\nxref\n0 '))
    const { update } = await prepare(far)
    expect(update.length).toBeLessThan(50_000)
    const document = openPdf(await signedSample(city, { pdf: far }))
    expect(document.get(ref(3_000_000))).toEqual(dictionary({ Type: name('Far') }))
  })
})
