import { hex } from '@tapis/pki'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latin1 } from '../syntax/characters.ts'
import { aesDecrypt } from './aes.ts'
import { type CryptMethod, decryptData, encryptData } from './crypt-method.ts'
import { legacyEncodings, unicodeEncodings } from './passwords.ts'
import { rc4 } from './rc4.ts'

describe('a crypt method', () => {
  const keys: Readonly<Record<CryptMethod, readonly number[]>> = {
    Identity: [0],
    V2: [5, 8, 16],
    AESV2: [16],
    AESV3: [32],
  }

  it.each<CryptMethod>(['Identity', 'V2', 'AESV2', 'AESV3'])('%s decrypts what it encrypts', (method) => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...keys[method])
          .chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
        fc.nat(8_388_607),
        fc.nat(65_535),
        fc.uint8Array({ maxLength: 200 }),
        fc.string(),
        (key, objectNumber, generation, bytes, salt) => {
          const object = { objectNumber, generation }
          const encrypted = encryptData(method, key, object, bytes, salt)
          expect(decryptData(method, key, object, encrypted)).toEqual(bytes)
          if (method.startsWith('AES')) expect(encrypted.length % 16).toBe(0)
        },
      ),
    )
  })

  it.each<CryptMethod>(['V2', 'AESV2'])('%s encrypts the same data otherwise in another object', (method) => {
    const key = new Uint8Array(16).fill(3)
    const bytes = latin1('sama')
    const one = encryptData(method, key, { objectNumber: 1, generation: 0 }, bytes, '')
    expect(decryptData(method, key, { objectNumber: 2, generation: 0 }, one)).not.toEqual(bytes)
    expect(decryptData(method, key, { objectNumber: 1, generation: 1 }, one)).not.toEqual(bytes)
  })

  it.each<CryptMethod>(['V2', 'AESV2', 'AESV3'])('%s takes data of any length for encrypted', (method) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        const key = new Uint8Array(method === 'AESV3' ? 32 : 16)
        const plain = decryptData(method, key, { objectNumber: 1, generation: 0 }, bytes)
        expect(plain.length).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})

describe('AES', () => {
  it('keeps what is no padding, and leaves out an incomplete block', () => {
    const key = new Uint8Array(16)
    const encrypted = new Uint8Array(48).fill(9)
    const whole = aesDecrypt(key, encrypted)
    expect(whole).toHaveLength(32)
    expect(aesDecrypt(key, encrypted.subarray(0, 47))).toEqual(whole.subarray(0, 16))
    expect(aesDecrypt(key, encrypted.subarray(0, 31))).toHaveLength(0)
  })
})

describe('RC4', () => {
  // RFC 6229 §2 gives key streams; these are the vectors of the algorithm's first publication.
  it.each([
    ['Key', 'Plaintext', 'bbf316e8d940af0ad3'],
    ['Wiki', 'pedia', '1021bf0420'],
    ['Secret', 'Attack at dawn', '45a01f645fc35b383552544b9bf5'],
  ])('encrypts under %s', (key, plain, expected) => {
    expect(hex(rc4(latin1(key), latin1(plain)))).toBe(expected)
  })
})

describe('a password in bytes', () => {
  it('is PDFDocEncoding first where the file is older, and UTF-8 where that lacks a character', () => {
    expect(legacyEncodings('kunci-é€')[0]).toEqual(latin1('kunci-\xe9\xa0'))
    expect(legacyEncodings('ꦗ')).toEqual([new TextEncoder().encode('ꦗ')])
    expect(legacyEncodings('kunci')).toHaveLength(1)
  })

  it('is prepared and cut to 127 bytes of UTF-8 where the file is newer', () => {
    expect(unicodeEncodings('a\u00a0b\u00adc')[0]).toEqual(latin1('a bc'))
    expect(unicodeEncodings('\ufb01')[0]).toEqual(latin1('fi'))
    expect(unicodeEncodings('x'.repeat(300)).map(({ length }) => length)).toEqual([127])
  })
})
