// What a time-stamp token may say, and what makes it no token.

import { extension } from '@tapis/testing/pki'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SHA_256 } from '../algorithms.ts'
import { Asn1Error } from '../asn1/der-reader.ts'
import {
  derContext,
  derElement,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
} from '../asn1/der-writer.ts'
import { makeMessageImprint } from './message-imprint.ts'
import { encodeTimestampInfo, parseTimestampInfo } from './tst-info.ts'

const digest = new Uint8Array(32).fill(7)
const GENERALIZED_TIME = 0x18
const UTC_TIME = 0x17

const text = (time: string, tag = GENERALIZED_TIME) => derElement(tag, new TextEncoder().encode(time))

function info({ version = 1, time = text('20260314022700Z'), more = [] as readonly Uint8Array[] } = {}) {
  const imprint = derSequence(derSequence(derOid(SHA_256.oid)), derOctetString(digest))
  return derSequence(derInteger(version), derOid('1.2.3'), imprint, derInteger(9), time, ...more)
}
const unknown = (isCritical: boolean) =>
  derContext(1, extension('1.2.3.4.5', Uint8Array.of(5, 0), isCritical).der)
const accuracy = derSequence(derInteger(1))
const ordering = derElement(0x01, Uint8Array.of(0xff))
const authorityName = derContext(0, derElement(0x82, new TextEncoder().encode('tsa.example')))

describe('TSTInfo', () => {
  it('is read with every field that there is', () => {
    const more = [accuracy, ordering, derInteger(77), authorityName, unknown(false)]
    expect(parseTimestampInfo(info({ more }))).toEqual({
      policy: '1.2.3',
      imprint: { digestOid: SHA_256.oid, digest },
      serialNumber: Uint8Array.of(9),
      generationTime: new Date('2026-03-14T02:27:00Z'),
      nonce: derInteger(77),
    })
  })

  it('is read with a fraction of a second', () => {
    const { generationTime } = parseTimestampInfo(info({ time: text('20260506070809.25Z') }))
    expect(generationTime).toEqual(new Date('2026-05-06T07:08:09.250Z'))
  })

  it.each([
    ['of another version', info({ version: 2 })],
    ['with a critical extension that nobody here understands', info({ more: [unknown(true)] })],
    ['with a field that RFC 3161 does not know', info({ more: [unknown(false), derNull()] })],
    ['with fields in another order', info({ more: [derInteger(77), accuracy] })],
    ['with a field twice', info({ more: [derInteger(77), derInteger(78)] })],
  ])('is refused %s', (_, content) => {
    expect(() => parseTimestampInfo(content)).toThrow(expect.objectContaining({ code: 'ASN1_VALUE_INVALID' }))
  })

  it.each([
    '20260506070809',
    '20260506070809+0700',
    '20261306070809Z',
    '20260231070809Z',
    '202605060708Z',
    '20260506',
    'x0260506070809Z',
    '',
  ])('is refused with %j as genTime', (time) => {
    expect(() => parseTimestampInfo(info({ time: text(time) }))).toThrow(Asn1Error)
  })

  it('is refused with a genTime of two-digit years', () => {
    expect(() => parseTimestampInfo(info({ time: text('260314022700Z', UTC_TIME) }))).toThrow(Asn1Error)
  })

  it('is read as it was written', () => {
    const imprint = makeMessageImprint(SHA_256, digest, 'NULL')
    const drawn = fc.record({
      policy: fc.constantFrom('1.2.3', '2.25.329800735698586629295641978511506172918'),
      serialNumber: fc.uint8Array({ minLength: 1, maxLength: 16 }),
      generationTime: fc.date({
        min: new Date('1970-01-01'),
        max: new Date('2100-01-01'),
        noInvalidDate: true,
      }),
      isNonceThere: fc.boolean(),
    })
    const property = fc.property(drawn, ({ policy, serialNumber, generationTime, isNonceThere }) => {
      const request = { imprint, nonce: isNonceThere ? derInteger(77) : undefined }
      const read = parseTimestampInfo(encodeTimestampInfo({ request, policy, serialNumber, generationTime }))
      expect(read.policy).toBe(policy)
      expect(read.imprint).toEqual({ digestOid: SHA_256.oid, digest })
      expect(read.nonce).toEqual(request.nonce)
      expect(BigInt(`0x${read.serialNumber.toHex()}`)).toBe(BigInt(`0x${serialNumber.toHex()}`))
      expect(read.generationTime).toEqual(new Date(Math.floor(generationTime.getTime() / 1000) * 1000))
    })
    fc.assert(property)
  })

  it('fails on no bytes with another error than its own', () => {
    const good = info({ more: [accuracy, ordering, derInteger(77), authorityName, unknown(false)] })
    const mutated = fc
      .tuple(fc.nat(good.length - 1), fc.nat(255))
      .map(([at, octet]) => good.map((old, index) => (index === at ? octet : old)))
    const property = fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), (bytes) => {
      try {
        parseTimestampInfo(bytes)
      } catch (error) {
        expect(error).toBeInstanceOf(Asn1Error)
      }
    })
    fc.assert(property, { numRuns: 1000 })
  })
})
