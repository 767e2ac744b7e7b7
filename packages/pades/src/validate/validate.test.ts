import {
  appendRevision,
  buildPdf,
  type PdfShape,
  signedBytes,
  signedSample,
  structures,
  timestamped,
  validationTime,
  withEntries,
} from '@tapis/testing/pdf'
import { custodianOf, issue, type TestCity, testCity } from '@tapis/testing/pki'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { dictionary, isDictionary, name, type PdfDictionary, type PdfValue, ref } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open.ts'
import { latin1 } from '../pdf/syntax/characters.ts'
import { validatePdf } from './index.ts'

let city: TestCity
let signed: Uint8Array

beforeAll(async () => {
  city = await testCity()
  signed = await signedSample(city)
})

const validate = (pdf: Uint8Array, options: { at?: Date; trustAnchors?: readonly Uint8Array[] } = {}) =>
  validatePdf(pdf, { trustAnchors: [city.root.der], at: validationTime, ...options })

async function only(pdf: Uint8Array, options: { at?: Date; trustAnchors?: readonly Uint8Array[] } = {}) {
  const { signatures } = await validate(pdf, options)
  const [report, ...more] = signatures
  if (report === undefined || more.length > 0)
    throw new TypeError(`expected one signature, found ${signatures.length}`)
  return report
}

describe('validatePdf', () => {
  it('passes a baseline B-B signature whose path leads to the anchor', async () => {
    expect(await only(signed)).toMatchObject({
      field: 'Signature1',
      kind: 'signature',
      conclusion: { indication: 'TOTAL-PASSED' },
      integrity: { kind: 'intact' },
      coverage: 'ENTIRE_FILE',
      modification: 'NONE',
      level: 'B-B',
      signer: { commonName: 'Penanda Tangan Rekaan', issuer: 'CN=Penerbit Kota Rekaan,C=ID' },
      claimedSigningTime: new Date('2026-03-14T02:26:53Z'),
      reason: 'Pengesahan rekaan',
      revocation: [{ status: 'not-published' }, { status: 'not-published' }, { status: 'anchor' }],
    })
  })

  it.each(structures)('passes a signature on %s', async (_title, shape) => {
    const report = await only(await signedSample(city, { shape }))
    expect(report).toMatchObject({ conclusion: { indication: 'TOTAL-PASSED' }, coverage: 'ENTIRE_FILE' })
  })

  it('passes both of two signatures, the second being an allowed change after the first', async () => {
    const twice = await signedSample(city, { pdf: signed })
    const { signatures } = await validate(twice)
    expect(signatures).toMatchObject([
      { field: 'Signature1', coverage: 'ENTIRE_REVISION', modification: 'FORM_FILLING' },
      { field: 'Signature2', coverage: 'ENTIRE_FILE', modification: 'NONE' },
    ])
    expect(signatures.map(({ conclusion }) => conclusion.indication)).toEqual([
      'TOTAL-PASSED',
      'TOTAL-PASSED',
    ])
  })

  it('takes no policy that there is not, and no anchor in PEM', async () => {
    const never = JSON.parse('{ "revocation": "never" }')
    await expect(
      validatePdf(signed, { trustAnchors: [city.root.der], at: validationTime, policy: never }),
    ).rejects.toThrow(TypeError)
    for (const clockSkewSeconds of [-1, 0.5, Number.NaN, 86_401]) {
      const skewed = { trustAnchors: [city.root.der], at: validationTime, policy: { clockSkewSeconds } }
      await expect(validatePdf(signed, skewed)).rejects.toThrow('clock skew')
    }
    const trustAnchors = [latin1(`-----BEGIN CERTIFICATE-----\n${city.root.der.toBase64()}\n`)]
    await expect(validate(signed, { trustAnchors })).rejects.toThrow(
      'expected a certificate in DER, found PEM',
    )
  })

  it('finds no signature in an unsigned document, and says nothing else', async () => {
    expect(await validate(buildPdf())).toEqual({ signatures: [], warnings: [] })
  })

  it('keeps integrity apart from trust', async () => {
    const report = await only(signed, { trustAnchors: [] })
    expect(report.integrity).toEqual({ kind: 'intact' })
    expect(report.conclusion).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' })
  })

  it('calls a changed byte of the content a hash failure, trusted or not', async () => {
    const changed = signed.slice()
    const at = Buffer.from(signed).indexOf('0.9 g')
    changed[at] = '1'.charCodeAt(0)
    for (const trustAnchors of [[city.root.der], []]) {
      const report = await only(changed, { trustAnchors })
      expect(report.conclusion).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' })
      expect(report.integrity.kind).toBe('broken')
    }
  })

  it('calls a signature by another key a cryptographic failure', async () => {
    const other = await issue({ subject: 'CN=Kunci Lain' })
    const { sign } = custodianOf(other)
    const custodian = { ...custodianOf(city.signer, city.authority), sign }
    const forged = await signedBytes(buildPdf(), {
      custodian,
      baseline: { level: 'B-B' },
      fields: { signingTime: validationTime },
    })
    expect((await only(forged)).conclusion).toMatchObject({ subIndication: 'SIG_CRYPTO_FAILURE' })
  })

  it.each([
    ['before its certificate is in force', '2025-06-01T00:00:00Z'],
    ['after its certificate has expired', '2037-06-01T00:00:00Z'],
  ])('does not pass a signature judged %s without proof of its time', async (_title, at) => {
    const { root, authority } = city
    const longLived = { notBefore: '2020-01-01T00:00:00Z', notAfter: '2050-01-01T00:00:00Z' }
    const oldRoot = await issue({ subject: root.subject, isCa: true, ...longLived })
    const oldAuthority = await issue({
      subject: authority.subject,
      issuer: oldRoot,
      isCa: true,
      ...longLived,
    })
    const signer = await issue({ subject: 'CN=Penanda Tangan Rekaan', issuer: oldAuthority })
    const pdf = await signedSample({ ...city, authority: oldAuthority, signer })
    const report = await only(pdf, { at: new Date(at), trustAnchors: [oldRoot.der] })
    expect(report.conclusion).toMatchObject({ subIndication: 'OUT_OF_BOUNDS_NO_POE' })
  })

  it('reports an error for what is no PDF, instead of throwing', async () => {
    expect(await validate(latin1('bukan PDF'))).toMatchObject({
      signatures: [],
      error: { code: 'NOT_A_PDF' },
    })
    expect(await validate(new Uint8Array())).toMatchObject({ error: { code: 'PDF_EMPTY' } })
  })

  it('does not pass a signature in a file whose cross-reference had to be rebuilt', async () => {
    const text = Buffer.from(signed).toString('latin1')
    const at = text.lastIndexOf('startxref\n') + 'startxref\n'.length
    const broken = latin1(
      `${text.slice(0, at)}${'9'.repeat(text.indexOf('\n', at) - at)}${text.slice(text.indexOf('\n', at))}`,
    )
    const report = await only(broken)
    expect(report.conclusion.indication).not.toBe('TOTAL-PASSED')
  })
})

