import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CustodyError,
  decryptKey,
  type EncryptedKey,
  encryptKey,
  weakKeyDerivationForTests,
} from '../index.ts'
import { parseEncryptedKey } from './key-envelope.ts'

const passphrase = 'Sirih-Pinang-2026'
const cheap = { [weakKeyDerivationForTests]: true } as const
const pkcs8 = new Uint8Array(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'der', type: 'pkcs8' }),
)
const encrypted = await encryptKey(pkcs8, passphrase, cheap)
const exported = async (key: EncryptedKey, word: string | Uint8Array) =>
  new Uint8Array((await decryptKey(key, word)).export({ format: 'der', type: 'pkcs8' }))

/** The envelope with one value set at a path such as `derivation.passes`. */
function altered(path: string, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(encrypted))
  const names = path.split('.')
  const last = names.pop() ?? ''
  const parent: unknown = names.reduce<unknown>((at, name) => Reflect.get(Object(at), name), copy)
  Reflect.set(Object(parent), last, value)
  return copy
}

describe('a key at rest', () => {
  it('opens with its passphrase, also after a way through JSON', async () => {
    expect(await exported(encrypted, passphrase)).toEqual(pkcs8)
    const stored = parseEncryptedKey(JSON.parse(JSON.stringify(encrypted)))
    expect(await exported(stored, new TextEncoder().encode(passphrase))).toEqual(pkcs8)
  })

  it('costs 64 MiB, three passes and four lanes unless a test asks otherwise', async () => {
    const { derivation } = await encryptKey(pkcs8, passphrase)
    expect(derivation).toMatchObject({ algorithm: 'argon2id', memoryKib: 65_536, passes: 3, parallelism: 4 })
  })

  it('opens with a passphrase typed in another Unicode form', async () => {
    const composed = await encryptKey(pkcs8, 'caf\u00e9 pagi di teras kayu', cheap)
    expect(await exported(composed, 'cafe\u0301 pagi di teras kayu')).toEqual(pkcs8)
  })

  it('uses a new salt and nonce every time, and names the same key', async () => {
    const again = await encryptKey(pkcs8, passphrase, cheap)
    expect(again.derivation.salt).not.toBe(encrypted.derivation.salt)
    expect(again.encryption.nonce).not.toBe(encrypted.encryption.nonce)
    expect(again.ciphertext).not.toBe(encrypted.ciphertext)
    expect(again.keyId).toBe(encrypted.keyId)
  })

  it('does not hold the key or the passphrase in clear', () => {
    const text = JSON.stringify(encrypted)
    expect(text).not.toContain(passphrase)
    expect(Buffer.from(encrypted.ciphertext, 'base64url').indexOf(pkcs8.subarray(0, 16))).toBe(-1)
  })

  it('leaves the bytes of the key and the passphrase to the caller', async () => {
    const key = new Uint8Array(pkcs8)
    const word = new TextEncoder().encode(passphrase)
    await exported(await encryptKey(key, word, cheap), word)
    expect(key).toEqual(pkcs8)
    expect(new TextDecoder().decode(word)).toBe(passphrase)
  })

  it('does not open with any other passphrase, and does not repeat it', async () => {
    const property = fc.asyncProperty(fc.string({ minLength: 8 }), async (word) => {
      fc.pre(word.normalize('NFC') !== passphrase)
      const error: unknown = await decryptKey(encrypted, word).catch((reason: unknown) => reason)
      expect(error).toMatchObject({ code: 'PASSPHRASE_WRONG' })
      expect(String(error)).toBe('CustodyError: the passphrase does not open this key')
    })
    await fc.assert(property, { numRuns: 30 })
  })

  it('does not open after any bit of the ciphertext has changed', async () => {
    const sealed = Buffer.from(encrypted.ciphertext, 'base64url')
    const property = fc.asyncProperty(fc.nat(sealed.length * 8 - 1), async (bit) => {
      const flipped = Buffer.from(sealed)
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      const key = { ...encrypted, ciphertext: flipped.toString('base64url') }
      await expect(decryptKey(key, passphrase)).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
    })
    await fc.assert(property, { numRuns: 30 })
  })

  const bound: [string, string, unknown][] = [
    ['key id', 'keyId', 'a'.repeat(64)],
    ['passes', 'derivation.passes', 2],
    ['memory', 'derivation.memoryKib', 65],
    ['salt', 'derivation.salt', 'A'.repeat(22)],
    ['nonce', 'encryption.nonce', 'A'.repeat(16)],
  ]
  it.each(bound)('does not open after its %s has been replaced', async (_what, path, value) => {
    await expect(decryptKey(parseEncryptedKey(altered(path, value)), passphrase)).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    })
  })

  const invalid: [string, string, unknown][] = [
    ['another version', 'version', 2],
    ['a key id that is no hash', 'keyId', 'AA'],
    ['another derivation', 'derivation.algorithm', 'scrypt'],
    ['another cipher', 'encryption.algorithm', 'aes-256-cbc'],
    ['more memory than 256 MiB', 'derivation.memoryKib', 262_145],
    ['more than 16 passes', 'derivation.passes', 17],
    ['no passes', 'derivation.passes', 0],
    ['a fraction of a pass', 'derivation.passes', 1.5],
    ['a cost that is text', 'derivation.passes', '3'],
    ['more than 16 lanes', 'derivation.parallelism', 17],
    ['less than 8 KiB for each lane', 'derivation.parallelism', 16],
    ['a short salt', 'derivation.salt', 'AAAA'],
    ['a long nonce', 'encryption.nonce', 'A'.repeat(20)],
    ['padding in base64url', 'derivation.salt', `${'A'.repeat(22)}==`],
    ['a ciphertext no longer than its tag', 'ciphertext', 'A'.repeat(22)],
    ['a ciphertext of 20 KB', 'ciphertext', 'A'.repeat(27_000)],
    ['an unknown field', 'note', 'x'],
    ['a missing derivation', 'derivation', undefined],
    ['an array', 'encryption', []],
  ]
  it.each(invalid)('refuses an envelope with %s', (_what, path, value) => {
    expect(() => parseEncryptedKey(altered(path, value))).toThrow(
      expect.objectContaining({ code: 'KEY_ENVELOPE_INVALID' }),
    )
  })

  it('refuses a cost whose work is too high although each part is within bounds', () => {
    const costly = altered('derivation', { ...encrypted.derivation, memoryKib: 262_144, passes: 5 })
    expect(() => parseEncryptedKey(costly)).toThrow(expect.objectContaining({ code: 'KEY_ENVELOPE_INVALID' }))
  })

  it('checks the envelope again when it opens the key', async () => {
    const hostile = { ...encrypted, derivation: { ...encrypted.derivation, memoryKib: 2 ** 31 } }
    await expect(decryptKey(hostile, passphrase)).rejects.toMatchObject({ code: 'KEY_ENVELOPE_INVALID' })
  })

  it('reads any JSON without an error other than its own', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.record({ version: fc.constant(1) })), (value) => {
        expect(() => parseEncryptedKey(value)).toThrow(CustodyError)
      }),
    )
  })

  it.each(['', 'tujuh-7', '12345678', 'rahasia123'])(
    'refuses a new passphrase that would be guessed: %s',
    async (word) => {
      await expect(encryptKey(pkcs8, word, cheap)).rejects.toMatchObject({ code: 'PASSPHRASE_TOO_WEAK' })
      const bytes = new TextEncoder().encode(word)
      await expect(encryptKey(pkcs8, bytes, cheap)).rejects.toMatchObject({ code: 'PASSPHRASE_TOO_WEAK' })
    },
  )

  it('refuses to encrypt what is not a private key', async () => {
    await expect(encryptKey(Uint8Array.of(1, 2), passphrase, cheap)).rejects.toMatchObject({
      code: 'KEY_UNSUPPORTED',
    })
  })

  it('takes passphrase bytes that are not UTF-8 as a wrong passphrase', async () => {
    await expect(decryptKey(encrypted, Uint8Array.of(0xff, 0xfe))).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    })
  })
})
