// What is said of a document before it is signed is what validation says of it afterwards: each
// refusal has a vector, which is signed all the same and does not pass; and honest files of every
// structure are signable, once and again.

import {
  appendRevision,
  buildPdf,
  certifiedSample,
  crowdedFiles,
  encryptedSamples,
  signedSample,
  structures,
  timestamped,
  validationTime,
} from '@tapis/testing/pdf'
import { type TestCity, testCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { PadesError } from '../../create/errors.ts'
import { PdfError } from '../../pdf/errors.ts'
import { dictionary, name, type PdfValue, ref, textString } from '../../pdf/objects.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { examineForSigning, isBroken, type Signability, type SignabilityCode, validatePdf } from '../index.ts'

let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

const FIELD = 'Sesudahnya'
const textOf = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1')

async function examined(pdf: Uint8Array): Promise<Signability> {
  return await examineForSigning(pdf, { trust: { trustAnchors: [city.root.der], at: validationTime } })
}

/** Whether a signature on it passes and breaks none; the code of why there is none. */
async function outcome(pdf: Uint8Array): Promise<string> {
  try {
    const signed = await signedSample(city, { pdf, fieldName: FIELD })
    const { signatures } = await validatePdf(signed, { trustAnchors: [city.root.der], at: validationTime })
    const own = signatures.find(({ field }) => field === FIELD)
    const isSound = own?.conclusion.indication === 'TOTAL-PASSED' && !signatures.some(isBroken)
    return isSound ? 'passes' : 'does not pass'
  } catch (error) {
    if (!(error instanceof PadesError || error instanceof PdfError)) throw error
    return error.code
  }
}

function manyRevisions(count: number): Uint8Array {
  let pdf = buildPdf()
  for (let at = 0; at < count; at++) pdf = appendRevision(pdf, new Map([[900, at]]))
  return pdf
}

function manySignatureFields(count: number): Uint8Array {
  const fields = Array.from({ length: count }, (_, index) => ref(100 + index))
  const field = (index: number) => dictionary({ FT: name('Sig'), T: textString(`f${index}`) })
  return buildPdf({
    catalogEntries: { AcroForm: dictionary({ Fields: fields }) },
    objects: new Map<number, PdfValue>(fields.map(({ objectNumber }, index) => [objectNumber, field(index)])),
  })
}

function crowded(title: string, bytes: number): Uint8Array {
  return crowdedFiles.find((file) => file.title === title)?.make(bytes) ?? new Uint8Array()
}

/** Another definition of the page's content, which only a reader that searches takes. */
function withStrayObject(): Uint8Array {
  const text = textOf(buildPdf())
  const stray = '3 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n'
  const at = text.lastIndexOf('\nxref\n') + 1
  const end = text.slice(at).replace(/startxref\n\d+/, `startxref\n${at + stray.length}`)
  return latin1(text.slice(0, at) + stray + end)
}

/** The second one has no /Prev. */
function twoWholeSaves(): Uint8Array {
  const first = textOf(buildPdf({ mediaBox: [0, 0, 9, 9] }))
  const second = textOf(buildPdf())
    .replace(/^\d{10}(?= \d{5} n)/gm, (offset) => String(Number(offset) + first.length).padStart(10, '0'))
    .replace(/startxref\n(\d+)/, (_, offset) => `startxref\n${Number(offset) + first.length}`)
  return latin1(first + second)
}

async function brokenSample(): Promise<Uint8Array> {
  const signed = await signedSample(city)
  const at = textOf(signed).indexOf('0.9 g')
  signed[at] = 0x31
  return signed
}

interface Vector {
  readonly title: string
  readonly make: () => Uint8Array | Promise<Uint8Array>
  readonly code: SignabilityCode
  /** What comes of signing it. */
  readonly outcome: string
}

const vectors: readonly Vector[] = [
  {
    title: 'more revisions than are compared',
    make: () => manyRevisions(600),
    code: 'TOO_COMPLEX',
    outcome: 'does not pass',
  },
  {
    title: 'arrays nested deeper than is read',
    make: () => crowded('arrays nested deeper', 4096),
    code: 'TOO_COMPLEX',
    outcome: 'does not pass',
  },
  {
    title: 'more values than a file is given memory for',
    make: () => crowded('empty strings', 1_400_000),
    code: 'TOO_COMPLEX',
    outcome: 'does not pass',
  },
  {
    title: 'more fields than are looked at',
    make: () => manySignatureFields(100_000),
    code: 'TOO_COMPLEX',
    outcome: 'does not pass',
  },
  {
    title: 'an object that only some readers see',
    make: withStrayObject,
    code: 'READERS_DISAGREE',
    outcome: 'does not pass',
  },
  {
    title: 'two whole saves that do not name each other',
    make: twoWholeSaves,
    code: 'READERS_DISAGREE',
    outcome: 'does not pass',
  },
  {
    title: 'a signature that is broken',
    make: brokenSample,
    code: 'EARLIER_SIGNATURE_BROKEN',
    outcome: 'does not pass',
  },
  {
    title: 'a change that its signature does not permit',
    make: async () =>
      appendRevision(await signedSample(city), new Map([[10, dictionary({ Type: name('Page') })]])),
    code: 'EARLIER_SIGNATURE_BROKEN',
    outcome: 'does not pass',
  },
  {
    title: 'a certification that permits nothing more',
    make: () => certifiedSample(city, buildPdf(), { permission: 1 }),
    code: 'EARLIER_SIGNATURE_FORBIDS',
    outcome: 'SIGNING_NOT_PERMITTED',
  },
  { title: 'no PDF', make: () => latin1('%!PS'), code: 'NOT_READABLE', outcome: 'NOT_A_PDF' },
  {
    title: 'a password that is not given',
    make: () => encryptedSamples[0]?.pdf ?? new Uint8Array(),
    code: 'NOT_READABLE',
    outcome: 'PDF_PASSWORD_NEEDED',
  },
]

describe('a document with', () => {
  it.each(vectors)('$title is refused before it is signed', async ({ make, code, outcome: expected }) => {
    const pdf = await make()
    expect(await examined(pdf)).toMatchObject({ kind: 'refused', code })
    expect(await outcome(pdf)).toBe(expected)
  })

  it.each(structures)('%s is signable, and signable again', async (_, shape) => {
    const pdf = buildPdf(shape)
    expect(await examined(pdf)).toEqual({ kind: 'signable' })
    const signed = await signedSample(city, {
      pdf,
      baseline: timestamped(city, new Date('2026-03-14T03:00:00Z')),
    })
    expect(await examined(signed)).toEqual({ kind: 'signable' })
    expect(await outcome(signed)).toBe('passes')
  })

  it.each<readonly [string, () => Uint8Array]>([
    ['as many revisions as are compared', () => manyRevisions(510)],
    ['as many fields as are looked at', () => manySignatureFields(99_000)],
    ['no end, as readers repair it', () => latin1(textOf(buildPdf()).replace(/startxref[\s\S]*$/, ''))],
  ])('%s is signable', async (_, make) => {
    const pdf = make()
    expect(await examined(pdf)).toEqual({ kind: 'signable' })
    expect(await outcome(pdf)).toBe('passes')
  })

  it('an earlier signature of somebody else is signable, whoever is trusted', async () => {
    const signed = await signedSample(city)
    expect(await examineForSigning(signed)).toEqual({ kind: 'signable' })
  })

  it('an encryption is signable with its password', async () => {
    const [sample] = encryptedSamples
    if (sample === undefined) throw new TypeError('there is no sample')
    expect(await examineForSigning(sample.pdf, { password: sample.ownerPassword })).toEqual({
      kind: 'signable',
    })
  })

  it('damage is refused where that is what it meets', async () => {
    const pdf = latin1(textOf(buildPdf()).replace(/startxref[\s\S]*$/, ''))
    expect(await examineForSigning(pdf, { damage: 'refuse' })).toMatchObject({
      kind: 'refused',
      code: 'NOT_READABLE',
    })
  })
})
