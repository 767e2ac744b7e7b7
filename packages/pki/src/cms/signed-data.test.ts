// SignedData as it is written, read again and verified, and what becomes of it when an octet
// changes.

import { custodianOf, issue, softwareCustodian, testCity } from '@tapis/testing/pki'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Asn1Error, readBer } from '../asn1/der-reader.ts'
import { webCryptoHash } from '../hash.ts'
import { OID } from '../oids.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { signedAttributes } from './signed-attributes.ts'
import { parseSignedData } from './signed-data-reader.ts'
import { assembleSignedData, attributesOf, signedDataTemplate } from './signed-data-writer.ts'
import { verifySigner } from './signer-verification.ts'
import { findSigningCertificate } from './signing-certificate.ts'

const city = await testCity()
const content = new TextEncoder().encode('surat keputusan (data uji)')
const honest = custodianOf(city.signer, city.authority)

async function sign(custodian: typeof honest, isDetached = true): Promise<Uint8Array> {
  const contentType = isDetached ? OID.data : OID.tstInfo
  const template = signedDataTemplate(custodian.certificatePath, custodian.algorithm, contentType)
  const digest = await webCryptoHash(template.algorithm.digest.webCryptoName, [content])
  const attributes = signedAttributes(await attributesOf(template), digest)
  const signature = await custodian.sign(attributes)
  const parts = { signedAttributes: attributes, signature }
  return assembleSignedData(template, isDetached ? parts : { ...parts, content })
}

/** Reads, finds the certificate and verifies. @throws Asn1Error */
async function verify(bytes: Uint8Array, isDetached = true) {
  const signedData = parseSignedData(readBer(bytes))
  const [signer] = signedData.signerInfos
  if (signer === undefined) return { found: 'nothing' as const }
  const pool = signedData.certificates.map(parseCertificate)
  const { found, certificate } = await findSigningCertificate(signer, pool, webCryptoHash)
  const verification = await verifySigner(signer, {
    content: [isDetached ? content : (signedData.content ?? new Uint8Array())],
    contentType: isDetached ? OID.data : OID.tstInfo,
    publicKey: certificate?.publicKey,
    hash: webCryptoHash,
  })
  return { found, hasFittingVersion: signedData.hasFittingVersion, ...verification }
}

describe('SignedData', () => {
  it.each([
    'rsa-pkcs1-sha256',
    'rsa-pss-sha384',
    'ecdsa-p256-sha256',
    'ecdsa-p384-sha384',
    'ed25519',
  ] as const)('that is written with %s verifies when it is read', async (algorithm) => {
    const result = await verify(await sign(await softwareCustodian(algorithm)))
    expect(result).toMatchObject({ found: 'named', messageDigest: 'matches', signatureValue: 'right' })
    expect(result).toMatchObject({ algorithm: { name: algorithm }, hasFittingVersion: true })
    expect(result).not.toHaveProperty('problem')
  })

  it('that carries its content verifies when it is read', async () => {
    const result = await verify(await sign(honest, false), false)
    expect(result).toMatchObject({ found: 'named', signatureValue: 'right', hasFittingVersion: true })
    expect(result).not.toHaveProperty('problem')
  })

  it('is right after no change to what is signed, and fails only as Asn1Error', async () => {
    const signed = await sign(honest)
    const property = fc.asyncProperty(
      fc.nat(signed.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, xor) => {
        const changed = signed.map((octet, index) => (index === at ? octet ^ xor : octet))
        try {
          const result = await verify(changed)
          if (result.found !== 'named' || 'problem' in result) return
          // Unsigned, so free to change: the version, the authority's certificate.
          expect(result).toMatchObject({ messageDigest: 'matches', signatureValue: 'right' })
        } catch (error) {
          expect(error).toBeInstanceOf(Asn1Error)
        }
      },
    )
    await fc.assert(property, { numRuns: 300 })
  })
})

describe('signedDataTemplate', () => {
  it('makes one template for each path, algorithm and content type', () => {
    const { certificatePath, algorithm } = honest
    const made = signedDataTemplate(certificatePath, algorithm)
    expect(signedDataTemplate(certificatePath, algorithm)).toBe(made)
    expect(signedDataTemplate(certificatePath, algorithm, OID.tstInfo)).not.toBe(made)
    expect(signedDataTemplate([...certificatePath], algorithm)).not.toBe(made)
  })

  it.each([
    [
      'a first certificate that is none',
      [Uint8Array.of(0x30, 0)],
      'ecdsa-p256-sha256',
      'CERTIFICATE_INVALID',
    ],
    ['a key of another kind', honest.certificatePath, 'rsa-pkcs1-sha256', 'ALGORITHM_MISMATCH'],
    ['a key on another curve', honest.certificatePath, 'ecdsa-p384-sha384', 'ALGORITHM_MISMATCH'],
    ['a digest that is broken', honest.certificatePath, 'ecdsa-p256-sha1', 'ALGORITHM_MISMATCH'],
  ] as const)('refuses %s', (_what, path, algorithm, code) => {
    expect(() => signedDataTemplate(path, algorithm)).toThrow(
      expect.objectContaining({ name: 'CmsError', code }),
    )
  })

  it('refuses an RSA key that is too short, and a path without certificates', async () => {
    const { certificatePath } = await softwareCustodian('rsa-pkcs1-sha256', { modulusBits: 1024 })
    expect(() => signedDataTemplate(certificatePath, 'rsa-pkcs1-sha256')).toThrow(
      expect.objectContaining({ code: 'ALGORITHM_MISMATCH' }),
    )
    expect(() => signedDataTemplate([], 'rsa-pkcs1-sha256')).toThrow(TypeError)
  })
})

describe('findSigningCertificate', () => {
  it('takes no certificate of the same key for the one that the signature names', async () => {
    const signed = parseSignedData(readBer(await sign(honest)))
    const [signer] = signed.signerInfos
    if (signer === undefined) throw new TypeError('expected a signer')
    const twin = await issue({
      subject: city.signer.subject,
      issuer: city.authority,
      keys: city.signer.keys,
    })
    const search = (pool: readonly Uint8Array[]) =>
      findSigningCertificate(signer, pool.map(parseCertificate), webCryptoHash)
    expect(await search([twin.der])).toEqual({ found: 'not-at-hand', certificate: undefined })
    expect(await search([twin.der, city.signer.der])).toMatchObject({ found: 'named' })
  })
})
