import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDer } from './der-reader.ts'
import { oid, smallInteger } from './der-values.ts'
import {
  derContext,
  derElement,
  derInteger,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from './der-writer.ts'

describe('DER writer', () => {
  it.each([
    [derNull(), [5, 0]],
    [derInteger(0), [2, 1, 0]],
    [derInteger(127), [2, 1, 127]],
    [derInteger(128), [2, 2, 0, 128]],
    [derInteger(65536), [2, 3, 1, 0, 0]],
    [derOid('1.2.840.113549.1.7.2'), [6, 9, 42, 134, 72, 134, 247, 13, 1, 7, 2]],
    [derOid('2.16.840.1.101.3.4.2.1'), [6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1]],
    // The example of ITU-T X.667.
    [
      derOid('2.25.329800735698586629295641978511506172918'),
      [6, 20, 105, ...Uint8Array.fromHex('83f09da7ebcfdee0c7a1a7b2c0948cc8f9d776')],
    ],
    [derContext(1, derNull()), [0xa1, 2, 5, 0]],
  ])('writes the reference encoding %#', (encoded, expected) => {
    expect([...encoded]).toEqual(expected)
  })

  it.each([0, 1, 127, 128, 255, 256, 65535, 65536, 70000])(
    'writes a minimal length of %d bytes',
    (length) => {
      const { content } = readDer(derElement(0x04, new Uint8Array(length)))
      expect(content.length).toBe(length)
    },
  )

  it('writes integers and identifiers that the reader reads back', () => {
    fc.assert(
      fc.property(
        fc.nat(0x7fffffff),
        fc.array(fc.bigInt(0n, 2n ** 128n), { maxLength: 6 }),
        (number, arcs) => {
          expect(smallInteger(readDer(derInteger(number)))).toBe(number)
          const dotted = [2, 5, ...arcs].join('.')
          expect(oid(readDer(derOid(dotted)))).toBe(dotted)
        },
      ),
    )
  })

  it('sorts a SET OF by encoding, whatever the order given', () => {
    const elements = [
      derOctetString(Uint8Array.of(2)),
      derInteger(5),
      derSequence(),
      derOctetString(Uint8Array.of(1, 9)),
    ]
    const sorted = derSetOf(elements)
    expect(derSetOf([...elements].reverse())).toEqual(sorted)
    expect(readDer(sorted).children.map(({ bytes }) => [...bytes])).toEqual([
      [2, 1, 5],
      [4, 1, 2],
      [4, 2, 1, 9],
      [48, 0],
    ])
  })
})
