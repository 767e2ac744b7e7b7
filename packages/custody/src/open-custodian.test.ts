import { createHash, createPrivateKey, generateKeyPairSync, privateEncrypt } from 'node:crypto'
import { type Issued, issue } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import {
  type ClosableKeyCustodian,
  CustodyError,
  encodeEncryptedKey,
  encryptKey,
  keyObjectCustodian,
  openCustodian,
  weakKeyDerivationForTests,
} from './index.ts'
import { keyCustodianContract } from './key-custodian.contract.ts'

const passphrase = 'Sirih-Pinang-2026'
const cheap = { [weakKeyDerivationForTests]: true } as const

const authority = await issue({ subject: 'C=ID,CN=Penerbit Kota Rekaan', isCa: true })
const keysOf = {
  'ecdsa-p256': { name: 'ECDSA', namedCurve: 'P-256' },
  'ecdsa-p384': { name: 'ECDSA', namedCurve: 'P-384' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  },
} as const

async function issueSigner(kind: keyof typeof keysOf, subject = 'C=ID,CN=Penanda Tangan Rekaan') {
  const keys = await crypto.subtle.generateKey(keysOf[kind], true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new TypeError('expected a key pair')
  return await issue({ subject, issuer: authority, keys })
}

const pkcs8Of = async ({ keys }: Issued) =>
  new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))

const encryptedKeyOf = async (signer: Issued) =>
  encodeEncryptedKey(await encryptKey(await pkcs8Of(signer), passphrase, cheap))

const openSoftware = (
  encryptedKey: Uint8Array,
  certificatePath: readonly Uint8Array[],
  word: string = passphrase,
  options: { readonly signal?: AbortSignal } = {},
) =>
  openCustodian(
    { kind: 'software', encryptedKey, certificatePath },
    { kind: 'passphrase', passphrase: word },
    options,
  )

for (const kind of ['ecdsa-p256', 'ecdsa-p384', 'rsa'] as const) {
  const signer = await issueSigner(kind)
  const encryptedKey = await encryptedKeyOf(signer)
  keyCustodianContract(`of a software key, ${kind}`, () =>
    openSoftware(encryptedKey, [signer.der, authority.der]),
  )
}

describe('openCustodian of a software key', async () => {
  const signer = await issueSigner('ecdsa-p256')
  const other = await issueSigner('ecdsa-p256', 'C=ID,CN=Orang Lain')
  const encryptedKey = await encryptedKeyOf(signer)
  const path = [signer.der, authority.der]

  it('does not open with a wrong passphrase', async () => {
    await expect(openSoftware(encryptedKey, path, 'Sirih-Pinang-2027')).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    })
  })

  it.each([
    ['what is not JSON', new TextEncoder().encode('{"version":')],
    ['another JSON value', new TextEncoder().encode('[]')],
    ['nothing', new Uint8Array()],
  ])('refuses as an envelope %s', async (_what, bytes) => {
    await expect(openSoftware(bytes, path)).rejects.toMatchObject({ code: 'KEY_ENVELOPE_INVALID' })
  })

  it.each([
    ['before', () => AbortSignal.abort(new Error('nobody waits'))],
    [
      'while the key is being opened',
      () => {
        const abort = new AbortController()
        queueMicrotask(() => abort.abort(new Error('nobody waits')))
        return abort.signal
      },
    ],
  ])('gives no custodian when its signal aborts %s', async (_when, signalOf) => {
    const signal = signalOf()
    await expect(openSoftware(encryptedKey, path, passphrase, { signal })).rejects.toThrow('nobody waits')
  })

  const mismatches = [
    ['an empty path', []],
    ['a path that begins with the issuer', [authority.der, signer.der]],
    ["another person's certificate", [other.der, authority.der]],
    ['a path that is not certificates', [signer.der, Uint8Array.of(1, 2)]],
  ] as const
  it.each(mismatches)('refuses %s', async (_what, certificatePath) => {
    await expect(openSoftware(encryptedKey, certificatePath)).rejects.toMatchObject({
      code: 'KEY_CERTIFICATE_MISMATCH',
    })
  })

  it('turns certificates given as PEM into DER', async () => {
    const pem = new TextEncoder().encode(
      `-----BEGIN CERTIFICATE-----\n${Buffer.from(signer.der).toString('base64')}\n-----END CERTIFICATE-----\n`,
    )
    using custodian = await openSoftware(encryptedKey, [pem])
    expect(custodian.certificatePath).toEqual([signer.der])
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

/**
 * A small device as hardware modules are: it takes digests (CKM_RSA_PKCS), makes one signature at a
 * time, each of them later, and gives up those that wait when their signal aborts.
 */
function deviceCustodian(signer: Issued, pkcs8: Uint8Array): ClosableKeyCustodian {
  const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  // RFC 8017 §9.2: DigestInfo of SHA-256, up to the digest.
  const digestInfo = Uint8Array.fromHex('3031300d060960864801650304020105000420')
  let before: Promise<unknown> = Promise.resolve()
  let closed = false
  const close = () => {
    closed = true
  }
  return {
    takes: 'digest',
    algorithm: 'rsa-pkcs1-sha256',
    certificatePath: [signer.der, authority.der],
    async sign(digest, { signal } = {}) {
      signal?.throwIfAborted()
      if (closed) throw new CustodyError('CUSTODIAN_CLOSED', 'the device has been closed')
      const mine = before.then(async () => {
        await new Promise((resolve) => setImmediate(resolve))
        signal?.throwIfAborted()
        return new Uint8Array(privateEncrypt(key, Buffer.concat([digestInfo, digest])))
      })
      before = mine.catch(() => undefined)
      return await mine
    },
    close,
    [Symbol.dispose]: close,
  }
}

describe('a device that takes digests', async () => {
  const signer = await issueSigner('rsa')
  const pkcs8 = await pkcs8Of(signer)
  keyCustodianContract('of a device that takes digests', async () => deviceCustodian(signer, pkcs8))

  it('signs what a software key signs over the message', async () => {
    using software = keyObjectCustodian(
      createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }),
      [signer.der],
    )
    using device = deviceCustodian(signer, pkcs8)
    const message = new TextEncoder().encode('isi')
    const digest = new Uint8Array(createHash('sha256').update(message).digest())
    expect(await device.sign(digest)).toEqual(await software.sign(message))
  })
})
