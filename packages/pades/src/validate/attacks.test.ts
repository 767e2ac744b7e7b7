// The attack catalogue on the signature itself (USF, ISA, SWA and their kin): each one edits a signed file, none may pass, and each
// ends in the failure that it should.
import { beforeAll, describe, expect, it } from 'vitest'
import { latin1 } from '../pdf/characters.ts'
import { openPdf } from '../pdf/document.ts'
import { dictionary, isDictionary, name, type PdfDictionary, type PdfValue, ref } from '../pdf/objects.ts'
import { appendRevision, withEntries } from '../testing/append-revision.ts'
import { signedSample, validationTime } from '../testing/signed-samples.ts'
import { type TestCity, testCity } from '../testing/test-pki.ts'
import { validatePdf } from './index.ts'

let city: TestCity
let signed: Uint8Array
let text: string

beforeAll(async () => {
  city = await testCity()
  signed = await signedSample(city)
  text = Buffer.from(signed).toString('latin1')
})

const validate = (pdf: Uint8Array) => validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime })

/** Replaces text by text of the same length, so that every offset stays true. */
function replaced(pattern: RegExp, replacement: (found: string) => string): Uint8Array {
  const edited = text.replace(pattern, (found) => {
    const value = replacement(found)
    if (value.length > found.length) throw new TypeError('the replacement is longer than what it replaces')
    return value.padEnd(found.length, ' ')
  })
  if (edited === text) throw new TypeError(`nothing in the file is like ${pattern}`)
  return latin1(edited)
}

const BYTE_RANGE = /\/ByteRange\s*\[[^\]]*\]/
const CONTENTS = /\/Contents\s*<[0-9A-Fa-f]*>/

function numbers(): readonly [number, number, number, number] {
  const [first = 0, second = 0, third = 0, fourth = 0] = (BYTE_RANGE.exec(text)?.[0].match(/\d+/g) ?? []).map(
    Number,
  )
  return [first, second, third, fourth]
}

const byteRange = (...values: readonly (number | string)[]) =>
  replaced(BYTE_RANGE, () => `/ByteRange [${values.join(' ')}]`)

interface Attack {
  readonly title: string
  readonly reason: string
  readonly make: () => Uint8Array
}

const malformed: readonly Attack[] = [
  {
    title: 'a ByteRange that is gone',
    reason: 'four non-negative integers',
    make: () => replaced(BYTE_RANGE, () => ''),
  },
  {
    title: 'a ByteRange that is null',
    reason: 'four non-negative',
    make: () => replaced(BYTE_RANGE, () => '/ByteRange null'),
  },
  { title: 'an empty ByteRange', reason: 'four non-negative', make: () => byteRange() },
  { title: 'a ByteRange of two numbers', reason: 'four non-negative', make: () => byteRange(0, 10) },
  {
    title: 'a ByteRange of six numbers',
    reason: 'four non-negative',
    make: () => byteRange(0, 1, 2, 3, 4, 5),
  },
  {
    title: 'a ByteRange of names',
    reason: 'four non-negative',
    make: () => byteRange('/a', '/b', '/c', '/d'),
  },
  {
    title: 'a negative offset',
    reason: 'four non-negative',
    make: () => byteRange(0, -1, numbers()[2], numbers()[3]),
  },
  {
    title: 'a fraction',
    reason: 'four non-negative',
    make: () => byteRange(0, 1.5, numbers()[2], numbers()[3]),
  },
  {
    title: 'a first range that starts later',
    reason: 'not at 0',
    make: () => byteRange(1, numbers()[1] - 1, numbers()[2], numbers()[3]),
  },
  {
    title: 'an empty first range',
    reason: 'empty range',
    make: () => byteRange(0, 0, numbers()[2], numbers()[3]),
  },
  {
    title: 'an empty second range',
    reason: 'empty range',
    make: () => byteRange(0, numbers()[1], numbers()[2], 0),
  },
  {
    title: 'ranges that overlap',
    reason: 'no room',
    make: () => byteRange(0, numbers()[1], numbers()[1] - 5, numbers()[3]),
  },
  {
    title: 'a range past the end of the file',
    reason: 'the file at',
    make: () => byteRange(0, numbers()[1], numbers()[2], numbers()[3] + 1),
  },
  {
    title: 'a gap that is wider than Contents',
    reason: 'not exactly',
    make: () => byteRange(0, numbers()[1] - 1, numbers()[2], numbers()[3]),
  },
  {
    title: 'a gap that ends after Contents',
    reason: 'not exactly',
    make: () => byteRange(0, numbers()[1], numbers()[2] + 1, numbers()[3] - 1),
  },
  {
    title: 'Contents that is gone',
    reason: 'not a direct hexadecimal',
    make: () => replaced(CONTENTS, () => ''),
  },
  {
    title: 'Contents that is null',
    reason: 'not a direct hexadecimal',
    make: () => replaced(CONTENTS, () => '/Contents null'),
  },
  {
    title: 'Contents of zeros',
    reason: 'cannot be read as CMS',
    make: () =>
      replaced(CONTENTS, (found) =>
        found.replace(/[0-9A-Fa-f]+>/, (digits) => `${'0'.repeat(digits.length - 1)}>`),
      ),
  },
  {
    title: 'bytes after the CMS object in Contents',
    reason: 'other than zero padding',
    make: () => replaced(CONTENTS, (found) => `${found.slice(0, -3)}01>`),
  },
  {
    title: 'a second ByteRange',
    reason: 'twice',
    make: () => replaced(/\/Filter\s*\/Adobe\.PPKLite/, () => '/Type/Sig/Type/Sig'),
  },
]

