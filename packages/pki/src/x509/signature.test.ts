import { describe, expect, it } from 'vitest'
import { type SignatureAlgorithm, signatureAlgorithms } from '../algorithms.ts'
import { readDer } from '../asn1/der-reader.ts'
import { derElement, derNull, derOid, derSequence } from '../asn1/der-writer.ts'
import { owned } from '../bytes.ts'
import { OID } from '../oids.ts'
import { parseAlgorithmIdentifier, parseSubjectPublicKeyInfo } from './algorithm-identifier.ts'
import { verifySignature } from './signature.ts'

const message = new TextEncoder().encode('Surat Keterangan Rekaan')

async function signedWith(row: SignatureAlgorithm) {
  const rsa =
    'hash' in row.importParameters ? { modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) } : {}
  const keys = await crypto.subtle.generateKey({ ...row.importParameters, ...rsa }, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new TypeError('expected a key pair')
  const octets = new Uint8Array(await crypto.subtle.sign(row.verifyParameters, keys.privateKey, message))
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
  return {
    algorithm: parseAlgorithmIdentifier(readDer(identifier(row))),
    publicKey: parseSubjectPublicKeyInfo(readDer(spki)),
    message,
    signature: row.signatureFormat.kind === 'octets' ? octets : sigValue(octets),
  }
}

function identifier(row: SignatureAlgorithm): Uint8Array {
  switch (row.parameters.form) {
    case 'absent':
      return derSequence(derOid(row.oid))
    case 'null':
      return derSequence(derOid(row.oid), derNull())
    case 'rsassa-pss': {
      const digest = derSequence(derOid(row.digest.oid), derNull())
      return derSequence(
        derOid(row.oid),
        derSequence(
          derElement(0xa0, digest),
          derElement(0xa1, derSequence(derOid(OID.mgf1), digest)),
          derElement(0xa2, derElement(0x02, Uint8Array.of(row.parameters.saltBytes))),
        ),
      )
    }
  }
}

function sigValue(octets: Uint8Array): Uint8Array {
  const half = octets.length / 2
  const integers = [octets.subarray(0, half), octets.subarray(half)].map((value) => {
    const start = value.findIndex((byte) => byte !== 0)
    const significant = start < 0 ? Uint8Array.of(0) : value.subarray(start)
    return derElement(0x02, (significant[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(), significant)
  })
  return derSequence(...integers)
}

describe('verifySignature', () => {
  it.each(signatureAlgorithms.map((row) => [row.name, row] as const))(
    'accepts %s and refuses it over other bytes',
    async (_name, row) => {
      const stated = await signedWith(row)
      const right = await verifySignature({ ...stated, digestOid: row.digest.oid })
      expect(right).toMatchObject({ verdict: 'right', algorithm: { name: row.name } })
      expect(stated.signature.length).toBeLessThanOrEqual(row.maximumSignatureBytes)
      const other = owned(message)
      other[3] = 0
      expect((await verifySignature({ ...stated, message: other })).verdict).toBe('wrong')
    },
  )

  it('finds no algorithm when the digest stated beside it is another one', async () => {
    for (const row of signatureAlgorithms) {
      const stated = await signedWith(row)
      const { verdict } = await verifySignature({ ...stated, digestOid: '1.2.840.113549.2.5' })
      expect(verdict).toBe('unsupported')
    }
  })

  it.each([
    ['empty', new Uint8Array()],
    ['of three integers', derSequence(...[1, 2, 3].map((value) => derElement(0x02, Uint8Array.of(value))))],
    [
      'with a negative integer',
      derSequence(derElement(0x02, Uint8Array.of(0x80)), derElement(0x02, Uint8Array.of(1))),
    ],
    ['with zeros', derSequence(derElement(0x02, Uint8Array.of(0)), derElement(0x02, Uint8Array.of(0)))],
    [
      'with an integer that is too long',
      derSequence(derElement(0x02, new Uint8Array(40).fill(1)), derElement(0x02, Uint8Array.of(1))),
    ],
  ])('calls an ECDSA signature value %s wrong', async (_title, signature) => {
    const row = signatureAlgorithms.find(({ name }) => name === 'ecdsa-p256-sha256')
    if (row === undefined) throw new TypeError('no row')
    const stated = await signedWith(row)
    expect((await verifySignature({ ...stated, signature })).verdict).toBe('wrong')
  })
})
