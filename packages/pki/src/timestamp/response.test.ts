import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Asn1Error } from '../asn1/der-reader.ts'
import { encodeFailure, RefusedRequest } from './failure-info.ts'
import { encodeRejection, parseTimeStampResp } from './response.ts'

const failures = ['badAlg', 'badRequest', 'badDataFormat', 'unacceptedPolicy', 'systemFailure'] as const

describe('a rejection', () => {
  it.each(failures)('that says %s is read as it was written', (failure) => {
    expect(parseTimeStampResp(encodeRejection(new RefusedRequest(failure, 'ditolak')))).toEqual({
      granted: false,
      status: 2,
      failures: [failure],
    })
  })

  it.each([
    ['badAlg', '03020780'],
    ['unacceptedPolicy', '0303000001'],
    ['systemFailure', '03050600000040'],
  ] as const)('writes %s without trailing zero bits', (name, hex) => {
    expect(encodeFailure(name).toHex()).toBe(hex)
  })
})

describe('parseTimeStampResp', () => {
  it.each([
    ['a status that RFC 3161 does not know', '30053003020106'],
    ['a field of PKIStatusInfo that there is not', '3007300502010202 0100'.replaceAll(' ', '')],
    ['a token that is missing', '30053003020100'],
    ['a field after the token', '3009 3003020100 3000 3000'.replaceAll(' ', '')],
    ['another value', '0500'],
  ])('refuses %s', (_what, hex) => {
    expect(() => parseTimeStampResp(Uint8Array.fromHex(hex))).toThrow(Asn1Error)
  })

  it('fails on no bytes with another error than its own', () => {
    const rejection = encodeRejection(new RefusedRequest('badAlg', 'ditolak'))
    const mutated = fc
      .tuple(fc.nat(rejection.length - 1), fc.nat(255))
      .map(([at, octet]) => rejection.map((old, index) => (index === at ? octet : old)))
    const property = fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (bytes) => {
      try {
        parseTimeStampResp(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(Asn1Error)
      }
    })
    fc.assert(property, { numRuns: 1000 })
  })
})
