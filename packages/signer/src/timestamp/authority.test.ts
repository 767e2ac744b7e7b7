import { createPrivateKey } from 'node:crypto'
import { keyObjectCustodian } from '@tapis/custody'
import { encode } from '@tapis/pki/pkijs'
import { parseTimeStampResp, TimestampError } from '@tapis/pki/timestamp'
import * as asn1js from 'asn1js'
import fc from 'fast-check'
import * as pkijs from 'pkijs'
import { describe, expect, it } from 'vitest'
import { makeAuthority, testPolicy, testTime } from './authority-for-tests.ts'
import { createTimestampAuthority } from './index.ts'

const { authority, city } = await makeAuthority()
const sha256 = '2.16.840.1.101.3.4.2.1'

/** A request made with an independent implementation. */
function pkijsRequest(change: (request: pkijs.TimeStampReq) => void = () => undefined): Uint8Array {
  const request = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: sha256 }),
      hashedMessage: new asn1js.OctetString({ valueHex: new ArrayBuffer(32) }),
    }),
  })
  change(request)
  return new Uint8Array(request.toSchema().toBER())
}

async function grantedBy(request: Uint8Array) {
  const schema = asn1js.fromBER(await authority.respond(request)).result
  const response = new pkijs.TimeStampResp({ schema })
  if (response.timeStampToken === undefined) throw new Error('rejected')
  const signedData = new pkijs.SignedData({ schema: response.timeStampToken.content })
  const eContent = new Uint8Array(signedData.encapContentInfo.eContent?.getValue() ?? [])
  return { signedData, tstInfo: new pkijs.TSTInfo({ schema: asn1js.fromBER(eContent).result }) }
}