describe('what happens after signing', () => {
  const Nama: PdfValue = { kind: 'string', bytes: latin1('Nama'), hexadecimal: false }
  const field = dictionary({ FT: name('Tx'), T: Nama, V: name('Ani'), Subtype: name('Widget') })
  const shape: PdfShape = {
    catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
    pageEntries: { Annots: [ref(100)] },
    objects: new Map<number, PdfValue>([[100, field]]),
  }
  const judged = async (objects: (page: PdfDictionary) => ReadonlyMap<number, PdfValue>) => {
    const form = await signedSample(city, { shape })
    const page = openPdf(form).get(ref(10))
    if (!isDictionary(page)) throw new TypeError('no page')
    return await only(appendRevision(form, objects(page)))
  }

  it('passes when a form was filled in, and lists it', async () => {
    const report = await judged(() => new Map([[100, withEntries(field, { V: name('Budi') })]]))
    expect(report).toMatchObject({
      conclusion: { indication: 'TOTAL-PASSED' },
      modification: 'FORM_FILLING',
      findings: [{ code: 'FIELD_MODIFIED', object: 100 }],
    })
  })

  it('is a doubt when an annotation was put on the page', async () => {
    const note = dictionary({ Type: name('Annot'), Subtype: name('Text'), Rect: [200, 200, 210, 210] })
    const report = await judged((page) => {
      const annotations = page.entries.get('Annots')
      const Annots = [...(Array.isArray(annotations) ? annotations : []), ref(900)]
      return new Map<number, PdfValue>([
        [900, note],
        [10, withEntries(page, { Annots })],
      ])
    })
    expect(report).toMatchObject({
      modification: 'ANNOTATIONS',
      conclusion: { indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE' },
      integrity: { kind: 'intact' },
    })
  })

  it('is a failure when the page shows something else', async () => {
    const report = await judged((page) => new Map([[10, withEntries(page, { Contents: ref(2) })]]))
    expect(report).toMatchObject({
      modification: 'UNDEFINED',
      conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' },
      integrity: { kind: 'intact' },
    })
  })
})

describe('the time of a signature', () => {
  const time = new Date('2026-03-14T02:27:00Z')

  it('is proven by its timestamp, which makes the level B-T', async () => {
    const report = await only(await signedSample(city, { baseline: timestamped(city, time) }))
    expect(report).toMatchObject({
      conclusion: { indication: 'TOTAL-PASSED' },
      level: 'B-T',
      bestSignatureTime: time,
      timestamps: [
        {
          kind: 'signature-timestamp',
          conclusion: { indication: 'TOTAL-PASSED' },
          authority: 'Stempel Waktu Rekaan',
        },
      ],
    })
  })

  it('decides about an expired certificate: proven within its validity, the signature passes', async () => {
    const expiring = await testCity({ notAfter: '2026-04-01T00:00:00Z' })
    const trustAnchors = [expiring.root.der]
    const plain = await signedSample(expiring)
    expect((await only(plain, { trustAnchors })).conclusion).toMatchObject({
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
    })
    const proven = await signedSample(expiring, { baseline: timestamped(expiring, time) })
    expect((await only(proven, { trustAnchors })).conclusion).toEqual({ indication: 'TOTAL-PASSED' })
  })

  it('fails a signature proven to be older than its certificate', async () => {
    const future = await testCity({ notBefore: '2026-05-01T00:00:00Z' })
    const pdf = await signedSample(future, { baseline: timestamped(future, time) })
    const report = await only(pdf, { trustAnchors: [future.root.der] })
    expect(report.conclusion).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'NOT_YET_VALID' })
  })

  it('is not proven by an authority that nobody trusts', async () => {
    const stranger = await testCity()
    const pdf = await signedSample(city, { baseline: timestamped(stranger, time) })
    const report = await only(pdf)
    expect(report.bestSignatureTime).toBeUndefined()
    expect(report.timestamps).toMatchObject([{ conclusion: { subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' } }])
  })
})

describe('any damage', () => {
  it('of one byte of a signed file keeps it from passing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(signed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = signed.slice()
        damaged[at] = (damaged[at] ?? 0) ^ change
        const { signatures } = await validate(damaged)
        const passed = signatures.some(({ conclusion }) => conclusion.indication === 'TOTAL-PASSED')
        // A hexadecimal digit of the other case is the same digit: the one change that changes
        // nothing.
        expect(passed).toBe(isInContents(at) && sameDigit(signed[at] ?? 0, damaged[at] ?? 0))
      }),
      { numRuns: 400 },
    )
  })

  it('of any byte of the CMS object keeps it from passing', async () => {
    const { start, bytes } = contentsOf(signed)
    for (const [index, byte] of bytes.entries()) {
      const damaged = signed.slice()
      damaged.set(latin1((byte ^ 0x02).toString(16).padStart(2, '0')), start + 2 * index)
      const { signatures } = await validate(damaged)
      const passed = signatures.some(({ conclusion }) => conclusion.indication === 'TOTAL-PASSED')
      expect(passed, `byte ${index} of the CMS object`).toBe(false)
    }
  })

  it('never makes the validator throw', async () => {
    const damage = fc.array(
      fc.record({ at: fc.nat(signed.length), remove: fc.nat(40), insert: fc.uint8Array({ maxLength: 40 }) }),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(damage, async (edits) => {
        let pdf = signed
        for (const { at, remove, insert } of edits) {
          pdf = new Uint8Array([...pdf.subarray(0, at), ...insert, ...pdf.subarray(at + remove)])
        }
        const report = await validate(pdf)
        expect(Array.isArray(report.signatures)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('never makes the validator throw for bytes that only look like a PDF', async () => {
    const tokens = fc.constantFrom(
      ...[
        '%PDF-1.7\n',
        '1 0 obj',
        '<<',
        '>>',
        '/Type/Catalog',
        '/Pages 1 0 R',
        'endobj',
        'xref\n0 2\n',
        '0000000009 00000 n \n',
      ],
      ...[
        'trailer',
        '/Root 1 0 R',
        'startxref\n',
        '9',
        '%%EOF\n',
        '/AcroForm',
        '/Fields[',
        ']',
        '/ByteRange[0 1 2 3]',
        '/Contents<30>',
      ],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(tokens, { maxLength: 60 }), async (parts) => {
        const report = await validate(latin1(`%PDF-1.7\n${parts.join(' ')}`))
        expect(report.signatures.some(({ conclusion }) => conclusion.indication === 'TOTAL-PASSED')).toBe(
          false,
        )
      }),
      { numRuns: 500 },
    )
  })
})

/** Offset of the first digit, and the CMS object without its padding. */
function contentsOf(pdf: Uint8Array): { readonly start: number; readonly bytes: Uint8Array } {
  const text = Buffer.from(pdf).toString('latin1')
  const match = /\/Contents\s*<([0-9A-Fa-f]+)>/.exec(text)
  const start = (match?.index ?? 0) + (match?.[0].indexOf('<') ?? 0) + 1
  const padded = Buffer.from(match?.[1] ?? '', 'hex')
  return { start, bytes: padded.subarray(0, 4 + padded.readUInt16BE(2)) }
}

function isInContents(at: number): boolean {
  const { start, bytes } = contentsOf(signed)
  return at >= start && at < start + 2 * bytes.length
}

function sameDigit(left: number, right: number): boolean {
  return String.fromCharCode(left).toLowerCase() === String.fromCharCode(right).toLowerCase()
}
