import { custodianOf, type Issued, issue, testCity } from '@tapis/testing/pki'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHA_1, SHA_256 } from '../algorithms.ts'
import {
  derContext,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  derUnsigned,
} from '../asn1/der-writer.ts'
import { concatenated, equalBytes } from '../bytes.ts'
import { attribute } from '../cms/signed-attributes.ts'
import { OID } from '../oids.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { checkTimestampResponse } from './check-response.ts'
import { TimestampError } from './errors.ts'
import { makeTimeStampReq } from './request.ts'
import { encodeGranted } from './response.ts'
import { createTimestampToken } from './token.ts'
import { encodeTimestampInfo } from './tst-info.ts'

const city = await testCity()
const policy = '1.3.6.1.4.1.32473.3161.1'
const time = new Date('2026-06-01T02:03:04Z')
const sha256 = async (data: string | Uint8Array) =>
  new Uint8Array(
    await crypto.subtle.digest(
      'SHA-256',
      typeof data === 'string' ? new TextEncoder().encode(data) : new Uint8Array(data),
    ),
  )
const digest = await sha256('data uji')
const nonce = Uint8Array.fromHex('00f1e2d3c4b5a69788')
const request = makeTimeStampReq({ algorithm: 'sha-256', digest }, nonce)

/**
 * A response made with the parts given, where they differ from what an honest authority would use.
 */
async function responseWith(
  change: {
    answers?: typeof request
    generationTime?: Date
    signer?: Issued
    includeCertificates?: boolean
    signature?: (signature: Uint8Array) => Uint8Array
  } = {},
): Promise<Uint8Array> {
  const { answers = request, generationTime = time, includeCertificates = true } = change
  const { signer = city.timestamping, signature = (value: Uint8Array) => value } = change
  const honest = custodianOf(signer, city.authority)
  const custodian = { ...honest, sign: async (message: Uint8Array) => signature(await honest.sign(message)) }
  const serialNumber = Uint8Array.of(7)
  const info = encodeTimestampInfo({ request: answers, policy, serialNumber, generationTime })
  return encodeGranted(await createTimestampToken(info, custodian, { includeCertificates }))
}
const response = await responseWith()

/**
 * A response whose token has these signed attributes besides content-type and message-digest, and
 * these algorithms.
 */
async function responseSigned(
  attributes: (content: Uint8Array) => Promise<readonly Uint8Array[]>,
  {
    digestOid = SHA_256.oid,
    signatureOid = '1.2.840.10045.4.3.2',
    sign = custodianOf(city.timestamping).sign,
  } = {},
): Promise<Uint8Array> {
  const content = encodeTimestampInfo({
    request,
    policy,
    serialNumber: Uint8Array.of(7),
    generationTime: time,
  })
  const signedAttributes = derSetOf(await attributes(content))
  const implicit = signedAttributes.slice()
  implicit[0] = 0xa0
  const { issuer, serialNumber } = parseCertificate(city.timestamping.der)
  const digestAlgorithm = derSequence(derOid(digestOid))
  const signerInfo = derSequence(
    derInteger(1),
    derSequence(issuer.der, derElement(0x02, serialNumber)),
    digestAlgorithm,
    implicit,
    derSequence(derOid(signatureOid)),
    derOctetString(await sign(signedAttributes)),
  )
  const signedData = derSequence(
    derInteger(3),
    derSetOf([digestAlgorithm]),
    derSequence(derOid(OID.tstInfo), derContext(0, derOctetString(content))),
    derContext(0, city.timestamping.der),
    derSetOf([signerInfo]),
  )
  return encodeGranted(derSequence(derOid(OID.signedData), derContext(0, signedData)))
}
async function signWithSha1(message: Uint8Array): Promise<Uint8Array> {
  const algorithm = { name: 'ECDSA', hash: 'SHA-1' }
  const { privateKey } = city.timestamping.keys
  const octets = new Uint8Array(await crypto.subtle.sign(algorithm, privateKey, new Uint8Array(message)))
  return derSequence(derUnsigned(octets.subarray(0, 32)), derUnsigned(octets.subarray(32)))
}
const contentType = attribute(OID.contentType, derOid(OID.tstInfo))
const messageDigest = async (content: Uint8Array) =>
  attribute(OID.messageDigest, derOctetString(await sha256(content)))
