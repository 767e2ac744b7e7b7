import { createHash, createPrivateKey } from 'node:crypto'
import { keyObjectCustodian } from '@tapis/custody'
import { encode } from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { IssuedCertificate } from '../certificate-authority/issue-certificate.ts'
import { makeAuthority, testPolicy, testTime } from './authority-for-tests.ts'
import { createTimeStampToken, tokenSigner } from './create-token.ts'
import { checkTimestampResponse, makeTimeStampReq, TimestampError } from './index.ts'
import { encodeGranted } from './response.ts'
import { encodeTstInfo } from './tst-info.ts'

const { authority, city } = await makeAuthority()
const digest = createHash('sha256').update('data uji').digest()
const nonce = Uint8Array.fromHex('00f1e2d3c4b5a69788')
const request = makeTimeStampReq({ algorithm: 'sha-256', digest }, nonce)
const response = await authority.respond(request.der)

const custodianOf = ({ certificate, privateKey }: IssuedCertificate, path = [certificate]) =>
  keyObjectCustodian(createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' }), path)

/** A response made with the parts given, where they differ from what an honest authority would use. */
async function responseWith(change: {
  answers?: typeof request
  genTime?: Date
  signer?: IssuedCertificate
  includeCertificates?: boolean
  signature?: (signature: Uint8Array) => Uint8Array
}): Promise<Uint8Array> {
  const { answers = request, genTime = testTime, includeCertificates = true } = change
  const { signer = city.timestampAuthority, signature = (value: Uint8Array) => value } = change
  const honest = custodianOf(signer)
  const custodian = { ...honest, sign: async (message: Uint8Array) => signature(await honest.sign(message)) }
  const tstInfo = encodeTstInfo({
    request: answers,
    policy: testPolicy,
    serialNumber: Uint8Array.of(7),
    genTime,
  })
  const made = { tstInfo, signer: tokenSigner(custodian), includeCertificates }
  return encodeGranted(await createTimeStampToken(made))
}

describe('checkTimestampResponse', () => {
  it('gives the token as it was sent, with what it states', () => {
    const checked = checkTimestampResponse(request, response)
    expect(checked.genTime).toEqual(new Date('2026-06-01T02:03:04Z'))
    expect(checked.policy).toBe(testPolicy)
    expect(checked.certificate).toEqual(city.timestampAuthority.certificate)
    expect(Buffer.from(response).includes(checked.token)).toBe(true)
    expect(checked.serialNumber).toMatch(/^[0-9A-F]{1,32}$/)
  })

  const withStatus = (status: number, ...others: asn1js.BaseBlock[]) => {
    const statusInfo = new asn1js.Sequence({ value: [new asn1js.Integer({ value: status }), ...others] })
    return new asn1js.Sequence({ value: [statusInfo] })
  }
  const timeNotAvailable = new asn1js.BitString({ valueHex: Uint8Array.of(0, 2), unusedBits: 1 })
  const grantedWithout = withStatus(0)
  grantedWithout.valueBlock.value.push(new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 } }))
  const other = createHash('sha256').update('lain').digest()
  const sha512 = createHash('sha512').update('data uji').digest()
  const flipLast = (value: Uint8Array) =>
    value.map((octet, i) => (i === value.length - 1 ? octet ^ 1 : octet))
  const rejections: [string, () => Promise<Uint8Array>, string][] = [
    [
      'over another digest',
      () => responseWith({ answers: makeTimeStampReq({ algorithm: 'sha-256', digest: other }, nonce) }),
      'IMPRINT_MISMATCH',
    ],
    [
      'over a digest of another algorithm',
      () => responseWith({ answers: makeTimeStampReq({ algorithm: 'sha-512', digest: sha512 }, nonce) }),
      'IMPRINT_MISMATCH',
    ],
    [
      'with another nonce',
      () => responseWith({ answers: makeTimeStampReq({ algorithm: 'sha-256', digest }, nonce.toReversed()) }),
      'NONCE_MISMATCH',
    ],
    ['without nonce', () => responseWith({ answers: { ...request, nonce: undefined } }), 'NONCE_MISMATCH'],
    ['without certificates', () => responseWith({ includeCertificates: false }), 'CERTIFICATE_MISSING'],
    ['signed by an official', () => responseWith({ signer: city.signer }), 'CERTIFICATE_UNFIT'],
    [
      'of a time before the certificate',
      () => responseWith({ genTime: new Date('2025-01-01T00:00:00Z') }),
      'TIME_OUTSIDE_VALIDITY',
    ],
    [
      'of a time after the certificate',
      () => responseWith({ genTime: new Date('2040-01-01T00:00:00Z') }),
      'TIME_OUTSIDE_VALIDITY',
    ],
    ['with a false signature', () => responseWith({ signature: flipLast }), 'SIGNATURE_INVALID'],
    [
      'with no signature octets',
      () => responseWith({ signature: () => new Uint8Array() }),
      'SIGNATURE_INVALID',
    ],
    ['that grants without a token', async () => encode(withStatus(0)), 'RESPONSE_INVALID'],
    ['whose token is no SignedData', async () => encode(grantedWithout), 'RESPONSE_INVALID'],
    ['with status 9', async () => encode(withStatus(9)), 'RESPONSE_INVALID'],
    ['that rejects', async () => encode(withStatus(2, timeNotAvailable)), 'REQUEST_REJECTED'],
    ['that rejects without a reason', async () => encode(withStatus(3)), 'REQUEST_REJECTED'],
    ['that is not ASN.1', async () => new TextEncoder().encode('<html>'), 'RESPONSE_INVALID'],
    ['of 70 KB', async () => new Uint8Array(70_000), 'RESPONSE_INVALID'],
  ]
  it.each(rejections)('refuses a response %s', async (_what, make, code) => {
    const made = await make()
    expect(() => checkTimestampResponse(request, made)).toThrow(expect.objectContaining({ code }))
  })

  it('names why the authority refused', () => {
    const rejection = encode(withStatus(2, timeNotAvailable))
    expect(() => checkTimestampResponse(request, rejection)).toThrow('status 2: timeNotAvailable')
  })

  it('refuses a certificate with the right issuer and number but not the hash that was signed', () => {
    const { certificate } = city.timestampAuthority
    const swapped = Buffer.from(response)
    const end = swapped.indexOf(certificate) + certificate.length - 1
    swapped.writeUInt8(swapped.readUInt8(end) ^ 1, end)
    expect(() => checkTimestampResponse(request, swapped)).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_MISSING' }),
    )
  })

  it('refuses a response after any change to what is signed, and fails only with its own error', () => {
    fc.assert(
      fc.property(fc.nat(response.length - 1), fc.integer({ min: 1, max: 255 }), (at, xor) => {
        const changed = response.map((octet, index) => (index === at ? octet ^ xor : octet))
        try {
          const checked = checkTimestampResponse(request, changed)
          // Unsigned, so free to change: grantedWithMods for granted, version numbers, the CA's certificate.
          expect(checked.genTime).toEqual(new Date('2026-06-01T02:03:04Z'))
          expect(checked.certificate).toEqual(city.timestampAuthority.certificate)
        } catch (error) {
          if (!(error instanceof TimestampError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('makeTimeStampReq', () => {
  it('refuses a nonce of fewer than 8 octets and a digest of another length', () => {
    expect(() => makeTimeStampReq({ algorithm: 'sha-256', digest }, new Uint8Array(7))).toThrow(TypeError)
    expect(() => makeTimeStampReq({ algorithm: 'sha-384', digest }, nonce)).toThrow(TypeError)
  })
})