describe('a signature that is malformed', () => {
  it.each(malformed)('fails for $title', async ({ make, reason }) => {
    const { signatures } = await validate(make())
    expect(signatures).toHaveLength(1)
    expect(signatures[0]?.conclusion).toEqual({
      indication: 'TOTAL-FAILED',
      subIndication: 'FORMAT_FAILURE',
      reason: expect.stringContaining(reason),
    })
  })

  it('is indeterminate when its encoding is one that cannot be verified', async () => {
    const { signatures } = await validate(
      replaced(/\/SubFilter\s*\/ETSI\.CAdES\.detached/, () => '/SubFilter/adbe.x509.rsa_sha1'),
    )
    expect(signatures[0]?.conclusion).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'SIG_CONSTRAINTS_FAILURE',
    })
    expect(signatures[0]?.integrity.kind).toBe('undetermined')
  })
})

/** The signature's field and value as objects of the file. */
function parts() {
  const document = openPdf(signed)
  const form = document.resolve(document.catalog.entries.get('AcroForm'))
  const fields = isDictionary(form) ? document.resolve(form.entries.get('Fields')) : null
  const fieldRef = Array.isArray(fields) ? fields[0] : null
  const field = document.resolve(fieldRef)
  if (!isDictionary(field) || !isDictionary(form) || typeof fieldRef !== 'object')
    throw new TypeError('no field')
  const valueRef = field.entries.get('V')
  const value = document.resolve(valueRef)
  if (!isDictionary(value)) throw new TypeError('no signature')
  return {
    document,
    form,
    field,
    fieldRef,
    value,
    valueNumber: numberOf(valueRef),
    fieldNumber: numberOf(fieldRef),
  }
}

function numberOf(value: PdfValue | undefined): number {
  if (typeof value === 'object' && value !== null && 'objectNumber' in value) return value.objectNumber
  throw new TypeError('expected a reference')
}

const catalogWith = (
  document: ReturnType<typeof parts>['document'],
  entries: Record<string, PdfValue>,
): PdfDictionary => withEntries(document.catalog, entries)