const named = async (der = city.timestamping.der) =>
  attribute(
    OID.signingCertificateV2,
    derSequence(derSequence(derSequence(derOctetString(await sha256(der))))),
  )

/** Whether `part` stands somewhere in `whole`. */
const includes = (whole: Uint8Array, part: Uint8Array) =>
  whole.some((_, at) => equalBytes(whole.subarray(at, at + part.length), part))

describe('checkTimestampResponse', () => {
  it('gives the token as it was sent, with what it states', async () => {
    const { token, info, certificate } = await checkTimestampResponse(request, response)
    expect(info).toMatchObject({ generationTime: time, policy, serialNumber: Uint8Array.of(7) })
    expect(certificate.der).toEqual(city.timestamping.der)
    expect(includes(response, token)).toBe(true)
  })

  it('takes a token whose signature is RSA or names its certificate as RFC 2634 does', async () => {
    const rsa = await issue({
      subject: 'C=ID,CN=Stempel Waktu Lain',
      issuer: city.authority,
      purposes: [OID.timeStamping],
      purposesCritical: true,
      algorithm: 'rsa-pkcs1-sha256',
    })
    const sign = async (message: Uint8Array) =>
      new Uint8Array(
        await crypto.subtle.sign('RSASSA-PKCS1-v1_5', rsa.keys.privateKey, new Uint8Array(message)),
      )
    const signer = { certificatePath: [rsa.der], algorithm: 'rsa-pkcs1-sha256', sign } as const
    const info = encodeTimestampInfo({
      request,
      policy,
      serialNumber: Uint8Array.of(7),
      generationTime: time,
    })
    const made = encodeGranted(await createTimestampToken(info, signer, { includeCertificates: true }))
    expect((await checkTimestampResponse(request, made)).certificate.der).toEqual(rsa.der)

    const sha1 = new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(city.timestamping.der)))
    const first = attribute(
      OID.signingCertificate,
      derSequence(derSequence(derSequence(derOctetString(sha1)))),
    )
    const older = await responseSigned(async (content) => [contentType, await messageDigest(content), first])
    expect((await checkTimestampResponse(request, older)).certificate.der).toEqual(city.timestamping.der)
  })

  const withStatus = (status: number, ...more: readonly Uint8Array[]) =>
    derSequence(derSequence(derInteger(status), ...more))
  const timeNotAvailable = derElement(0x03, Uint8Array.of(1, 0, 2))
  const grantedWith = (token: Uint8Array) => derSequence(derSequence(derInteger(0)), token)
  const sha512 = new Uint8Array(64).fill(5)
  const otherPolicy = { ...request, policy: '1.2.3' }
  const flipLast = (value: Uint8Array) =>
    value.map((octet, i) => (i === value.length - 1 ? octet ^ 1 : octet))
  const rejections: [string, () => Promise<Uint8Array>, string][] = [
    [
      'over another digest',
      () =>
        responseWith({
          answers: makeTimeStampReq({ algorithm: 'sha-256', digest: digest.toReversed() }, nonce),
        }),
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
      () => responseWith({ generationTime: new Date('2025-01-01T00:00:00Z') }),
      'TIME_OUTSIDE_VALIDITY',
    ],
    [
      'of a time after the certificate',
      () => responseWith({ generationTime: new Date('2040-01-01T00:00:00Z') }),
      'TIME_OUTSIDE_VALIDITY',
    ],
    ['with a false signature', () => responseWith({ signature: flipLast }), 'SIGNATURE_INVALID'],
    [
      'with no signature octets',
      () => responseWith({ signature: () => new Uint8Array() }),
      'SIGNATURE_INVALID',
    ],
    ['that grants without a token', async () => withStatus(0), 'RESPONSE_INVALID'],
    ['whose token is no SignedData', async () => grantedWith(derContext(0)), 'RESPONSE_INVALID'],
    ['with status 9', async () => withStatus(9), 'RESPONSE_INVALID'],
    ['that rejects', async () => withStatus(2, timeNotAvailable), 'REQUEST_REJECTED'],
    ['that rejects without a reason', async () => withStatus(3), 'REQUEST_REJECTED'],
    [
      'whose signer names no certificate',
      () => responseSigned(async (content) => [contentType, await messageDigest(content)]),
      'RESPONSE_INVALID',
    ],
    [
      'whose signer names another certificate',
      () =>
        responseSigned(async (content) => [
          contentType,
          await messageDigest(content),
          await named(city.authority.der),
        ]),
      'CERTIFICATE_MISSING',
    ],
    [
      'without a message digest',
      () => responseSigned(async () => [contentType, await named()]),
      'RESPONSE_INVALID',
    ],
    [
      'whose message digest is of something else',
      () => responseSigned(async () => [contentType, await messageDigest(nonce), await named()]),
      'SIGNATURE_INVALID',
    ],
    [
      'whose signature is over another type of content',
      () =>
        responseSigned(async (content) => [
          attribute(OID.contentType, derOid(OID.data)),
          await messageDigest(content),
          await named(),
        ]),
      'RESPONSE_INVALID',
    ],
    [
      'signed with an algorithm that nobody knows',
      () =>
        responseSigned(async (content) => [contentType, await messageDigest(content), await named()], {
          signatureOid: '1.2.3.4',
        }),
      'ALGORITHM_UNSUPPORTED',
    ],
    [
      'signed with SHA-1',
      () =>
        responseSigned(
          async (content) => {
            const sha1 = new Uint8Array(await crypto.subtle.digest('SHA-1', new Uint8Array(content)))
            return [contentType, attribute(OID.messageDigest, derOctetString(sha1)), await named()]
          },
          { digestOid: SHA_1.oid, signatureOid: '1.2.840.10045.4.1', sign: signWithSha1 },
        ),
      'ALGORITHM_UNSUPPORTED',
    ],
    ['that is not ASN.1', async () => new TextEncoder().encode('<html>'), 'RESPONSE_INVALID'],
    ['of 70 KB', async () => new Uint8Array(70_000), 'RESPONSE_INVALID'],
  ]
  it.each(rejections)('refuses a response %s', async (_what, make, code) => {
    const checked = checkTimestampResponse(request, await make())
    await expect(checked).rejects.toMatchObject({ name: 'TimestampError', code })
  })

  it('names why the authority refused', async () => {
    const checked = checkTimestampResponse(request, withStatus(2, timeNotAvailable))
    await expect(checked).rejects.toThrow('status 2: timeNotAvailable')
  })

  it('refuses a token under another policy than the one asked for', async () => {
    await expect(checkTimestampResponse(otherPolicy, response)).rejects.toMatchObject({
      code: 'RESPONSE_INVALID',
    })
  })

  it('refuses a certificate with the right issuer and number but not the hash that was signed', async () => {
    const { der } = city.timestamping
    const start = response.findIndex((_, at) => equalBytes(response.subarray(at, at + der.length), der))
    const swapped = flipLast(response.slice(0, start + der.length))
    const whole = concatenated([swapped, response.subarray(swapped.length)])
    await expect(checkTimestampResponse(request, whole)).rejects.toMatchObject({
      code: 'CERTIFICATE_MISSING',
    })
  })

  it('refuses a response after any change to what is signed, and fails only with its own error', async () => {
    const property = fc.asyncProperty(
      fc.nat(response.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, xor) => {
        const changed = response.map((octet, index) => (index === at ? octet ^ xor : octet))
        try {
          const { info, certificate } = await checkTimestampResponse(request, changed)
          // Unsigned, so free to change: grantedWithMods for granted, version numbers, the CA's
          // certificate.
          expect(info.generationTime).toEqual(time)
          expect(certificate.der).toEqual(city.timestamping.der)
        } catch (error) {
          if (!(error instanceof TimestampError)) throw error
        }
      },
    )
    await fc.assert(property, { numRuns: 300 })
  })

  it('fails on no bytes with another error than its own', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await expect(checkTimestampResponse(request, bytes)).rejects.toBeInstanceOf(TimestampError)
    })
    await fc.assert(property, { numRuns: 300 })
  })
})
