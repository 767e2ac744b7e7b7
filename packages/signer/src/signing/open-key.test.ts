// Keys by the kind of their credential: what is opened, and what is refused before anything is
// read.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openCustodian } from '@tapis/custody'
import { type ActiveCredential, type CredentialKey, type Database, openDatabase } from '@tapis/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Signatory } from './authorise.ts'
import { keyOnDemand } from './open-key.ts'
import { createPassphraseThrottle } from './passphrase-throttle.ts'

const activation = { kind: 'passphrase', passphrase: 'Sirih-Pinang-é-2026' } as const
const fixture = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../custody/src/fixtures/${name}.p12`, import.meta.url)))
const message = new TextEncoder().encode('isi yang ditandatangani')

let database: Database
beforeAll(async () => {
  database = await openDatabase({ memory: true })
})
afterAll(() => database.close())

describe('a key that is opened on demand', () => {
  it('signs with a PKCS#12 file whose certificate is the registered one', async () => {
    const file = fixture('p256-modern')
    const custodian = keyOf({ kind: 'pkcs12', encryptedKey: file }, await leafOf(file))
    expect((await custodian.sign(message)).length).toBeGreaterThan(60)
  })

  it('does not sign with a file whose certificate is another one', async () => {
    const registered = await leafOf(fixture('rsa2048-modern'))
    const custodian = keyOf({ kind: 'pkcs12', encryptedKey: fixture('p256-modern') }, registered)
    await expect(custodian.sign(message)).rejects.toMatchObject({ code: 'KEY_CERTIFICATE_MISMATCH' })
  })

  it.each(['pkcs11', 'remote'] as const)('refuses the kind %s, which has no custodian yet', (kind) => {
    const kept = { kind, keyReference: 'pkcs11:token=Kota' }
    expect(() => keyOf(kept, new Uint8Array())).toThrow(
      expect.objectContaining({ code: 'CREDENTIAL_KIND_UNSUPPORTED' }),
    )
  })
})

async function leafOf(file: Uint8Array): Promise<Uint8Array> {
  using custodian = await openCustodian({ kind: 'pkcs12', file }, activation)
  const [leaf] = custodian.certificatePath
  if (leaf === undefined) throw new Error('a file without a certificate')
  return leaf
}

function keyOf(kept: CredentialKey, leaf: Uint8Array) {
  const throttle = createPassphraseThrottle(database.db, () => new Date())
  return keyOnDemand(throttle, signatoryWith(kept, leaf), activation, {
    origin: { requestId: randomUUID(), address: '203.0.113.7', application },
    signal: new AbortController().signal,
  })
}

const application = {
  id: randomUUID(),
  agencyId: 'dinas',
  name: 'Perizinan',
  credentialId: 'app_0000000000000000',
  secretSha256: new Uint8Array(32),
  createdAt: new Date(0),
}

function signatoryWith(kept: CredentialKey, der: Uint8Array): Signatory {
  const signerId = randomUUID()
  const certificate = {
    id: randomUUID(),
    kind: 'signature',
    serialNumber: '01',
    subject: 'CN=Contoh',
    issuer: 'CN=CA Contoh',
    der,
    notBefore: new Date(0),
    notAfter: new Date(1),
    certifiedProvider: false,
  } as const
  const credential: ActiveCredential = {
    credential: {
      ...kept,
      id: randomUUID(),
      signerId,
      algorithm: 'ecdsa-p256-sha256',
      createdAt: new Date(0),
    },
    certificate,
    certificatePath: [certificate, { ...certificate, kind: 'root' }],
  }
  const { id: certificateId } = certificate
  const names = { signerName: 'Contoh', position: 'Kepala', agencyName: 'Dinas Contoh' }
  return {
    signerId,
    credential,
    caName: 'CA Contoh',
    snapshot: { signerId, certificateId, kind: 'signature', ...names },
  }
}
