import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { type Issued, type IssueOptions, issue, withForeignSignature } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import { type Certificate, parseCertificate } from '../x509/certificate.ts'
import { verifySignature } from '../x509/signature.ts'
import { type SignatureCache, signatureCache } from '../x509/signature-cache.ts'
import { certificationPaths, type PathSearch } from './path-building.ts'

const parsed = ({ der }: Pick<Issued, 'der'>) => parseCertificate(der)

async function pathsOf(
  target: Pick<Issued, 'der'>,
  pool: readonly Issued[],
  anchors: readonly Issued[],
  options: Partial<PathSearch> = {},
): Promise<readonly (readonly Certificate[])[]> {
  const paths: (readonly Certificate[])[] = []
  const search = { target: parsed(target), pool: pool.map(parsed), anchors: anchors.map(parsed), ...options }
  for await (const path of certificationPaths(search)) paths.push(path)
  return paths
}

const ders = (paths: readonly (readonly Certificate[])[]) => paths.map((path) => path.map(({ der }) => der))
const root = () => issue({ subject: 'CN=Akar', isCa: true })
const authority = (issuer: Issued, options: Partial<IssueOptions> = {}) =>
  issue({ subject: 'CN=Penerbit', issuer, isCa: true, ...options })

describe('certificationPaths', () => {
  it('yields every path, so that a later rule may refuse the first', async () => {
    const [first, second] = [await root(), await issue({ subject: 'CN=Akar Lain', isCa: true })]
    const byFirst = await authority(first)
    const bySecond = await authority(second, { keys: byFirst.keys })
    const leaf = await issue({ subject: 'CN=Daun', issuer: byFirst })
    const paths = await pathsOf(leaf, [byFirst, bySecond], [first, second])
    expect(ders(paths)).toEqual([
      [leaf.der, byFirst.der, first.der],
      [leaf.der, bySecond.der, second.der],
    ])
  })

  it('tries anchors first, then the key identifier that is named, then the newest', async () => {
    const top = await root()
    const keys = (await authority(top)).keys
    const identifier = await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
    const old = await authority(top, { keys, notBefore: '2026-01-01T00:00:00Z' })
    const recent = await authority(top, { keys, notBefore: '2026-03-01T00:00:00Z' })
    const identified = await authority(top, {
      keys,
      notBefore: '2025-01-01T00:00:00Z',
      extensions: [identifier],
    })
    const anchored = await authority(top, { keys, notBefore: '2024-01-01T00:00:00Z' })
    const leaf = await issue({
      subject: 'CN=Daun',
      issuer: old,
      extensions: [await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey)],
    })
    const paths = await pathsOf(leaf, [old, recent, identified], [top, anchored])
    expect(paths.map((path) => path[1]?.der)).toEqual(
      [anchored, identified, recent, old].map(({ der }) => der),
    )
  })

  it('does not try an issuer whose key identifier is another', async () => {
    const top = await root()
    const stranger = await issue({ subject: 'CN=Lain' })
    const wrong = await authority(top, {
      extensions: [await x509.SubjectKeyIdentifierExtension.create(stranger.keys.publicKey)],
    })
    const leaf = await issue({
      subject: 'CN=Daun',
      issuer: wrong,
      extensions: [await x509.AuthorityKeyIdentifierExtension.create(wrong.keys.publicKey)],
    })
    expect(await pathsOf(leaf, [wrong], [top])).toEqual([])
  })

  it('takes an anchor that is the target for a path of one', async () => {
    const leaf = await issue({ subject: 'CN=Daun' })
    expect(ders(await pathsOf(leaf, [], [leaf]))).toEqual([[leaf.der]])
  })

  it('says what it tried in vain', async () => {
    const top = await root()
    const [good, other] = [
      await issue({ subject: 'CN=Daun', issuer: top }),
      await issue({ subject: 'CN=Lain', issuer: top }),
    ]
    const tried: string[] = []
    expect(await pathsOf({ der: withForeignSignature(good, other) }, [], [top], { tried })).toEqual([])
    expect(tried).toEqual(['CN=Akar: signature wrong'])
  })

  it('ends in a bounded number of checks, and at the longest path', async () => {
    const top = await root()
    const crowd = await Promise.all(Array.from({ length: 30 }, () => authority(top)))
    const impostor = await authority(await root())
    const leaf = await issue({ subject: 'CN=Daun', issuer: impostor })
    const tried: string[] = []
    expect(await pathsOf(leaf, crowd, [top], { maximumSignatureChecks: 12, tried })).toEqual([])
    expect(tried).toHaveLength(12)

    const chain = [top]
    for (let index = 0; index < 4; index++) {
      chain.unshift(await issue({ subject: `CN=Penerbit ${index}`, issuer: chain[0] ?? top, isCa: true }))
    }
    const [last = top, ...above] = chain
    expect(await pathsOf(last, above, [top], { maximumLength: 5 })).toHaveLength(1)
    expect(await pathsOf(last, above, [top], { maximumLength: 4 })).toEqual([])
  })
})

describe('signatureCache', () => {
  it('verifies a link once in a validation', async () => {
    const top = await root()
    const middle = await authority(top)
    const leaf = await issue({ subject: 'CN=Daun', issuer: middle })
    const inner = signatureCache()
    const verdicts = new Set<Promise<unknown>>()
    const watched: SignatureCache = {
      verify(stated) {
        const verdict = inner.verify(stated)
        verdicts.add(verdict)
        return verdict
      },
    }
    for (let round = 0; round < 3; round++) {
      expect(await pathsOf(leaf, [middle], [top], { signatures: watched })).toHaveLength(1)
    }
    expect(verdicts.size).toBe(2)
  })

  it('never takes one statement for another', async () => {
    const top = await root()
    const [one, two] = [
      await issue({ subject: 'CN=Daun', issuer: top }),
      await issue({ subject: 'CN=Lain', issuer: top }),
    ]
    const [first, second, issuer] = [parsed(one), parsed(two), parsed(top)]
    const cache = signatureCache()
    const stated = (publicKey: Certificate['publicKey'], message: Uint8Array) => ({
      algorithm: first.signatureAlgorithm,
      publicKey,
      message,
      signature: first.signature,
    })
    const cases = [
      stated(issuer.publicKey, first.tbs),
      stated(issuer.publicKey, second.tbs),
      stated(second.publicKey, first.tbs),
    ]
    for (const each of [...cases, ...cases]) {
      expect((await cache.verify(each)).verdict).toBe((await verifySignature(each)).verdict)
    }
    expect(
      (await cache.verify({ ...stated(issuer.publicKey, first.tbs), digestOid: '1.3.14.3.2.26' })).verdict,
    ).toBe('unsupported')
  })

  it('verifies no more than its maximum, and knows what it verified', async () => {
    const top = await root()
    const leaves = await Promise.all(
      ['CN=Satu', 'CN=Dua', 'CN=Tiga'].map((subject) => issue({ subject, issuer: top })),
    )
    const cache = signatureCache(2)
    const verdictOf = async (leaf: Certificate) => {
      const { signatureAlgorithm: algorithm, tbs: message, signature } = leaf
      return (await cache.verify({ algorithm, message, signature, publicKey: parsed(top).publicKey })).verdict
    }
    const verdicts: string[] = []
    for (const leaf of [...leaves, ...leaves]) verdicts.push(await verdictOf(parsed(leaf)))
    expect(verdicts).toEqual(['right', 'right', 'unsupported', 'right', 'right', 'unsupported'])
  })
})
