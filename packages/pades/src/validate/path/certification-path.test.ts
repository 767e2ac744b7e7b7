import { OID } from '@tapis/pki'
import { defaultCryptographicPolicy, parseCertificate } from '@tapis/pki/x509'
import {
  type Issued,
  type IssueOptions,
  issue,
  rawExtension,
  keyUsage as usage,
  withForeignSignature,
} from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { refuseWeakPath } from '../acceptance/acceptance.ts'
import { findCertificationPath } from './certification-path.ts'
import type { KeyPurpose } from './key-purpose.ts'

const at = new Date('2026-06-01T00:00:00Z')
let root: Issued

beforeAll(async () => {
  root = await issue({ subject: 'CN=Akar', isCa: true })
})

async function find(
  leaf: Uint8Array,
  pool: readonly Issued[],
  options: { readonly anchors?: readonly Issued[]; readonly purpose?: KeyPurpose; readonly at?: Date } = {},
) {
  return await findCertificationPath({
    target: parseCertificate(leaf),
    pool: pool.map(({ der }) => parseCertificate(der)),
    anchors: (options.anchors ?? [root]).map(({ der }) => parseCertificate(der)),
    at: options.at ?? at,
    purpose: options.purpose ?? 'document-signing',
  })
}

const authority = (options: Partial<IssueOptions> = {}) =>
  issue({ subject: 'CN=Penerbit', issuer: root, isCa: true, ...options })

