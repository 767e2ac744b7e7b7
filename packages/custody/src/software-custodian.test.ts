import { generateKeyPairSync } from 'node:crypto'
import { makeCity } from '@tapis/signer/testing'
import { describe, expect, it } from 'vitest'
import { encryptKey, keyObjectCustodian, openSoftwareCustodian, weakKeyDerivationForTests } from './index.ts'
import { keyCustodianContract } from './key-custodian.contract.ts'

const passphrase = 'Sirih-Pinang-2026'
const cheap = { [weakKeyDerivationForTests]: true } as const

for (const keyAlgorithm of ['ecdsa-p256', 'ecdsa-p384', 'rsa'] as const) {
  const city = await makeCity(keyAlgorithm)
  const encryptedKey = await encryptKey(city.signer.privateKey, passphrase, cheap)
  keyCustodianContract(`software, ${keyAlgorithm}`, () =>
    openSoftwareCustodian({
      encryptedKey,
      passphrase,
      certificatePath: [city.signer.certificate, city.ca.certificate],
    }),
  )
}

describe('openSoftwareCustodian', async () => {
  const city = await makeCity()
  const encryptedKey = await encryptKey(city.signer.privateKey, passphrase, cheap)
  const path = [city.signer.certificate, city.ca.certificate]

  it('does not open with a wrong passphrase', async () => {
    await expect(
      openSoftwareCustodian({ encryptedKey, passphrase: 'Sirih-Pinang-2027', certificatePath: path }),
    ).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' })
  })

  const mismatches = [
    ['an empty path', []],
    ['a path that begins with the issuer', [city.ca.certificate, city.signer.certificate]],
    ["another person's certificate", [city.seal.certificate, city.ca.certificate]],
    ['a path that is not certificates', [city.signer.certificate, Uint8Array.of(1, 2)]],
  ] as const
  it.each(mismatches)('refuses %s', async (_what, certificatePath) => {
    await expect(openSoftwareCustodian({ encryptedKey, passphrase, certificatePath })).rejects.toMatchObject({
      code: 'KEY_CERTIFICATE_MISMATCH',
    })
  })

  it('turns certificates given as PEM into DER', async () => {
    const pem = new TextEncoder().encode(
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(city.signer.certificate).toString('base64')}\n-----END CERTIFICATE-----\n`,
    )
    using custodian = await openSoftwareCustodian({ encryptedKey, passphrase, certificatePath: [pem] })
    expect(custodian.certificatePath).toEqual([city.signer.certificate])
  })

  const unsupported = [
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' })],
    ['RSA of 1024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 })],
  ] as const
  it.each(unsupported)('refuses a key of %s', (_what, { privateKey }) => {
    expect(() => keyObjectCustodian(privateKey, path)).toThrow(
      expect.objectContaining({ code: 'KEY_UNSUPPORTED' }),
    )
  })
})