describe('createTimestampAuthority', () => {
  it('repeats imprint and nonce, and states policy, accuracy and its clock to the second', async () => {
    const nonce = asn1js.Integer.fromBigInt(0xfedcba9876543210n)
    const { tstInfo } = await grantedBy(pkijsRequest((request) => Object.assign(request, { nonce })))
    expect(tstInfo.version).toBe(1)
    expect(tstInfo.policy).toBe(testPolicy)
    expect(tstInfo.nonce?.toBigInt()).toBe(0xfedcba9876543210n)
    expect(tstInfo.messageImprint.hashAlgorithm.algorithmId).toBe(sha256)
    expect(new Uint8Array(tstInfo.messageImprint.hashedMessage.getValue())).toEqual(new Uint8Array(32))
    expect(tstInfo.genTime).toEqual(new Date(Math.floor(testTime.getTime() / 1000) * 1000))
    expect(tstInfo.accuracy?.seconds).toBe(2)
    expect(tstInfo.ordering ?? false).toBe(false)
  })

  it('leaves the nonce out of the token when the request has none', async () => {
    expect((await grantedBy(pkijsRequest())).tstInfo.nonce).toBeUndefined()
  })

  it('gives its certificates only to a request for them', async () => {
    expect((await grantedBy(pkijsRequest())).signedData.certificates ?? []).toEqual([])
    const asked = await grantedBy(pkijsRequest((request) => Object.assign(request, { certReq: true })))
    expect(asked.signedData.certificates).toHaveLength(2)
  })

  it('draws a positive serial number of up to 128 bits for every token', async () => {
    const serials = new Set<bigint>()
    for (let i = 0; i < 20; i++)
      serials.add((await grantedBy(pkijsRequest())).tstInfo.serialNumber.toBigInt())
    expect(serials.size).toBe(20)
    for (const serial of serials) {
      expect(serial).toBeGreaterThan(0n)
      expect(serial).toBeLessThan(2n ** 128n)
    }
  })

  it('signs content-type, message-digest and signing-certificate-v2, and nothing else', async () => {
    const { signedData } = await grantedBy(pkijsRequest())
    expect(signedData.version).toBe(3)
    expect(signedData.signerInfos[0]?.signedAttrs?.attributes.map(({ type }) => type).toSorted()).toEqual([
      '1.2.840.113549.1.9.16.2.47',
      '1.2.840.113549.1.9.3',
      '1.2.840.113549.1.9.4',
    ])
  })

  it('accepts a request for its own policy', async () => {
    const asking = pkijsRequest((fields) => Object.assign(fields, { reqPolicy: testPolicy }))
    expect((await grantedBy(asking)).tstInfo.policy).toBe(testPolicy)
  })

  const sequence = (...value: asn1js.BaseBlock[]) => new asn1js.Sequence({ value })
  const integer = (value: number) => new asn1js.Integer({ value })
  const oid = (value: string) => new asn1js.ObjectIdentifier({ value })
  const octets = (length: number) => new asn1js.OctetString({ valueHex: new Uint8Array(length) })
  const extensions = (...value: asn1js.BaseBlock[]) =>
    new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber: 0 }, value })
  const imprint = (algorithm: string, bytes: number, ...parameters: asn1js.BaseBlock[]) =>
    sequence(sequence(oid(algorithm), ...parameters), octets(bytes))
  const request = (...fields: asn1js.BaseBlock[]) => encode(sequence(...fields))
  const good = imprint(sha256, 32, new asn1js.Null())
  const long = (der: Uint8Array) => Uint8Array.of(0x30, 0x81, ...der.subarray(1))
  const nonceNotDer = new asn1js.Integer({ valueHex: Uint8Array.of(0, 1) })
  const yes = new asn1js.Boolean({ value: true })
  const refusals: [string, Uint8Array, string][] = [
    ['is not ASN.1', new TextEncoder().encode('hello'), 'badDataFormat'],
    ['is empty', new Uint8Array(), 'badDataFormat'],
    ['has octets after it', Uint8Array.of(...request(integer(1), good), 0), 'badDataFormat'],
    ['has a field that ends after it', Uint8Array.fromHex('30060201013005'), 'badDataFormat'],
    ['has version 2', request(integer(2), good), 'badRequest'],
    ['has no version', request(good), 'badDataFormat'],
    ['is over SHA-1', request(integer(1), imprint('1.3.14.3.2.26', 20)), 'badAlg'],
    ['has a hash algorithm with parameters', request(integer(1), imprint(sha256, 32, integer(1))), 'badAlg'],
    ['has a digest of another length', request(integer(1), imprint(sha256, 31)), 'badDataFormat'],
    [
      'has an imprint of three fields',
      request(integer(1), sequence(sequence(oid(sha256)), octets(32), integer(1))),
      'badDataFormat',
    ],
    [
      'has an imprint whose length is not DER',
      Uint8Array.of(0x30, 0x36, 2, 1, 1, ...long(encode(good))),
      'badDataFormat',
    ],
    ['asks for another policy', request(integer(1), good, oid('1.2.3.4')), 'unacceptedPolicy'],
    ['has an extension', request(integer(1), good, extensions(sequence())), 'unacceptedExtension'],
    ['has fields out of order', request(integer(1), good, yes, integer(7)), 'badDataFormat'],
    ['has a nonce that is not DER', request(integer(1), good, nonceNotDer), 'badDataFormat'],
    ['has a field too many', request(integer(1), good, octets(1)), 'badDataFormat'],
    ['has a field after the last', request(integer(1), good, yes, octets(1)), 'badDataFormat'],
  ]
  it.each(refusals)('refuses a request that %s', async (_what, refused, failure) => {
    expect(parseTimeStampResp(await authority.respond(refused))).toEqual({
      granted: false,
      status: 2,
      failures: [failure],
    })
  })

  it('writes rejections that an independent implementation reads', async () => {
    const schema = asn1js.fromBER(await authority.respond(request(integer(2), good))).result
    const response = new pkijs.TimeStampResp({ schema })
    expect(response.status.status).toBe(2)
    expect(response.status.statusStrings?.[0]?.getValue()).toBe('version is not 1')
    expect(response.timeStampToken).toBeUndefined()
  })

  it('answers any bytes with a response', async () => {
    const mutation = fc.record({ at: fc.nat(40), byte: fc.nat(255) })
    const mutated = mutation.map(({ at, byte }) =>
      pkijsRequest().map((old, index) => (index === at ? byte : old)),
    )
    const property = fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), async (bytes) => {
      const response = parseTimeStampResp(await authority.respond(bytes))
      if (!response.granted) expect(response.failures).toHaveLength(1)
    })
    await fc.assert(property, { numRuns: 200 })
  })

  const key = createPrivateKey({
    key: Buffer.from(city.timestampAuthority.privateKey),
    format: 'der',
    type: 'pkcs8',
  })
  const custodian = keyObjectCustodian(key, [city.timestampAuthority.certificate])

  it.each(['2025-12-31T23:59:59Z', '2034-01-01T00:00:00Z'])(
    'gives no timestamp while its clock (%s) is outside the validity of its certificate',
    async (now) => {
      const outside = createTimestampAuthority({ custodian, clock: () => new Date(now), policy: testPolicy })
      expect(parseTimeStampResp(await outside.respond(pkijsRequest()))).toMatchObject({
        failures: ['systemFailure'],
      })
    },
  )

  it('cannot be made with a certificate for signing documents', () => {
    const signerKey = createPrivateKey({
      key: Buffer.from(city.signer.privateKey),
      format: 'der',
      type: 'pkcs8',
    })
    const signer = keyObjectCustodian(signerKey, [city.signer.certificate])
    expect(() =>
      createTimestampAuthority({ custodian: signer, clock: () => testTime, policy: testPolicy }),
    ).toThrow(TypeError)
  })

  it('cannot be made with a policy that is not an object identifier', () => {
    expect(() => createTimestampAuthority({ custodian, clock: () => testTime, policy: '1.2.x' })).toThrow(
      TypeError,
    )
  })

  it('says that it has no time while its clock is not trusted, and issues nothing', async () => {
    const clock = () => {
      throw new TimestampError('CLOCK_UNTRUSTED', 'the clock is not known to be right')
    }
    const stopped = createTimestampAuthority({ custodian, clock, policy: testPolicy })
    expect(parseTimeStampResp(await stopped.respond(pkijsRequest()))).toMatchObject({
      failures: ['timeNotAvailable'],
    })
    const imprint = { algorithm: 'sha-256', digest: new Uint8Array(32) } as const
    await expect(stopped.issue(imprint, new Uint8Array(8).fill(1))).rejects.toMatchObject({
      code: 'CLOCK_UNTRUSTED',
    })
  })

  it('rejects when its custodian fails, instead of answering', async () => {
    const closed = keyObjectCustodian(key, [city.timestampAuthority.certificate])
    const broken = createTimestampAuthority({ custodian: closed, clock: () => testTime, policy: testPolicy })
    closed.close()
    await expect(broken.respond(pkijsRequest())).rejects.toMatchObject({ code: 'CUSTODIAN_CLOSED' })
  })
})
