// The kinds of keys that the city makes and the custodians sign with: one row each, with its
// signature algorithm.
import type { KeyObject } from 'node:crypto'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'

export type KeyAlgorithmName = 'ecdsa-p256' | 'ecdsa-p384' | 'rsa'

export interface KeyAlgorithm {
  readonly name: KeyAlgorithmName
  /** By the name that the port KeyCustodian gives it. */
  readonly signatureAlgorithm: 'ecdsa-p256-sha256' | 'ecdsa-p384-sha384' | 'rsa-pkcs1-sha256'
  /** The digest, by the name that node:crypto gives it. */
  readonly digest: 'sha256' | 'sha384'
  /** Parameters absent (RFC 5754 §2). Shared: embed it, never change it. */
  readonly digestAlgorithmIdentifier: pkijs.AlgorithmIdentifier
  /**
   * Parameters absent for ECDSA (RFC 5758 §3.2), NULL for RSA (RFC 4055 §5). Shared: embed it,
   * never change it.
   */
  readonly signatureAlgorithmIdentifier: pkijs.AlgorithmIdentifier
  /** For WebCrypto's generateKey and for importing a key to sign with. */
  readonly webCrypto: EcKeyGenParams | RsaHashedKeyGenParams
}

const algorithmIdentifier = (algorithmId: string): pkijs.AlgorithmIdentifier =>
  new pkijs.AlgorithmIdentifier({ algorithmId })

const sha256 = algorithmIdentifier('2.16.840.1.101.3.4.2.1')
const sha384 = algorithmIdentifier('2.16.840.1.101.3.4.2.2')

const rows: Readonly<Record<KeyAlgorithmName, KeyAlgorithm>> = {
  'ecdsa-p256': {
    name: 'ecdsa-p256',
    signatureAlgorithm: 'ecdsa-p256-sha256',
    digest: 'sha256',
    digestAlgorithmIdentifier: sha256,
    signatureAlgorithmIdentifier: algorithmIdentifier('1.2.840.10045.4.3.2'),
    webCrypto: { name: 'ECDSA', namedCurve: 'P-256' },
  },
  'ecdsa-p384': {
    name: 'ecdsa-p384',
    signatureAlgorithm: 'ecdsa-p384-sha384',
    digest: 'sha384',
    digestAlgorithmIdentifier: sha384,
    signatureAlgorithmIdentifier: algorithmIdentifier('1.2.840.10045.4.3.3'),
    webCrypto: { name: 'ECDSA', namedCurve: 'P-384' },
  },
  rsa: {
    name: 'rsa',
    signatureAlgorithm: 'rsa-pkcs1-sha256',
    digest: 'sha256',
    digestAlgorithmIdentifier: sha256,
    signatureAlgorithmIdentifier: new pkijs.AlgorithmIdentifier({
      algorithmId: '1.2.840.113549.1.1.11',
      algorithmParams: new asn1js.Null(),
    }),
    webCrypto: {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 3072,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: 'SHA-256',
    },
  },
}

/** Returns the row of that name. */
export const keyAlgorithm = (name: KeyAlgorithmName): KeyAlgorithm => rows[name]

/** Returns the row that signs with the algorithm that a KeyCustodian names, or undefined. */
export function keyAlgorithmSigning(signatureAlgorithm: string): KeyAlgorithm | undefined {
  return Object.values(rows).find((row) => row.signatureAlgorithm === signatureAlgorithm)
}

/**
 * Returns the row of a key, or undefined for another curve, an RSA modulus under 2048 bits (ETSI TS
 * 119 312), another kind.
 */
export function keyAlgorithmOf(key: KeyObject): KeyAlgorithm | undefined {
  const details = key.asymmetricKeyDetails
  if (key.asymmetricKeyType === 'rsa') return (details?.modulusLength ?? 0) >= 2048 ? rows.rsa : undefined
  if (key.asymmetricKeyType !== 'ec') return undefined
  if (details?.namedCurve === 'prime256v1') return rows['ecdsa-p256']
  return details?.namedCurve === 'secp384r1' ? rows['ecdsa-p384'] : undefined
}
