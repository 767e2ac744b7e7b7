// What a time-stamp token may say, and what makes it no token.

import { extension } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import { SHA_256 } from '../algorithms.ts'
import {
  derContext,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
} from '../asn1/der-writer.ts'
import { parseTimestampInfo } from './timestamp-info.ts'

const digest = new Uint8Array(32).fill(7)

function info({ version = 1, more = [] as readonly Uint8Array[] } = {}): Uint8Array {
  const imprint = derSequence(derSequence(derOid(SHA_256.oid)), derOctetString(digest))
  const time = derElement(0x18, new TextEncoder().encode('20260314022700Z'))
  return derSequence(derInteger(version), derOid('1.2.3'), imprint, derInteger(9), time, ...more)
}
const unknown = (isCritical: boolean) =>
  derContext(1, extension('1.2.3.4.5', Uint8Array.of(5, 0), isCritical).der)

describe('TSTInfo', () => {
  it('is read, with accuracy, nonce and extensions that may be passed over', () => {
    const more = [derSequence(derInteger(1)), derInteger(77), unknown(false)]
    expect(parseTimestampInfo(info({ more }))).toEqual({
      imprint: { digestOid: SHA_256.oid, digest },
      generationTime: new Date('2026-03-14T02:27:00Z'),
    })
  })

  it.each([
    ['of another version', info({ version: 2 })],
    ['with a critical extension that nobody here understands', info({ more: [unknown(true)] })],
  ])('is refused %s', (_, content) => {
    expect(() => parseTimestampInfo(content)).toThrow(expect.objectContaining({ code: 'ASN1_VALUE_INVALID' }))
  })
})
