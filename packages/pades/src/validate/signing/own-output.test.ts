// What may be handed out after signing and augmenting, and what is refused, each with its code.
import { augmentPdf, type Baseline, type KeyCustodian, signPdf } from '@tapis/pades/create'
import { appendRevision, buildPdf } from '@tapis/testing/pdf'
import { custodianOf, issue, testCity, timestampAuthorityOf } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import { dictionary } from '../../pdf/objects.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { validatePdf } from '../validate.ts'
import { examineAugmented, examineSigned, trustOwnPath } from './own-output.ts'

const at = new Date('2026-11-24T03:32:00Z')
const city = await testCity()
const custodian = custodianOf(city.signer, city.authority)
const timestampAuthority = timestampAuthorityOf(city.timestamping, [city.authority], at)
const stamped: Baseline = { level: 'B-T', timestampAuthority }
/** Signs something else than it is given, with the right key. */
const mistaken: KeyCustodian = { ...custodian, sign: (message) => custodian.sign(message.subarray(1)) }
const before = buildPdf()
const options = trustOwnPath({ anchors: [city.authority.der], at })

const sign = async (
  pdf: Uint8Array,
  fieldName: string,
  by = custodian,
  baseline: Baseline = { level: 'B-B' },
) => (await signPdf(pdf, { custodian: by, baseline, fields: { fieldName, signingTime: at } })).bytes()

const plain = await sign(before, 'ours')
const timed = await sign(before, 'ours', custodian, stamped)
const earlier = await sign(before, 'earlier')
const spoilt = await sign(before, 'earlier', mistaken)

describe('a signed output', () => {
  it('is sound at the level that was asked for, with the report of its signature', async () => {
    const output = { before, after: timed, fieldName: 'ours', level: 'B-T' } as const
    expect(await examineSigned(output, options)).toMatchObject({
      kind: 'sound',
      signature: { field: 'ours', conclusion: { indication: 'TOTAL-PASSED' }, level: 'B-T' },
    })
  })

  it('is sound though nobody trusts its certificate, which the report says', async () => {
    const output = { before, after: plain, fieldName: 'ours', level: 'B-B' } as const
    expect(await examineSigned(output, trustOwnPath({ anchors: [], at }))).toMatchObject({
      kind: 'sound',
      signature: { conclusion: { subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' } },
    })
  })

  it('is sound though its certificate has expired, which its signer was warned of', async () => {
    const expired = await issue({ subject: 'C=ID,CN=Lama', issuer: city.authority, notAfter: '2026-06-01' })
    const after = await sign(before, 'ours', custodianOf(expired, city.authority))
    const output = { before, after, fieldName: 'ours', level: 'B-B' } as const
    expect(await examineSigned(output, options)).toMatchObject({ kind: 'sound' })
  })

  it.each([
    [
      'a signature over something else',
      { after: () => sign(before, 'ours', mistaken) },
      /SIG_CRYPTO_FAILURE/,
    ],
    ['a changed byte', { after: () => changedAt(plain, 12) }, /HASH_FAILURE/],
    ['no signature of the name', { after: () => sign(before, 'other') }, /not there once/],
    ['no signature at all', { after: () => before }, /not there once/],
    ['what is no PDF', { after: () => new Uint8Array(9) }, /not there once/],
    ['a lower level', { after: () => plain, level: 'B-T' as const }, /level B-B/],
    ['a signature behind the new one', { after: () => sign(plain, 'later') }, /ENTIRE_REVISION/],
    [
      'no archive timestamp',
      { after: () => timed, level: 'B-LTA' as const },
      /no document timestamp at the end/,
    ],
    [
      'an earlier signature that broke',
      { before: earlier, after: () => sign(spoilt, 'ours') },
      /an earlier signature broke/,
    ],
  ])('is refused as OUTPUT_NOT_VALID for %s', async (_, changes, reason) => {
    const { after, ...rest } = changes
    const output = { before, fieldName: 'ours', level: 'B-B' as const, ...rest, after: await after() }
    expect(await examineSigned(output, options)).toEqual({
      kind: 'bad',
      code: 'OUTPUT_NOT_VALID',
      reason: expect.stringMatching(reason),
    })
  })

  it('is refused as EARLIER_SIGNATURE_BROKEN when the document came so', async () => {
    const output = {
      before: spoilt,
      after: await sign(spoilt, 'ours'),
      fieldName: 'ours',
      level: 'B-B',
    } as const
    expect(await examineSigned(output, options)).toMatchObject({ code: 'EARLIER_SIGNATURE_BROKEN' })
  })

  it('may show readers different things only where its signer knew', async () => {
    const ambiguous = withSecondDefinition(before)
    const output = {
      before: ambiguous,
      after: await sign(ambiguous, 'ours'),
      fieldName: 'ours',
      level: 'B-B',
    } as const
    expect(await examineSigned(output, options)).toEqual({
      kind: 'bad',
      code: 'OUTPUT_NOT_VALID',
      reason: 'INDETERMINATE GENERIC',
    })
    expect(await examineSigned({ ...output, allowsDoubt: true }, options)).toMatchObject({ kind: 'sound' })
  })
})

describe('an augmented output', () => {
  const augment = async (pdf: Uint8Array) =>
    (await augmentPdf(pdf, { level: 'B-T', timestampAuthority, at })).bytes()

  it('is sound when every signature has a timestamp', async () => {
    const output = { before: plain, after: await augment(plain), level: 'B-T' } as const
    expect(await examineAugmented(output, options)).toEqual({ kind: 'sound' })
  })

  it('is sound around a signature that is whole and does not pass, as it was before', async () => {
    const changed = appendRevision(plain, new Map([[3, dictionary({ Lain: 1 })]]))
    const given = await validatePdf(changed, options)
    expect(given.signatures[0]).toMatchObject({ integrity: { kind: 'intact' }, modification: 'UNDEFINED' })
    const output = { before: changed, after: await augment(changed), level: 'B-T' } as const
    expect(await examineAugmented(output, options)).toEqual({ kind: 'sound' })
  })

  it.each([
    ['a signature without a timestamp', { after: () => plain }, /level B-B/],
    [
      'a signature that is gone',
      { after: () => sign(before, 'other', custodian, stamped) },
      /not there any more/,
    ],
    ['a signature that broke', { after: () => changedAt(timed, 12) }, /an earlier signature broke/],
    [
      'no archive timestamp',
      { after: () => timed, level: 'B-LTA' as const },
      /no document timestamp at the end/,
    ],
  ])('is refused as OUTPUT_NOT_VALID for %s', async (_, changes, reason) => {
    const { after, ...rest } = changes
    const output = { before: plain, level: 'B-T' as const, ...rest, after: await after() }
    expect(await examineAugmented(output, options)).toEqual({
      kind: 'bad',
      code: 'OUTPUT_NOT_VALID',
      reason: expect.stringMatching(reason),
    })
  })
})

function changedAt(pdf: Uint8Array, position: number): Uint8Array {
  const changed = pdf.slice()
  changed[position] = (changed[position] ?? 0) ^ 1
  return changed
}

/** Object 3 once more, where only readers that search for objects find it. */
function withSecondDefinition(pdf: Uint8Array): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1')
  const at = text.lastIndexOf('\nxref\n') + 1
  const more = '3 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n'
  const moved = text.slice(at).replace(/startxref\n\d+/, `startxref\n${at + more.length}`)
  return latin1(text.slice(0, at) + more + moved)
}
