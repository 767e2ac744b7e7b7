import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Nik } from './personal-data.ts'
import {
  derivePersonalDataKeys,
  maskNik,
  nikLookup,
  parseNik,
  protectNik,
  revealNik,
} from './personal-data.ts'

const keys = derivePersonalDataKeys(new Uint8Array(32).fill(7))

// Invented: no region has the code 187199.
const nik = (digits: string): Nik => {
  const parsed = parseNik(digits)
  if (parsed === undefined) throw new Error('test NIK does not parse')
  return parsed
}
const someone = nik('1871990101900001')

describe('a NIK', () => {
  it.each([
    '',
    '187199010190000',
    '18719901019000011',
    ' 1871990101900001',
    '187199010190000a',
    '١٨٧١٩٩٠١٠١٩٠٠٠٠١',
  ])('is refused when it is not 16 ASCII digits: %j', (text) => expect(parseNik(text)).toBeUndefined())

  it('is shown with its region and its last two digits only', () => {
    expect(maskNik(someone)).toBe('187199********01')
  })

  it('comes back from its protected form, whatever its digits', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{16}$/), (digits) => {
        expect(revealNik(keys, protectNik(keys, nik(digits), randomBytes))).toBe(digits)
      }),
    )
  })

  it('has another ciphertext each time and the same lookup digest every time', () => {
    const [one, two] = [protectNik(keys, someone, randomBytes), protectNik(keys, someone, randomBytes)]
    expect(one.encrypted).not.toEqual(two.encrypted)
    expect(one.lookup).toEqual(two.lookup)
    expect(one.lookup).toEqual(nikLookup(keys, someone))
  })

  it('has another lookup digest under another master key', () => {
    const others = derivePersonalDataKeys(new Uint8Array(32).fill(8))
    expect(nikLookup(others, someone)).not.toEqual(nikLookup(keys, someone))
  })

  it('is not revealed when any one bit of its protected form is flipped', () => {
    const { encrypted, lookup } = protectNik(keys, someone, randomBytes)
    fc.assert(
      fc.property(fc.nat(encrypted.length * 8 - 1), (bit) => {
        const changed = encrypted.slice()
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(revealNik(keys, { encrypted: changed, lookup })).toBeUndefined()
      }),
    )
  })

  it('is not revealed in the row of another person', () => {
    const mine = protectNik(keys, someone, randomBytes)
    const theirs = protectNik(keys, nik('1871990101900002'), randomBytes)
    expect(revealNik(keys, { encrypted: mine.encrypted, lookup: theirs.lookup })).toBeUndefined()
  })

  it('is not revealed with another master key', () => {
    const others = derivePersonalDataKeys(new Uint8Array(32).fill(8))
    expect(revealNik(others, protectNik(keys, someone, randomBytes))).toBeUndefined()
  })

  it('needs a master key of 32 bytes', () => {
    expect(() => derivePersonalDataKeys(new Uint8Array(16))).toThrow(TypeError)
  })
})