describe('findCertificationPath', () => {
  it('finds the path through an intermediate authority', async () => {
    const ca = await authority({ pathLength: 0 })
    const leaf = await issue({ subject: 'CN=Daun', issuer: ca })
    const { path } = await find(leaf.der, [ca])
    expect(path?.map(({ der }) => der)).toEqual([leaf.der, ca.der, root.der])
  })

  it('finds the good path when another authority of the same name comes first', async () => {
    const impostor = await authority({ issuer: await issue({ subject: 'CN=Akar', isCa: true }) })
    const ca = await authority()
    const leaf = await issue({ subject: 'CN=Daun', issuer: ca })
    expect((await find(leaf.der, [impostor, ca])).path).toHaveLength(3)
  })

  it.each<[string, string, boolean, KeyPurpose, boolean]>([
    ['servers, critically', OID.serverAuth, true, 'document-signing', false],
    ['servers, for information', OID.serverAuth, false, 'document-signing', true],
    ['timestamps, critically', OID.timeStamping, true, 'document-signing', false],
    ['documents, critically', OID.documentSigning, true, 'document-signing', true],
    ['anything, critically', OID.anyExtendedKeyUsage, true, 'document-signing', true],
    ['documents, critically', OID.documentSigning, true, 'timestamping', false],
    ['timestamps, critically', OID.timeStamping, true, 'timestamping', true],
  ])(
    'asks an authority for %s whether it is for the purpose',
    async (_, id, isCritical, purpose, isFound) => {
      const ca = await authority({ purposes: [id], purposesCritical: isCritical })
      const target: Partial<IssueOptions> =
        purpose === 'timestamping' ? { purposes: [OID.timeStamping], purposesCritical: true } : {}
      const leaf = await issue({ subject: 'CN=Daun', issuer: ca, ...target })
      const { path, refusal } = await find(leaf.der, [ca], { purpose })
      expect(path === undefined).toBe(!isFound)
      if (!isFound) expect(refusal).toMatchObject({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE' })
    },
  )

  it('ends on a loop of authorities that certify each other', async () => {
    const first = await issue({ subject: 'CN=Satu', isCa: true })
    const second = await issue({ subject: 'CN=Dua', issuer: first, isCa: true })
    const firstBySecond = await issue({ subject: 'CN=Satu', issuer: second, isCa: true, keys: first.keys })
    const leaf = await issue({ subject: 'CN=Daun', issuer: firstBySecond })
    const result = await find(leaf.der, [firstBySecond, second])
    expect(result.refusal).toMatchObject({ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND' })
  })

  it('ends when a pool of authorities of one name and key could be combined without end', async () => {
    const pool = await Promise.all(Array.from({ length: 40 }, () => authority()))
    const leaf = await issue({ subject: 'CN=Daun', issuer: await authority() })
    expect((await find(leaf.der, pool)).refusal).toMatchObject({
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
    })
  })

  const cases: readonly {
    readonly title: string
    readonly subIndication: string
    readonly reason: string
    readonly make: () => Promise<{
      leaf: Uint8Array
      pool: readonly Issued[]
      purpose?: KeyPurpose
      at?: Date
    }>
  }[] = [
    {
      title: 'an issuer that is not at hand',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      reason: 'no path to a trust anchor',
      make: async () => ({
        leaf: (await issue({ subject: 'CN=Daun', issuer: await authority() })).der,
        pool: [],
      }),
    },
    {
      title: 'a self-signed certificate that is no anchor',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      reason: 'no path to a trust anchor',
      make: async () => ({ leaf: (await issue({ subject: 'CN=Daun' })).der, pool: [] }),
    },
    {
      title: 'a signature that its issuer did not make (RFC 5280 §6.1.3 a 1)',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      reason: 'signature wrong',
      make: async () => {
        const good = await issue({ subject: 'CN=Daun', issuer: root })
        const other = await issue({ subject: 'CN=Lain', issuer: root })
        return { leaf: withForeignSignature(good, other), pool: [] }
      },
    },
    {
      title: 'an issuer that is no authority (§4.2.1.9)',
      subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
      reason: 'is no certification authority',
      make: async () => {
        const ca = await authority({ isCa: false, keyUsage: usage.keyCertSign })
        return { leaf: (await issue({ subject: 'CN=Daun', issuer: ca })).der, pool: [ca] }
      },
    },
    {
      title: 'an authority whose key usage lacks keyCertSign (§4.2.1.3)',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
      reason: 'may not sign certificates',
      make: async () => {
        const ca = await authority({ keyUsage: usage.cRLSign })
        return { leaf: (await issue({ subject: 'CN=Daun', issuer: ca })).der, pool: [ca] }
      },
    },
    {
      title: 'more authorities than the path length allows (§4.2.1.9)',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
      reason: 'one authority more than those above it allow',
      make: async () => {
        const upper = await authority({ pathLength: 0 })
        const lower = await issue({ subject: 'CN=Penerbit Bawah', issuer: upper, isCa: true })
        return { leaf: (await issue({ subject: 'CN=Daun', issuer: lower })).der, pool: [lower, upper] }
      },
    },
    {
      title: 'an authority that is out of force',
      subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
      reason: 'not in force',
      make: async () => {
        const ca = await authority({ notAfter: '2026-03-01T00:00:00Z' })
        return { leaf: (await issue({ subject: 'CN=Daun', issuer: ca })).der, pool: [ca] }
      },
    },
    {
      title: 'a critical extension that is not understood (§4.2)',
      subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
      reason: 'critical extension 1.2.3.4.5',
      make: async () => {
        const unknown = rawExtension('1.2.3.4.5', Uint8Array.of(0x05, 0), true)
        return {
          leaf: (await issue({ subject: 'CN=Daun', issuer: root, extensions: [unknown] })).der,
          pool: [],
        }
      },
    },
    {
      title: 'name constraints that say nothing, even where they are not critical (§4.2.1.10)',
      subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE',
      reason: 'expected permitted or excluded subtrees',
      make: async () => {
        const constraints = rawExtension(OID.nameConstraints, Uint8Array.of(0x30, 0))
        const ca = await authority({ extensions: [constraints] })
        return { leaf: (await issue({ subject: 'CN=Daun', issuer: ca })).der, pool: [ca] }
      },
    },
    {
      title: 'a signer whose key may only encipher (§4.2.1.3)',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
      reason: 'may not sign',
      make: async () => {
        const keyUsage = usage.keyEncipherment
        return { leaf: (await issue({ subject: 'CN=Daun', issuer: root, keyUsage })).der, pool: [] }
      },
    },
    {
      title: 'a web server that signs a document (§4.2.1.12)',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
      reason: 'does not include signing documents',
      make: async () => {
        const purposes = [OID.serverAuth]
        return { leaf: (await issue({ subject: 'CN=Daun', issuer: root, purposes })).der, pool: [] }
      },
    },
    {
      title: 'a timestamp authority that signs a document',
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
      reason: 'does not include signing documents',
      make: async () => {
        const options = { issuer: root, purposes: [OID.timeStamping], purposesCritical: true }
        return { leaf: (await issue({ subject: 'CN=Daun', ...options })).der, pool: [] }
      },
    },
    ...[
      { title: 'without extended key usage', options: {} },
      { title: 'whose extended key usage is not critical', options: { purposes: [OID.timeStamping] } },
      {
        title: 'with a second purpose',
        options: { purposes: [OID.timeStamping, OID.codeSigning], purposesCritical: true },
      },
    ].map(({ title, options }) => ({
      title: `a timestamp authority ${title} (RFC 3161 §2.3)`,
      subIndication: 'CHAIN_CONSTRAINTS_FAILURE',
      reason: 'not timeStamping alone and critical',
      make: async () => ({
        leaf: (await issue({ subject: 'CN=Stempel', issuer: root, ...options })).der,
        pool: [],
        purpose: 'timestamping' as const,
      }),
    })),
  ]

  it.each(cases)('refuses $title', async ({ make, subIndication, reason }) => {
    const { leaf, pool, ...options } = await make()
    const { refusal } = await find(leaf, pool, options)
    expect(refusal).toMatchObject({ indication: 'INDETERMINATE', subIndication })
    expect(refusal?.reason).toContain(reason)
  })

  it('accepts an anchor that is the signer itself', async () => {
    const leaf = await issue({ subject: 'CN=Daun' })
    expect((await find(leaf.der, [], { anchors: [leaf] })).path).toHaveLength(1)
  })

  it('refuses a path with a link made with SHA-1', async () => {
    const ca = await authority({ digest: 'SHA-1' })
    const leaf = await issue({ subject: 'CN=Daun', issuer: ca })
    const { path } = await find(leaf.der, [ca])
    const refused = (existed: string) =>
      refuseWeakPath(path ?? [], defaultCryptographicPolicy, new Date(existed))
    expect(refused('2026-06-01')).toMatchObject({ subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' })
    expect(refused('2012-07-31')).toBeUndefined()
  })
})
