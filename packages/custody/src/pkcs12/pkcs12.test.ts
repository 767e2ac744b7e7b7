import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { encode, readStructure } from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import fc from 'fast-check'
import * as pkijs from 'pkijs'
import { describe, expect, it } from 'vitest'
import { CustodyError, openCustodian } from '../index.ts'
import { keyCustodianContract } from '../key-custodian.contract.ts'
import { decryptProtected } from './decryption.ts'
import { bmpPassword, derivePkcs12, iterationBudget } from './key-derivation.ts'

const open = (file: Uint8Array, word: string | Uint8Array = passphrase) =>
  openCustodian({ kind: 'pkcs12', file }, { kind: 'passphrase', passphrase: word })
const passphrase = 'Sirih-Pinang-é-2026'
const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)))

for (const name of ['p256-modern', 'rsa2048-modern', 'p256-legacy-3des', 'rsa2048-legacy-3des']) {
  const file = fixture(`${name}.p12`)
  keyCustodianContract(`of a PKCS#12 file, ${name}`, () => open(file))
}

describe('openCustodian of a PKCS#12 file', () => {
  it('orders the path from the official to the root whatever the order in the file', async () => {
    using custodian = await open(fixture('p256-modern.p12'))
    const subjects = custodian.certificatePath.map((der) =>
      new X509Certificate(der).subject.split('\n').at(-1),
    )
    expect(subjects).toEqual(['CN=Penanda Tangan Uji', 'CN=Test Issuing CA', 'CN=Test Root CA'])
  })

  it('takes the passphrase as bytes too', async () => {
    using custodian = await open(fixture('p256-legacy-3des.p12'), new TextEncoder().encode(passphrase))
    expect(custodian.algorithm).toBe('ecdsa-p256-sha256')
  })

  const rejections = [
    ['RC2 certificates', 'rsa2048-legacy-rc2.p12', passphrase, 'PKCS12_UNSUPPORTED'],
    ['no MAC', 'p256-without-mac.p12', passphrase, 'PKCS12_UNSUPPORTED'],
    ['a key without certificate', 'p256-without-certificate.p12', passphrase, 'KEY_CERTIFICATE_MISMATCH'],
    ['certificates without key', 'certificates-only.p12', passphrase, 'PKCS12_INVALID'],
    ['another passphrase', 'p256-modern.p12', 'Sirih-Pinang-e-2026', 'PASSPHRASE_WRONG'],
    ['another passphrase in a legacy file', 'p256-legacy-3des.p12', '', 'PASSPHRASE_WRONG'],
    ['another kind of content', 'README.md', passphrase, 'PKCS12_INVALID'],
  ] as const
  it.each(rejections)('refuses a file with %s', async (_what, name, word, code) => {
    await expect(open(fixture(name), word)).rejects.toMatchObject({ code })
  })

  it('says how to convert a file under RC2', async () => {
    await expect(open(fixture('rsa2048-legacy-rc2.p12'))).rejects.toThrow(
      /pbeWithSHAAnd40BitRC2-CBC is not supported.*openssl pkcs12 -legacy/,
    )
  })

  // Headers outside the MAC may be altered without consequence; what the MAC covers may not.
  it('gives the same path or its own error, and nothing else, after a byte has changed', async () => {
    const original = fixture('p256-modern.p12')
    using untouched = await open(original)
    const expected = untouched.certificatePath
    const change = fc.record({ at: fc.nat(original.length - 1), xor: fc.integer({ min: 1, max: 255 }) })
    const property = fc.asyncProperty(change, async ({ at, xor }) => {
      const changed = original.map((byte, index) => (index === at ? byte ^ xor : byte))
      const outcome: unknown = await open(changed).then(
        (custodian) => custodian.certificatePath,
        (error: unknown) => error,
      )
      if (!(outcome instanceof CustodyError)) expect(outcome).toEqual(expected)
    })
    await fc.assert(property, { numRuns: 60, examples: [[{ at: 0, xor: 0x20 }]] })
  })

  it('opens no file whose end is missing', async () => {
    const original = fixture('p256-modern.p12')
    const property = fc.asyncProperty(fc.nat(original.length - 1), async (length) => {
      const changed = original.slice(0, length)
      await expect(open(changed)).rejects.toMatchObject({ code: 'PKCS12_INVALID' })
    })
    await fc.assert(property, { numRuns: 60 })
  })
})

describe('key derivation of PKCS#12', () => {
  // Computed with `openssl kdf -kdfopt digest:... -kdfopt pass:... PKCS12KDF` of OpenSSL 3.0.
  const vectors = [
    ['sha1', 1, 24, '85aa625d5565ec241e74fbfbdc82cc50899f240c62606a97'],
    ['sha256', 3, 32, '73ffe1911516cb28a96a52692adc39671966a08de2467fd835ebc0554b30fd17'],
    [
      'sha512',
      2,
      100,
      'eaed1c2eb17b33d5e40b63c2c3bd13e1c123903cddd1a86e5b8e66eb11164032f1cc973cf891e9d673b629ed840ffe6ebc064df7f8da2419799a4cf86fa8172e5bc27892f85ea5152e8882186b74909c839bdee454809467c24785d6ec52d0e49e86aa5b',
    ],
  ] as const
  it.each(vectors)(
    'gives what OpenSSL gives with %s for purpose %i',
    async (digest, purpose, length, expected) => {
      const key = await derivePkcs12({
        digest,
        purpose,
        length,
        password: bmpPassword('smeg'),
        salt: Uint8Array.fromHex('0a58cf64530d823f'),
        iterations: 100,
      })
      expect(key.toString('hex')).toBe(expected)
    },
  )

  const withIterations = (iterations: number) => {
    const salt = new asn1js.OctetString({ valueHex: new Uint8Array(8) })
    const count = new asn1js.Integer({ value: iterations })
    return [
      new pkijs.AlgorithmIdentifier({
        algorithmId: '1.2.840.113549.1.12.1.3',
        algorithmParams: new asn1js.Sequence({ value: [salt, count] }),
      }),
      new pkijs.AlgorithmIdentifier({
        algorithmId: '1.2.840.113549.1.5.13',
        algorithmParams: new pkijs.PBES2Params({
          keyDerivationFunc: new pkijs.AlgorithmIdentifier({
            algorithmId: '1.2.840.113549.1.5.12',
            algorithmParams: new pkijs.PBKDF2Params({ salt, iterationCount: iterations }).toSchema(),
          }),
          encryptionScheme: new pkijs.AlgorithmIdentifier({
            algorithmId: '2.16.840.1.101.3.4.1.42',
            algorithmParams: new asn1js.OctetString({ valueHex: new Uint8Array(16) }),
          }),
        }).toSchema(),
      }),
    ].map((algorithm) => readStructure(pkijs.AlgorithmIdentifier, encode(algorithm), 'algorithm'))
  }

  it.each([0, 2_100_000, 2_000_000_000])('stops before it works for %i iterations', async (iterations) => {
    for (const algorithm of withIterations(iterations)) {
      const unlocking = { passphrase, budget: iterationBudget() }
      await expect(decryptProtected(algorithm, new Uint8Array(16), unlocking)).rejects.toMatchObject({
        code: 'PKCS12_UNSUPPORTED',
      })
    }
  })
})
