// Timestamps as proofs: their imprints, their authorities, and the chain of document timestamps
// that keeps an old signature valid.

import { OID, webCryptoHash } from '@tapis/pki'
import { readBer } from '@tapis/pki/asn1'
import { parseCertificate } from '@tapis/pki/x509'
import {
  appendRevision,
  signedSample,
  timestamped,
  withDocumentTimestamp,
  withEntries,
} from '@tapis/testing/pdf'
import { type Issued, issue, type TestCity, testCity, timestampToken } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { dictionary, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { initialiseContext } from '../context/validation-context.ts'
import { defaultPolicy } from '../context/validation-policy.ts'
import { validatePdf } from '../index.ts'
import { validateTimestamp } from './timestamp-token.ts'

const time = new Date('2026-03-14T02:27:00Z')
const at = new Date('2026-06-01T00:00:00Z')
const stamped = new TextEncoder().encode('nilai tanda tangan')
let city: TestCity

beforeAll(async () => {
  city = await testCity()
})

async function judge(
  token: Uint8Array,
  {
    over = stamped,
    when = at,
    anchors = [city.root],
  }: { over?: Uint8Array; when?: Date; anchors?: readonly Issued[] } = {},
) {
  const { report } = await validateTimestamp('signature-timestamp', readBer(token), [over], {
    pool: [],
    origin: { from: 'signature', revision: 0 },
    context: initialiseContext(
      {
        anchors: anchors.map(({ der }) => parseCertificate(der)),
        at: when,
        hash: webCryptoHash,
        policy: defaultPolicy,
      },
      [],
      [],
    ),
  })
  return report
}

const tokenBy = async (leaf: Issued, options: { time?: Date } = {}) =>
  timestampToken(leaf, [city.authority], {
    digest: new Uint8Array(await crypto.subtle.digest('SHA-256', stamped)),
    time: options.time ?? time,
  })

describe('validateTimestamp', () => {
  it('passes a token of a trusted authority over the right bytes', async () => {
    expect(await judge(await tokenBy(city.timestamping))).toEqual({
      kind: 'signature-timestamp',
      conclusion: { indication: 'TOTAL-PASSED' },
      integrity: { kind: 'intact' },
      statedTime: time,
      authority: 'Stempel Waktu Rekaan',
      revocation: [
        { subject: 'CN=Stempel Waktu Rekaan,C=ID', status: 'not-published', isInFile: false },
        { subject: 'CN=Penerbit Kota Rekaan,C=ID', status: 'not-published', isInFile: false },
        { subject: 'CN=Akar Kota Rekaan,C=ID', status: 'anchor', isInFile: false },
      ],
    })
  })

  it('fails a token that was copied from another signature', async () => {
    const report = await judge(await tokenBy(city.timestamping), {
      over: new TextEncoder().encode('yang lain'),
    })
    expect(report.conclusion).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' })
    expect(report.integrity.kind).toBe('broken')
  })

  it('does not accept an imprint of SHA-1, although the bytes are the right ones', async () => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', stamped))
    const report = await judge(
      await timestampToken(city.timestamping, [city.authority], { digest, time, imprint: 'SHA-1' }),
    )
    expect(report.integrity.kind).toBe('intact')
    expect(report.conclusion).toMatchObject({
      indication: 'INDETERMINATE',
      subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
      reason: expect.stringContaining('sha-1'),
    })
  })

  it('does not take a document timestamp with an imprint of SHA-1 as a proof', async () => {
    const pdf = await withDocumentTimestamp(await signedSample(city), {
      authority: city.timestamping,
      path: [city.authority],
      time,
      imprint: 'SHA-1',
    })
    const { signatures } = await validatePdf(pdf, { trustAnchors: [city.root.der], at })
    expect(signatures[1]?.conclusion).toMatchObject({ subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' })
    expect(signatures[0]?.bestSignatureTime).toBeUndefined()
  })

  it('does not trust an authority without a path', async () => {
    const report = await judge(await tokenBy(city.timestamping), { anchors: [] })
    expect(report.conclusion).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' })
    expect(report.integrity.kind).toBe('intact')
  })

  it('does not take a signer of documents for a timestamp authority', async () => {
    const report = await judge(await tokenBy(city.signer))
    expect(report.conclusion).toMatchObject({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE' })
  })

  it('does not accept a token from the future', async () => {
    const report = await judge(await tokenBy(city.timestamping, { time: new Date('2026-07-01T00:00:00Z') }))
    expect(report.conclusion).toMatchObject({ subIndication: 'TIMESTAMP_ORDER_FAILURE' })
  })

  it('does not accept a token of an authority that is out of force now, without a later proof', async () => {
    const report = await judge(await tokenBy(city.timestamping), { when: new Date('2037-01-01T00:00:00Z') })
    expect(report.conclusion.indication).toBe('INDETERMINATE')
  })

  it('fails bytes that are no token', async () => {
    const report = await judge(new Uint8Array([0x30, 0x00]))
    expect(report.conclusion).toMatchObject({ subIndication: 'FORMAT_FAILURE' })
  })

  it('never passes a token with one byte changed that its signature covers', async () => {
    const token = await tokenBy(city.timestamping)
    const start = Buffer.from(token).indexOf('20260314022700Z')
    for (let index = start; index < start + 14; index++) {
      const changed = token.slice()
      changed[index] = (changed[index] ?? 0) ^ 1
      expect((await judge(changed)).conclusion.indication).toBe('TOTAL-FAILED')
    }
  })
})

describe('document timestamps', () => {
  const withStore = (pdf: Uint8Array): Uint8Array => {
    const { catalog, nextObjectNumber: next } = openPdf(pdf)
    const stream = (bytes: Uint8Array): PdfValue => ({
      kind: 'stream',
      dictionary: dictionary({ Length: bytes.length }),
      bytes,
    })
    const store = dictionary({ Certs: [ref(next)], CRLs: [ref(next + 1)] })
    return appendRevision(
      pdf,
      new Map<number, PdfValue>([
        [1, withEntries(catalog, { DSS: store })],
        [next, stream(city.root.der)],
        [next + 1, stream(Uint8Array.of(0x30, 0))],
      ]),
    )
  }
  const stamp = (pdf: Uint8Array, options: { authority?: Issued; when?: Date; fieldName?: string } = {}) =>
    withDocumentTimestamp(pdf, {
      authority: options.authority ?? city.timestamping,
      path: [city.authority],
      time: options.when ?? new Date('2026-04-01T00:00:00Z'),
      ...(options.fieldName === undefined ? {} : { fieldName: options.fieldName }),
    })
  const validate = (pdf: Uint8Array, when = at) =>
    validatePdf(pdf, { trustAnchors: [city.root.der], at: when })

  it('make the levels B-T, B-LT and B-LTA, as each revision adds what is missing', async () => {
    const timestampedOnce = await signedSample(city, { baseline: timestamped(city, time) })
    const stored = withStore(timestampedOnce)
    const archived = await stamp(stored)
    const levels = await Promise.all(
      [await signedSample(city), timestampedOnce, stored, archived].map(
        async (pdf) => (await validate(pdf)).signatures[0]?.level,
      ),
    )
    expect(levels).toEqual(['B-B', 'B-T', 'B-LT', 'B-LTA'])
  })

  it('are reported as what they are, and are an allowed change to what they cover', async () => {
    const { signatures } = await validate(await stamp(await signedSample(city)))
    expect(signatures).toMatchObject([
      {
        kind: 'signature',
        modification: 'LTA_UPDATES',
        conclusion: { indication: 'TOTAL-PASSED' },
        bestSignatureTime: new Date('2026-04-01T00:00:00Z'),
        timestamps: [{ kind: 'document-timestamp' }],
      },
      { kind: 'document-timestamp', coverage: 'ENTIRE_FILE', conclusion: { indication: 'TOTAL-PASSED' } },
    ])
    expect(signatures[1]).not.toHaveProperty('level')
  })

  it('keep a signature valid after signer and first timestamp authority have expired', async () => {
    const short = { notAfter: '2026-05-01T00:00:00Z' }
    const firstAuthority = await issue({
      subject: 'C=ID,CN=Stempel Pertama',
      issuer: city.authority,
      purposes: [OID.timeStamping],
      purposesCritical: true,
      ...short,
    })
    const signer = await issue({ subject: 'C=ID,CN=Penanda Tangan Rekaan', issuer: city.authority, ...short })
    const first = await signedSample(
      { ...city, signer, timestamping: firstAuthority },
      { baseline: timestamped({ ...city, timestamping: firstAuthority }, time) },
    )
    expect((await validate(first)).signatures[0]?.conclusion).toMatchObject({
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
    })
    const renewed = await stamp(first, { when: new Date('2026-04-20T00:00:00Z') })
    const [report] = (await validate(renewed)).signatures
    expect(report).toMatchObject({ conclusion: { indication: 'TOTAL-PASSED' }, bestSignatureTime: time })
  })

  it('prove nothing about a signature that came after them', async () => {
    const stampedFirst = await stamp(await signedSample(city))
    const { signatures } = await validate(await signedSample(city, { pdf: stampedFirst }))
    const last = signatures.find(({ field }) => field === 'Signature2')
    expect(last?.conclusion.indication).toBe('TOTAL-PASSED')
    expect(last?.bestSignatureTime).toBeUndefined()
    expect(last?.timestamps).toEqual([])
  })
})
