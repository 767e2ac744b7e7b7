import { createPrivateKey } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { keyObjectCustodian } from '@tapis/custody'
import { type Baseline, type KeyCustodian, signPdf } from '@tapis/pades/create'
import { digest } from '@tapis/pades/node'
import { describe, expect, it } from 'vitest'
import { makeCity } from '../certificate-authority/city-for-tests.ts'
import { samplePdf } from '../testing/sample-pdf.ts'
import { makeAuthority, testTime } from '../timestamp/authority-for-tests.ts'
import { LocalTimestampAuthority } from '../timestamp/index.ts'
import { checkOwnOutput } from './check-own-output.ts'

const { city, authority } = await makeAuthority()
const key = createPrivateKey({ key: Buffer.from(city.signer.privateKey), format: 'der', type: 'pkcs8' })
const custodian = keyObjectCustodian(key, [city.signer.certificate, city.ca.certificate])
/** Signs, with the right key, something else than it is given. */
const mistaken: KeyCustodian = { ...custodian, sign: (message) => custodian.sign(message.subarray(1)) }
const timestamped: Baseline = { level: 'B-T', timestampAuthority: new LocalTimestampAuthority(authority) }

const submitted = await samplePdf({ text: 'isi', compact: false })
const sign = async (
  pdf: Uint8Array,
  fieldName: string,
  by: KeyCustodian = custodian,
  baseline: Baseline = timestamped,
) => {
  const parts = await signPdf(pdf, {
    custodian: by,
    baseline,
    fields: { fieldName, name: 'Penanda Tangan Uji', signingTime: testTime },
    hash: digest,
    deflate: deflateSync,
  })
  return parts.bytes()
}

const trustIn = ({ root }: Pick<typeof city, 'root'>) => ({
  rootCertificate: root.certificate,
  revocationLists: [],
  at: testTime,
})
const deps = trustIn(city)

const signed = await sign(submitted, 'ours')
const brokenEarlier = await sign(submitted, 'earlier', mistaken)

describe('the check of our own output', () => {
  it('gives the time of the timestamp and the level', async () => {
    const checked = await checkOwnOutput(deps, { submitted, signed, fieldName: 'ours' })
    expect(checked).toEqual({ signedAt: new Date('2026-06-01T02:03:04Z'), level: 'B-T' })
  })

  it('takes an earlier signature whose issuer nobody here trusts', async () => {
    const { city: stranger } = await makeAuthority()
    const strangersKey = createPrivateKey({
      key: Buffer.from(stranger.signer.privateKey),
      format: 'der',
      type: 'pkcs8',
    })
    const by = keyObjectCustodian(strangersKey, [stranger.signer.certificate, stranger.ca.certificate])
    const first = await sign(submitted, 'theirs', by)
    const both = await sign(first, 'ours')
    const checked = checkOwnOutput(deps, { submitted: first, signed: both, fieldName: 'ours' })
    await expect(checked).resolves.toMatchObject({ level: 'B-T' })
  })

  // Each file has one fault, which no other check of the function sees: the reason says which check
  // it was.
  it.each([
    {
      fault: 'a signature over something else',
      files: async () => ({ submitted, signed: await sign(submitted, 'ours', mistaken) }),
      reason: /^own output: TOTAL-FAILED SIG_CRYPTO_FAILURE$/,
    },
    {
      fault: 'a revision behind the signature, by another signature',
      files: async () => ({ submitted, signed: await sign(signed, 'later') }),
      reason: /^own output: ENTIRE_REVISION$/,
    },
    {
      fault: 'no timestamp',
      files: async () => ({ submitted, signed: await sign(submitted, 'ours', custodian, { level: 'B-B' }) }),
      reason: /^own output: level B-B$/,
    },
    {
      fault: 'no signature of the name',
      files: async () => ({ submitted, signed: await sign(submitted, 'other') }),
      reason: /^own output: the new signature is not there once$/,
    },
    {
      fault: 'a second signature of the name',
      files: async () => ({ submitted, signed: renamed(await sign(signed, 'twin'), 'twin', 'ours') }),
      reason: /^own output: the new signature is not there once$/,
    },
    {
      fault: 'an earlier signature that was good before',
      files: async () => ({
        submitted: await sign(submitted, 'earlier'),
        signed: await sign(brokenEarlier, 'ours'),
      }),
      reason: /^own output: an earlier signature broke$/,
    },
  ])('refuses $fault as OUTPUT_NOT_VALID', async ({ files, reason }) => {
    await expect(checkOwnOutput(deps, { ...(await files()), fieldName: 'ours' })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_VALID',
      cause: { message: expect.stringMatching(reason) },
    })
  })

  it('refuses a certificate of a foreign root as OUTPUT_NOT_VALID', async () => {
    const foreign = trustIn(await makeCity())
    await expect(checkOwnOutput(foreign, { submitted, signed, fieldName: 'ours' })).rejects.toMatchObject({
      code: 'OUTPUT_NOT_VALID',
      cause: { message: expect.stringMatching(/^own output: INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND/) },
    })
  })

  it('says EARLIER_SIGNATURE_BROKEN when it came broken', async () => {
    const files = { submitted: brokenEarlier, signed: await sign(brokenEarlier, 'ours') }
    await expect(checkOwnOutput(deps, { ...files, fieldName: 'ours' })).rejects.toMatchObject({
      code: 'EARLIER_SIGNATURE_BROKEN',
    })
  })
})

function renamed(pdf: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(pdf).toString('latin1')
  if (!text.includes(`(${from})`)) throw new Error('the field has another spelling')
  return new Uint8Array(Buffer.from(text.replace(`(${from})`, `(${to})`), 'latin1'))
}
