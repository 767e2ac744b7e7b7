import { Asn1Error, encode } from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { describe, expect, it } from 'vitest'
import { digestAlgorithmOfOid } from './digest-algorithms.ts'
import { encodeFailure, failureNames } from './failure-info.ts'
import { makeMessageImprint } from './message-imprint.ts'
import { parseTstInfo } from './tst-info.ts'

const sha256 = digestAlgorithmOfOid('2.16.840.1.101.3.4.2.1')
if (sha256 === undefined) throw new Error('SHA-256 is missing')
const { der } = makeMessageImprint(sha256, new Uint8Array(32), 'absent')

const text = (genTime: string) =>
  new asn1js.Primitive({
    idBlock: { tagClass: 1, tagNumber: 24 },
    valueHex: new TextEncoder().encode(genTime),
  })
const tstInfo = (genTime: string, ...optional: asn1js.BaseBlock[]): Uint8Array =>
  encode(
    new asn1js.Sequence({
      value: [
        new asn1js.Integer({ value: 1 }),
        new asn1js.ObjectIdentifier({ value: '1.2.3' }),
        asn1js.fromBER(der).result,
        new asn1js.Integer({ value: 7 }),
        text(genTime),
        ...optional,
      ],
    }),
  )
const tagged = (tagNumber: number, ...value: asn1js.BaseBlock[]) =>
  new asn1js.Constructed({ idBlock: { tagClass: 3, tagNumber }, value })

describe('parseTstInfo', () => {
  it('reads genTime to the second or finer', () => {
    expect(parseTstInfo(tstInfo('20260506070809Z')).genTime).toEqual(new Date('2026-05-06T07:08:09Z'))
    expect(parseTstInfo(tstInfo('20260506070809.25Z')).genTime).toEqual(new Date('2026-05-06T07:08:09.250Z'))
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
  ])('refuses %j as genTime', (genTime) => {
    expect(() => parseTstInfo(tstInfo(genTime))).toThrow(Asn1Error)
  })

  it('reads past the name of the authority and an extension', () => {
    const valueHex = new TextEncoder().encode('tsa.example')
    const name = new asn1js.Primitive({ idBlock: { tagClass: 3, tagNumber: 2 }, valueHex })
    const extension = new pkijs.Extension({ extnID: '1.2.3', extnValue: new ArrayBuffer(1) }).toSchema()
    const optional = [new asn1js.Boolean({ value: true }), tagged(0, name), tagged(1, extension)]
    expect(parseTstInfo(tstInfo('20260506070809Z', ...optional)).serialNumber).toBe('7')
    const unknown = [...optional, new asn1js.Null()]
    expect(() => parseTstInfo(tstInfo('20260506070809Z', ...unknown))).toThrow('fields that are unknown')
  })
})

describe('PKIFailureInfo', () => {
  it.each([
    ['badAlg', '03020780'],
    ['unacceptedPolicy', '0303000001'],
    ['systemFailure', '03050600000040'],
  ] as const)('writes %s without trailing zero bits', (name, hex) => {
    expect(encode(encodeFailure(name)).toHex()).toBe(hex)
    expect(failureNames(encodeFailure(name))).toEqual([name])
  })
})
