import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHA_256 } from '../algorithms.ts'
import { RefusedRequest } from './failure-info.ts'
import { makeMessageImprint } from './message-imprint.ts'
import { makeTimeStampReq, parseTimeStampReq } from './request.ts'

const digest = new Uint8Array(32).fill(7)
const nonce = Uint8Array.fromHex('00f1e2d3c4b5a69788')

describe('makeTimeStampReq', () => {
  it('refuses a nonce of fewer than 8 octets, a digest of another length and a weak algorithm', () => {
    expect(() => makeTimeStampReq({ algorithm: 'sha-256', digest }, new Uint8Array(7))).toThrow(TypeError)
    expect(() => makeTimeStampReq({ algorithm: 'sha-384', digest }, nonce)).toThrow(TypeError)
    const weak = { algorithm: 'sha-1', digest: new Uint8Array(20) } as const
    expect(() => makeTimeStampReq(weak, nonce)).toThrow(TypeError)
  })

  it('writes what parseTimeStampReq reads', () => {
    const anyNonce = fc.uint8Array({ minLength: 8, maxLength: 20 })
    const anyDigest = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const property = fc.property(anyNonce, anyDigest, (drawn, hashed) => {
      const made = makeTimeStampReq({ algorithm: 'sha-256', digest: hashed }, drawn)
      expect(parseTimeStampReq(made.der)).toEqual(made)
    })
    fc.assert(property)
  })
})

describe('parseTimeStampReq', () => {
  it('reads a request of BER lengths and an explicit FALSE as its DER', () => {
    const { der } = makeMessageImprint(SHA_256, new Uint8Array(32), 'NULL')
    const body = Uint8Array.of(0x02, 0x01, 0x01, ...der, 0x02, 0x01, 0x2a, 0x01, 0x01, 0x00)
    const request = parseTimeStampReq(Uint8Array.of(0x30, 0x82, 0, body.length, ...body))
    expect(request).toMatchObject({ certReq: false, policy: undefined })
    expect(request.nonce?.toHex()).toBe('02012a')
  })

  it('refuses more than 64 KiB before it reads them', () => {
    expect(() => parseTimeStampReq(new Uint8Array(70_000))).toThrow('at most 65536 are read')
  })

  it('fails on no bytes with another error than its own', () => {
    const { der } = makeTimeStampReq({ algorithm: 'sha-256', digest }, nonce)
    const mutated = fc
      .tuple(fc.nat(der.length - 1), fc.nat(255))
      .map(([at, octet]) => der.map((old, index) => (index === at ? octet : old)))
    const property = fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), (bytes) => {
      try {
        parseTimeStampReq(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(RefusedRequest)
      }
    })
    fc.assert(property, { numRuns: 1000 })
  })
})
