// Signing and validating encrypted files (ISO 32000-2 §7.6): what was signed is validated with
// either password, and nothing is passed that could not be decrypted.

import {
  appendRevision,
  buildPdf,
  type EncryptedSample,
  encryptedSamples,
  formsOnlySample,
  restrictedSamples,
  signedBytes,
  signingTime,
  timestamped,
  validationTime,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, type TestCity, testCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareSignature } from '../../create/index.ts'
import {
  byteString,
  dictionary,
  isDictionary,
  isString,
  name,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { textOf } from '../../pdf/syntax/text.ts'
import { validatePdf } from '../index.ts'

let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

const fields = {
  signingTime,
  reason: 'Alasan rekaan',
  name: 'Nama Rekaan',
  location: 'Kota',
  contactInfo: 'Loket',
}

const sign = (pdf: Uint8Array, password?: string): Promise<Uint8Array> =>
  signedBytes(pdf, {
    custodian: custodianOf(city.signer, city.authority),
    baseline: { level: 'B-B' },
    fields,
    ...(password === undefined ? {} : { password }),
  })

const validate = (pdf: Uint8Array, password?: string) =>
  validatePdf(pdf, {
    trustAnchors: [city.root.der],
    at: validationTime,
    ...(password === undefined ? {} : { password }),
  })

function sampleOf(title: string): EncryptedSample {
  const found = encryptedSamples.find((sample) => sample.title === title)
  if (found === undefined) throw new TypeError(`there is no sample ${title}`)
  return found
}

const every = [...encryptedSamples, ...restrictedSamples, formsOnlySample]
const mayChange = (sample: EncryptedSample): boolean => encryptedSamples.includes(sample)
const withPasswords = every.flatMap((sample) => [
  ...(mayChange(sample) ? [{ ...sample, which: 'user', password: sample.userPassword }] : []),
  { ...sample, which: 'owner', password: sample.ownerPassword },
])

describe('an encrypted file', () => {
  it.each(withPasswords)('of $title, signed as $which, passes with either password', async (sample) => {
    const signed = await sign(sample.pdf, sample.password)
    expect(signed.subarray(0, sample.pdf.length)).toEqual(sample.pdf)
    for (const password of [sample.userPassword, sample.ownerPassword]) {
      const { signatures, warnings } = await validate(signed, password)
      expect(signatures).toMatchObject([
        {
          conclusion: { indication: 'TOTAL-PASSED' },
          integrity: { kind: 'intact' },
          coverage: 'ENTIRE_FILE',
          modification: 'NONE',
        },
      ])
      expect(warnings).toEqual([])
    }
  })

  it.each(encryptedSamples)(
    'of $title carries no string of the signature in clear, and /Contents in clear',
    async (sample) => {
      const signed = await sign(sample.pdf, sample.userPassword)
      const update = new TextDecoder('latin1').decode(signed.subarray(sample.pdf.length))
      for (const text of ['Alasan', 'Nama', 'Kota', 'Loket', 'D:2026', 'Signature1'])
        expect(update).not.toContain(text)
      expect(update).toMatch(/\/Contents <30[0-9a-f]+>/)
      const document = openPdf(signed, { password: sample.ownerPassword })
      const dictionaries = [...(document.revisions.at(-1)?.entries.keys() ?? [])]
        .map((number) => document.get(ref(number)))
        .filter(isDictionary)
      const signature = dictionaries.find(({ entries }) => entries.has('ByteRange'))
      const reason = signature?.entries.get('Reason')
      expect(isString(reason) && textOf(reason)).toBe(fields.reason)
    },
  )

  it.each(encryptedSamples)('of $title is signed a second time, with a time-stamp', async (sample) => {
    const once = await sign(sample.pdf, sample.userPassword)
    const twice = await signedBytes(once, {
      custodian: custodianOf(city.signer, city.authority),
      baseline: timestamped(city, signingTime),
      fields,
      password: sample.ownerPassword,
    })
    const { signatures } = await validate(twice, sample.userPassword)
    expect(signatures.map(({ conclusion, field }) => [field, conclusion.indication])).toEqual([
      ['Signature1', 'TOTAL-PASSED'],
      ['Signature2', 'TOTAL-PASSED'],
    ])
  })

  it('is signed the same when it is prepared again', async () => {
    const { pdf, userPassword } = sampleOf('AES of 256 bits')
    const { algorithm, certificatePath } = custodianOf(city.signer, city.authority)
    const prepare = () =>
      prepareSignature(pdf, { fields, algorithm, certificatePath, password: userPassword })
    expect((await prepare()).update).toEqual((await prepare()).update)
  })

  it.each<readonly [string, Uint8Array, string | undefined, string]>([
    ['without a password that it needs', sampleOf('AES of 256 bits').pdf, undefined, 'PDF_PASSWORD_NEEDED'],
    ['with a wrong password', sampleOf('RC4 of 40 bits').pdf, 'salah', 'PDF_PASSWORD_NEEDED'],
    ...restrictedSamples.map(
      ({ pdf }) => ['that allows users no changes', pdf, undefined, 'SIGNING_NOT_PERMITTED'] as const,
    ),
    ['that allows users to fill in forms alone', formsOnlySample.pdf, '', 'SIGNING_NOT_PERMITTED'],
    [
      'by a handler that is not known',
      buildPdf({ trailerEntries: { Encrypt: dictionary({ Filter: name('Adobe.PubSec') }) } }),
      undefined,
      'PDF_ENCRYPTION_UNSUPPORTED',
    ],
    [
      'by a handler that is not known, in object streams',
      buildPdf({ xref: 'stream', trailerEntries: { Encrypt: dictionary({ Filter: name('Adobe.PubSec') }) } }),
      undefined,
      'PDF_ENCRYPTION_UNSUPPORTED',
    ],
  ])('is not signed %s', async (_, pdf, password, code) => {
    await expect(sign(pdf, password)).rejects.toMatchObject({ code })
  })

  it.each(encryptedSamples)('of $title is in doubt while it is locked', async (sample) => {
    const signed = await sign(sample.pdf, sample.userPassword)
    for (const password of [undefined, 'salah']) {
      const { signatures, error } = await validate(signed, password)
      const reasons = signatures.map(({ conclusion }) => conclusion)
      // The field's name is encrypted too.
      for (const { field } of signatures) expect(field).toMatch(/^\(object \d+\)$/)
      if (reasons.length === 0) expect(error?.code).toBe('PDF_PASSWORD_NEEDED')
      for (const reason of reasons) {
        expect(reason).toMatchObject({
          indication: 'INDETERMINATE',
          reason: expect.stringContaining('PDF_PASSWORD_NEEDED'),
        })
      }
    }
  })

  it('does not count as unsigned while it is locked', async () => {
    const { signatures, error } = await validate(sampleOf('AES of 256 bits').pdf)
    expect(signatures).toEqual([])
    expect(error?.code).toBe('PDF_PASSWORD_NEEDED')
  })
})

describe('a signed encrypted file', () => {
  const sample = sampleOf('RC4 of 128 bits')
  let signed: Uint8Array
  let trailer: Readonly<Record<string, PdfValue>>

  beforeAll(async () => {
    signed = await sign(sample.pdf, sample.userPassword)
    trailer = Object.fromEntries(openPdf(signed, { password: sample.userPassword }).trailer.entries)
  })

  const kept = (): Readonly<Record<string, PdfValue>> => ({
    Encrypt: trailer['Encrypt'] ?? null,
    ID: trailer['ID'] ?? null,
  })

  it.each<readonly [string, () => Uint8Array]>([
    ['dropped', () => appendRevision(signed, new Map())],
    [
      'replaced by one that encrypts nothing',
      () => appendRevision(signed, new Map(), { ...kept(), Encrypt: identity() }),
    ],
    [
      'changed in its place',
      () => {
        const { encryption = dictionary({}), trailer: before } = openPdf(signed)
        const reference = before.entries.get('Encrypt')
        const number =
          typeof reference === 'object' && reference !== null && 'objectNumber' in reference
            ? reference.objectNumber
            : 0
        return appendRevision(signed, new Map([[number, withEntries(encryption, { P: -1 })]]), kept())
      },
    ],
    [
      'given another first identifier',
      () =>
        appendRevision(signed, new Map(), {
          ...kept(),
          ID: [byteString(new Uint8Array(16)), byteString(new Uint8Array(16))],
        }),
    ],
    [
      'left, and an object replaced by one in clear',
      () => appendRevision(signed, new Map([[1, catalogInClear()]]), kept()),
    ],
  ])('does not pass when its encryption is %s', async (_, attack) => {
    const { signatures, error } = await validate(attack(), sample.userPassword)
    expect(error === undefined && signatures.length === 0).toBe(false)
    for (const { conclusion } of signatures) expect(conclusion.indication).not.toBe('TOTAL-PASSED')
  })

  function catalogInClear(): PdfValue {
    const { catalog } = openPdf(signed, { password: sample.userPassword })
    return withEntries(catalog, { Lang: byteString(Uint8Array.of(1, 2, 3)) })
  }

  function identity(): PdfValue {
    const { encryption = dictionary({}) } = openPdf(signed)
    return withEntries(encryption, { V: 4, R: 4, StmF: name('Identity'), StrF: name('Identity') })
  }
})
