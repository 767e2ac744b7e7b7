import * as asn1js from 'asn1js'
import fc from 'fast-check'
import * as pkijs from 'pkijs'
import { describe, expect, it } from 'vitest'
import { derUnsigned } from './asn1/der-writer.ts'
import { Asn1Error } from './asn1/index.ts'
import {
  Encoded,
  elementsOf,
  encode,
  octetsOf,
  oidOf,
  originalOctets,
  readAsn1,
  readStructure,
  unsignedInteger,
} from './pkijs.ts'

const octetString = (bytes: Uint8Array) => encode(new asn1js.OctetString({ valueHex: bytes }))

describe('reading ASN.1', () => {
  const malformed = [
    ['nothing', ''],
    ['a value cut in its header', '3082'],
    ['a value cut in its contents', '300402'],
    ['a primitive value of indefinite length', '04800000'],
    ['an indefinite length without end', '30800500'],
    ['a child longer than its parent', '30030402aabb'],
    ['octets after the value', '050000'],
    ['an INTEGER marked constructed', '220105'],
    [
      'nesting of 40 levels',
      Array.from({ length: 40 }, (_, i) => (0x3000 + 2 * (39 - i)).toString(16)).join(''),
    ],
  ] as const
  it.each(malformed)('refuses %s', (_what, hex) => {
    expect(() => elementsOf(readAsn1(Uint8Array.fromHex(hex), 'value'), 'value')).toThrow(Asn1Error)
  })

  it('refuses more than 64 KiB before it reads them', () => {
    expect(() => readAsn1(octetString(new Uint8Array(70_000)), 'value')).toThrow('at most 65536')
  })

  it('keeps the original octets of nested values, also where they are not DER', () => {
    const bytes = Uint8Array.fromHex('308104 0281 0105'.replaceAll(' ', ''))
    const [inner] = elementsOf(readAsn1(bytes, 'outer'), 'outer')
    expect(inner && originalOctets(inner).toHex()).toBe('02810105')
  })

  it('gives the octets of an OCTET STRING, whether or not they look like ASN.1', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(5, 0), new Uint8Array(40_000).fill(7)]) {
      expect(octetsOf(readAsn1(octetString(bytes), 'value'), 'value')).toEqual(bytes)
    }
  })

  it.each(['2406040161040162', '24800401610401620000'])(
    'joins the parts of an OCTET STRING in the form %s, which only BER has',
    (ber) => {
      const octets = octetsOf(readAsn1(Uint8Array.fromHex(ber), 'value'), 'value')
      expect(new TextDecoder().decode(octets)).toBe('ab')
    },
  )

  it('says which value is of another type or missing', () => {
    const value = readAsn1(Uint8Array.fromHex('0500'), 'value')
    expect(() => elementsOf(value, 'first')).toThrow('first')
    expect(() => octetsOf(undefined, 'second')).toThrow('second')
    expect(() => oidOf(value, 'third')).toThrow('third')
    expect(() => readStructure(pkijs.Certificate, Uint8Array.of(5, 0), 'fourth')).toThrow('fourth')
  })

  it('never fails with an error other than its own', () => {
    const classes = [pkijs.Certificate, pkijs.EncryptedData, pkijs.PBES2Params, pkijs.PFX]
    const Class = fc.constantFrom(...classes)
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 120 }).map((contents) => Uint8Array.of(0x30, contents.length, ...contents)),
    )
    const property = fc.property(Class, bytes, (Structure, input) => {
      try {
        readStructure<unknown>(Structure, input, 'value')
      } catch (error) {
        expect(error).toBeInstanceOf(Asn1Error)
      }
    })
    fc.assert(property, { numRuns: 500 })
  })
})

describe('an OBJECT IDENTIFIER', () => {
  it('is read with arcs of 128 bits, which asn1js writes in hex', () => {
    const value = '2.25.329800735698586629295641978511506172918'
    const element = readAsn1(encode(new asn1js.ObjectIdentifier({ value })), 'value')
    expect(oidOf(element, 'value')).toBe(value)
  })

  it('that ends inside an arc is refused', () => {
    expect(() => oidOf(readAsn1(Uint8Array.fromHex('06022a83'), 'value'), 'value')).toThrow(Asn1Error)
  })
})

describe('writing ASN.1', () => {
  it('writes octets that are DER already as they stand', () => {
    const inner = Uint8Array.fromHex('3003020105')
    expect(encode(new Encoded(inner))).toEqual(inner)
    expect(encode(new asn1js.Sequence({ value: [new Encoded(inner)] })).toHex()).toBe('30053003020105')
  })

  it('writes every magnitude as an INTEGER in the fewest octets', () => {
    expect(encode(unsignedInteger(new Uint8Array())).toHex()).toBe('020100')
    expect(encode(unsignedInteger(Uint8Array.of(0, 0, 0x80))).toHex()).toBe('02020080')
    const property = fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (magnitude) => {
      expect(derUnsigned(magnitude).toHex()).toBe(encode(unsignedInteger(magnitude)).toHex())
      const integer = readAsn1(encode(unsignedInteger(magnitude)), 'value')
      expect(integer instanceof asn1js.Integer && integer.toBigInt()).toBe(BigInt(`0x${magnitude.toHex()}`))
    })
    fc.assert(property)
  })
})
