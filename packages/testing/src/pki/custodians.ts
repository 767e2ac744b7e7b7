// Keys of the tests at work: what they sign, and the custodians that hold them.

import { constants, KeyObject, sign } from 'node:crypto'
import type { KeyCustodian } from '@tapis/pades/create'
import { type SignatureAlgorithmName, signatureAlgorithm } from '@tapis/pki'
import { derNull, derOid, derSequence, readDer, sequence } from '@tapis/pki/asn1'
import { type Issued, issue, keyUsage } from './issue.ts'

/**
 * Signs a message as its algorithm and CMS want it: ECDSA as DER SEQUENCE { r, s }, PSS with a salt
 * as long as the digest.
 */
export function signWith({ keys, algorithm }: Issued, message: Uint8Array): Uint8Array {
  const { name, digest, parameters } = signatureAlgorithm(algorithm)
  const key = KeyObject.from(keys.privateKey)
  const pss =
    parameters.form === 'rsassa-pss'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: parameters.saltBytes }
      : {}
  const hash = name === 'ed25519' ? null : digest.nodeName
  return new Uint8Array(sign(hash, message, { key, ...pss }))
}

/**
 * Returns the AlgorithmIdentifier of the signer's algorithm, as a certificate or list carries it.
 * Not of PSS, which no test asks for.
 */
export function signatureAlgorithmOf({ algorithm }: Issued): Uint8Array {
  const { oid, parameters } = signatureAlgorithm(algorithm)
  return derSequence(derOid(oid), ...(parameters.form === 'null' ? [derNull()] : []))
}

/** Returns a custodian of the leaf's key, whose path has these authorities above it. */
export function custodianOf(leaf: Issued, ...authorities: readonly Issued[]): KeyCustodian {
  const custodian = {
    takes: 'message',
    algorithm: leaf.algorithm,
    certificatePath: [leaf.der, ...authorities.map(({ der }) => der)],
    sign: async (message: Uint8Array) => signWith(leaf, message),
  } as const
  return custodian
}

/** A custodian that tells how often `sign` was called. */
export type SoftwareCustodian = KeyCustodian & { readonly uses: () => number }

/**
 * Returns a custodian of a new key with a self-signed certificate, valid from 2026 to 2036, that
 * counts its uses.
 */
export async function softwareCustodian(
  algorithm: SignatureAlgorithmName,
  { subject = 'CN=Penanda Tangan Rekaan,O=Kota Contoh,C=ID', modulusBits = 2048 } = {},
): Promise<SoftwareCustodian> {
  const usage = keyUsage.nonRepudiation | keyUsage.digitalSignature
  const serialNumber = '0102030405060708'
  const custodian = custodianOf(
    await issue({ subject, algorithm, modulusBits, keyUsage: usage, serialNumber }),
  )
  let uses = 0
  return {
    ...custodian,
    uses: () => uses,
    sign: (...parameters) => {
      uses++
      return custodian.sign(...parameters)
    },
  }
}

/**
 * Returns the certificate with its outer signature exchanged, for a signer whose authority never
 * signed it.
 */
export function withForeignSignature(certificate: Issued, foreign: Issued): Uint8Array {
  const [tbs, algorithm] = sequence(readDer(certificate.der))
  const [, , signature] = sequence(readDer(foreign.der))
  return derSequence(...[tbs, algorithm, signature].map((part) => part?.bytes ?? new Uint8Array()))
}