describe('an update that touches the signature', () => {
  it('fails when the signature dictionary is written again with another reason', async () => {
    const { value, valueNumber } = parts()
    const spoofed = withEntries(value, {
      Reason: { kind: 'string', bytes: latin1('Lain'), hexadecimal: false },
    })
    const { signatures } = await validate(appendRevision(signed, new Map([[valueNumber, spoofed]])))
    expect(signatures.map(({ conclusion }) => conclusion)).toMatchObject([
      { subIndication: 'FORMAT_FAILURE' },
    ])
  })

  it('fails, and does not say "no signature", when the value is gone', async () => {
    const { field, fieldNumber } = parts()
    const emptied = withEntries(field, { V: null })
    const { signatures } = await validate(appendRevision(signed, new Map([[fieldNumber, emptied]])))
    expect(signatures.length).toBeGreaterThan(0)
    for (const { conclusion } of signatures)
      expect(conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })

  it('fails when the value is freed', async () => {
    const { valueNumber } = parts()
    const { signatures } = await validate(appendRevision(signed, new Map([[valueNumber, undefined]])))
    expect(signatures.length).toBeGreaterThan(0)
    for (const { conclusion } of signatures)
      expect(conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })

  it('finds the signature when the form no longer lists its field', async () => {
    const { document, form } = parts()
    const catalog = catalogWith(document, { AcroForm: withEntries(form, { Fields: [] }) })
    const { signatures } = await validate(appendRevision(signed, new Map([[1, catalog]])))
    expect(signatures).toHaveLength(1)
    expect(signatures[0]).toMatchObject({
      conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      findings: [{ code: 'FIELD_REMOVED' }],
    })
  })

  it('fails both when two fields have one name', async () => {
    const { document, form, field, fieldRef } = parts()
    const twin = 900
    const catalog = catalogWith(document, {
      AcroForm: withEntries(form, { Fields: [fieldRef ?? null, ref(twin)] }),
    })
    const attacked = appendRevision(
      signed,
      new Map<number, PdfValue>([
        [1, catalog],
        [twin, field],
      ]),
    )
    const { signatures } = await validate(attacked)
    expect(signatures).toHaveLength(2)
    for (const { conclusion } of signatures)
      expect(conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })

  it('fails both when two fields have one signature as their value', async () => {
    const { document, form, field, fieldRef } = parts()
    const other = withEntries(field, { T: { kind: 'string', bytes: latin1('Lain'), hexadecimal: false } })
    const catalog = catalogWith(document, {
      AcroForm: withEntries(form, { Fields: [fieldRef ?? null, ref(900)] }),
    })
    const attacked = appendRevision(
      signed,
      new Map<number, PdfValue>([
        [1, catalog],
        [900, other],
      ]),
    )
    const { signatures } = await validate(attacked)
    expect(signatures).toHaveLength(2)
    for (const { conclusion } of signatures) {
      expect(conclusion).toMatchObject({ reason: expect.stringContaining('more than one signature field') })
    }
  })

  it('fails a signature dictionary that only an object of the file shows', async () => {
    const { valueNumber, value } = parts()
    expect(valueNumber).toBeGreaterThan(0)
    const { signatures } = await validate(appendRevision(signed, new Map<number, PdfValue>([[901, value]])))
    expect(signatures).toMatchObject([{ field: 'Signature1' }, { field: '(object 901)' }])
    expect(signatures[1]?.conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })
})

describe('bytes after the signed ones', () => {
  it('fail the signature when they belong to no revision', async () => {
    const attacked = new Uint8Array([...signed, ...latin1('3 0 obj\n<</Length 0>>\nendobj\n')])
    const { signatures } = await validate(attacked)
    expect(signatures[0]).toMatchObject({
      coverage: 'ENTIRE_REVISION',
      findings: [{ code: 'TRAILING_BYTES' }],
      conclusion: { subIndication: 'FORMAT_FAILURE' },
    })
  })

  it('are a doubt when an object among them is in no cross-reference', async () => {
    const hidden = latin1('3 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n')
    const attacked = appendRevision(new Uint8Array([...signed, ...hidden]), new Map([[900, name('Umpan')]]))
    const { signatures } = await validate(attacked)
    expect(signatures[0]).toMatchObject({
      modification: 'NONE',
      conclusion: {
        indication: 'INDETERMINATE',
        subIndication: 'GENERIC',
        reason: expect.stringContaining('object 3'),
      },
    })
  })

  it('are no change when they are white space', async () => {
    const { signatures } = await validate(new Uint8Array([...signed, ...latin1('\r\n \n')]))
    expect(signatures[0]).toMatchObject({ modification: 'NONE', conclusion: { indication: 'TOTAL-PASSED' } })
  })

  it('fail the signature when the file ends before its signed revision does', async () => {
    const { signatures, error } = await validate(signed.subarray(0, -3))
    expect(error === undefined && signatures[0]?.conclusion.indication).not.toBe('TOTAL-PASSED')
    expect(signatures[0]?.conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })

  it('fail a later signature whose range crosses the earlier one', async () => {
    const twice = await signedSample(city, { pdf: signed })
    const edited = Buffer.from(twice).toString('latin1')
    const last = edited.lastIndexOf('/ByteRange')
    const own = numbers()
    const end = edited.indexOf(']', last)
    const forged = `/ByteRange [0 ${own[1]} ${own[2]} ${twice.length - own[2]}`.padEnd(end - last, ' ')
    const { signatures } = await validate(latin1(edited.slice(0, last) + forged + edited.slice(end)))
    expect(signatures).toHaveLength(2)
    expect(signatures[1]?.conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })
})

describe('a field of another kind', () => {
  it('is not taken for a signature', async () => {
    const { document, form, fieldRef } = parts()
    const textField = dictionary({
      FT: name('Tx'),
      T: { kind: 'string', bytes: latin1('Nama'), hexadecimal: false },
      V: name('x'),
    })
    const catalog = catalogWith(document, {
      AcroForm: withEntries(form, { Fields: [fieldRef ?? null, ref(900)] }),
    })
    const { signatures } = await validate(
      appendRevision(
        signed,
        new Map<number, PdfValue>([
          [1, catalog],
          [900, textField],
        ]),
      ),
    )
    expect(signatures).toHaveLength(1)
    expect(signatures[0]?.findings).toMatchObject([{ code: 'FIELD_ADDED', level: 'UNDEFINED' }])
  })
})
