// A prepared signature survives as text, and text that is none is refused with its code.

import { buildPdf, structures } from '@tapis/testing/pdf'
import { softwareCustodian } from '@tapis/testing/pki'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { PadesError } from '../errors.ts'
import type { KeyCustodian } from '../ports.ts'
import { completeSignature } from './complete.ts'
import { prepareSignature } from './prepare.ts'
import { type PreparedSignature, preparedFromJson, preparedToJson } from './prepared-signature.ts'

let custodian: KeyCustodian
let prepared: PreparedSignature

const prepare = (pdf: Uint8Array) =>
  prepareSignature(pdf, {
    certificatePath: custodian.certificatePath,
    algorithm: custodian.algorithm,
    fields: { signingTime: new Date('2026-11-24T03:04:05.678Z') },
  })

beforeAll(async () => {
  custodian = await softwareCustodian('rsa-pkcs1-sha256')
  prepared = await prepare(buildPdf())
})

describe('a prepared signature as JSON', () => {
  it.each(structures)('is completed to the same bytes: %s', async (_, shape) => {
    const pdf = buildPdf(shape)
    const own = await prepare(pdf)
    const read = preparedFromJson(preparedToJson(own))
    expect(read).toEqual(own)
    const signature = await custodian.sign(read.signedAttributes)
    expect(completeSignature(pdf, read, { signature }).bytes()).toEqual(
      completeSignature(pdf, own, { signature }).bytes(),
    )
  })

  it.each<[string, (members: Record<string, unknown>) => unknown]>([
    ['no object', () => []],
    ['another version', (members) => ({ ...members, version: 2 })],
    ['no update', ({ update: _, ...members }) => members],
    ['an update that is no base64', (members) => ({ ...members, update: '*' })],
    ['an update of other bytes', (members) => ({ ...members, update: 'AAAA' })],
    ['an offset before the update', (members) => ({ ...members, contentsOffset: 0 })],
    [
      'an offset that is not that of /Contents',
      (members) => ({ ...members, contentsOffset: prepared.contentsOffset + 2 }),
    ],
    ['a reservation that is too large', (members) => ({ ...members, reservedBytes: 10 ** 9 })],
    [
      'a reservation that is smaller than it is',
      (members) => ({ ...members, reservedBytes: prepared.reservedBytes - 1 }),
    ],
    ['a range of three numbers', (members) => ({ ...members, byteRange: [0, 1, 2] })],
    ['a range of five numbers', (members) => ({ ...members, byteRange: [...prepared.byteRange, 0] })],
    ['a range that leaves something out', (members) => ({ ...members, byteRange: [1, 2, 3, 4] })],
    ['a number below zero', (members) => ({ ...members, originalBytes: -1 })],
    ['an algorithm that there is not', (members) => ({ ...members, algorithm: 'md5' })],
    ['a path that is no list', (members) => ({ ...members, certificatePath: 'AAAA' })],
    ['a name that is no text', (members) => ({ ...members, fieldName: 7 })],
    ['remarks that are no texts', (members) => ({ ...members, warnings: [7] })],
  ])('is refused with %s', (_, change) => {
    const changed = JSON.stringify(change(JSON.parse(preparedToJson(prepared))))
    expect(() => preparedFromJson(changed)).toThrow(expect.objectContaining({ code: 'PREPARED_INVALID' }))
  })

  it('is the same of a certificate that was read into a Buffer', () => {
    const certificatePath = prepared.certificatePath.map((der) => Buffer.from(der))
    expect(preparedToJson({ ...prepared, certificatePath })).toBe(preparedToJson(prepared))
  })

  it('is read, or refused with its code, whatever the text is', () => {
    const whole = preparedToJson(prepared)
    const cut = fc.nat(whole.length).map((length) => whole.slice(0, length))
    const edited = fc
      .tuple(fc.nat(whole.length - 1), fc.constantFrom('"', '{', ',', '0', 'A', '='))
      .map(([at, letter]) => `${whole.slice(0, at)}${letter}${whole.slice(at + 1)}`)
    fc.assert(
      fc.property(fc.oneof(cut, edited, fc.string(), fc.json()), (text) => {
        try {
          preparedFromJson(text)
        } catch (error) {
          expect(error).toBeInstanceOf(PadesError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
