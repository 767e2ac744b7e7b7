// The one table of digest, signature and key algorithms. Code elsewhere asks a row for what it
// needs and never compares an algorithm's name. Supported is what WebCrypto offers everywhere: RSA
// PKCS #1 v1.5 and PSS, ECDSA on the NIST curves, Ed25519. What is not in the table cannot be
// verified, and a verdict that needs it is INDETERMINATE.
import { OID } from './oids.ts'

type DigestSuffix = 'sha1' | 'sha256' | 'sha384' | 'sha512'
type CurveSuffix = 'p256' | 'p384' | 'p521'

/** The name of a row: scheme, curve and digest. */
export type SignatureAlgorithmName =
  | `rsa-pkcs1-${DigestSuffix}`
  | `rsa-pss-${DigestSuffix}`
  | `ecdsa-${CurveSuffix}-${DigestSuffix}`
  | `ecdsa-plain-${CurveSuffix}-${DigestSuffix}`
  | 'ed25519'

/** A row of the table of digests. */
export interface DigestAlgorithm {
  readonly name: 'sha-1' | 'sha-256' | 'sha-384' | 'sha-512'
  readonly webCryptoName: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512'
  /** As node:crypto and OpenSSL name it. */
  readonly nodeName: DigestSuffix
  readonly oid: string
  readonly digestBytes: number
  /**
   * Whether collisions are practical, so that it is never accepted in a signature, a certificate or
   * a message digest (EN 319 102-1 §5.2.8).
   */
  readonly weak: boolean
}

/** How an AlgorithmIdentifier's parameters are written for a row. */
type AlgorithmParameters =
  | { readonly form: 'absent' }
  | { readonly form: 'null' }
  /** RFC 4055 §3.1: RSASSA-PSS-params with MGF1 over the same digest. */
  | { readonly form: 'rsassa-pss'; readonly saltBytes: number }

/** A row of the table of signature algorithms. */
export interface SignatureAlgorithm {
  readonly name: SignatureAlgorithmName
  /** The signature algorithm's OID and parameters, as a SignerInfo or certificate states them. */
  readonly oid: string
  readonly parameters: AlgorithmParameters
  readonly digest: DigestAlgorithm
  /**
   * The public key this row needs: SubjectPublicKeyInfo's algorithm and, for ECDSA, its named
   * curve.
   */
  readonly key: { readonly oid: string; readonly curveOid?: string }
  /** For `crypto.subtle.importKey('spki', ...)` (and 'pkcs8' when signing). */
  readonly importParameters: Readonly<RsaHashedImportParams | EcKeyImportParams | Algorithm>
  /**
   * For `crypto.subtle.verify` and `sign`. The salt length of PSS is replaced by the one that a
   * signature states.
   */
  readonly verifyParameters: Readonly<Algorithm | EcdsaParams | RsaPssParams>
  /**
   * What the signature octets hold. `octets`: what WebCrypto takes. `ecdsa-sig-value`: DER SEQUENCE
   * { r, s } (RFC 3279 §2.2.3), WebCrypto's `r || s` being each `coordinateBytes` long.
   */
  readonly signatureFormat:
    | { readonly kind: 'octets' }
    | { readonly kind: 'ecdsa-sig-value'; readonly coordinateBytes: number }
  /** Upper bound of a signature's length in bytes; for RSA with a modulus of up to 4096 bits. */
  readonly maximumSignatureBytes: number
  /** Shorter keys are refused (ETSI TS 119 312); the curve states it for ECDSA. */
  readonly minimumKeyBits: number
}

const digests: Readonly<Record<DigestSuffix, DigestAlgorithm>> = {
  sha1: {
    name: 'sha-1',
    webCryptoName: 'SHA-1',
    nodeName: 'sha1',
    oid: '1.3.14.3.2.26',
    digestBytes: 20,
    weak: true,
  },
  sha256: {
    name: 'sha-256',
    webCryptoName: 'SHA-256',
    nodeName: 'sha256',
    oid: '2.16.840.1.101.3.4.2.1',
    digestBytes: 32,
    weak: false,
  },
  sha384: {
    name: 'sha-384',
    webCryptoName: 'SHA-384',
    nodeName: 'sha384',
    oid: '2.16.840.1.101.3.4.2.2',
    digestBytes: 48,
    weak: false,
  },
  sha512: {
    name: 'sha-512',
    webCryptoName: 'SHA-512',
    nodeName: 'sha512',
    oid: '2.16.840.1.101.3.4.2.3',
    digestBytes: 64,
    weak: false,
  },
}

/** Weak: for reading what others wrote, never for signing. */
export const SHA_1: DigestAlgorithm = digests.sha1
/** The digest that is used where there is a choice. */
export const SHA_256: DigestAlgorithm = digests.sha256

const suffixes = ['sha1', 'sha256', 'sha384', 'sha512'] as const
const curves = {
  p256: { oid: '1.2.840.10045.3.1.7', webCryptoName: 'P-256', coordinateBytes: 32, keyBits: 256 },
  p384: { oid: '1.3.132.0.34', webCryptoName: 'P-384', coordinateBytes: 48, keyBits: 384 },
  p521: { oid: '1.3.132.0.35', webCryptoName: 'P-521', coordinateBytes: 66, keyBits: 521 },
} as const
const curveSuffixes = ['p256', 'p384', 'p521'] as const

const pkcs1Oids = {
  sha1: '1.2.840.113549.1.1.5',
  sha256: '1.2.840.113549.1.1.11',
  sha384: '1.2.840.113549.1.1.12',
  sha512: '1.2.840.113549.1.1.13',
} as const
const ecdsaOids = {
  sha1: '1.2.840.10045.4.1',
  sha256: '1.2.840.10045.4.3.2',
  sha384: '1.2.840.10045.4.3.3',
  sha512: '1.2.840.10045.4.3.4',
} as const
// BSI TR-03111 §5.2.1: the signature is r || s instead of a SEQUENCE.
const ecdsaPlainOids = {
  sha1: '0.4.0.127.0.7.1.1.4.1.1',
  sha256: '0.4.0.127.0.7.1.1.4.1.3',
  sha384: '0.4.0.127.0.7.1.1.4.1.4',
  sha512: '0.4.0.127.0.7.1.1.4.1.5',
} as const

function rsaPkcs1(suffix: DigestSuffix): SignatureAlgorithm {
  const digest = digests[suffix]
  return {
    name: `rsa-pkcs1-${suffix}`,
    oid: pkcs1Oids[suffix],
    parameters: { form: 'null' },
    digest,
    key: { oid: OID.rsaEncryption },
    importParameters: { name: 'RSASSA-PKCS1-v1_5', hash: digest.webCryptoName },
    verifyParameters: { name: 'RSASSA-PKCS1-v1_5' },
    signatureFormat: { kind: 'octets' },
    maximumSignatureBytes: 512,
    minimumKeyBits: 2048,
  }
}

function rsaPss(suffix: DigestSuffix): SignatureAlgorithm {
  const digest = digests[suffix]
  return {
    name: `rsa-pss-${suffix}`,
    oid: OID.rsassaPss,
    parameters: { form: 'rsassa-pss', saltBytes: digest.digestBytes },
    digest,
    key: { oid: OID.rsaEncryption },
    importParameters: { name: 'RSA-PSS', hash: digest.webCryptoName },
    verifyParameters: { name: 'RSA-PSS', saltLength: digest.digestBytes },
    signatureFormat: { kind: 'octets' },
    maximumSignatureBytes: 512,
    minimumKeyBits: 2048,
  }
}

function ecdsa(curveSuffix: CurveSuffix, suffix: DigestSuffix): SignatureAlgorithm {
  const digest = digests[suffix]
  const curve = curves[curveSuffix]
  return {
    name: `ecdsa-${curveSuffix}-${suffix}`,
    oid: ecdsaOids[suffix],
    parameters: { form: 'absent' },
    digest,
    key: { oid: OID.ecPublicKey, curveOid: curve.oid },
    importParameters: { name: 'ECDSA', namedCurve: curve.webCryptoName },
    verifyParameters: { name: 'ECDSA', hash: digest.webCryptoName },
    signatureFormat: { kind: 'ecdsa-sig-value', coordinateBytes: curve.coordinateBytes },
    // SEQUENCE header (2, or 3 above 127 bytes) and two INTEGERs of coordinateBytes + 1 with 2-byte
    // headers.
    maximumSignatureBytes: 2 * (curve.coordinateBytes + 3) + 3,
    minimumKeyBits: curve.keyBits,
  }
}

function ecdsaPlain(curveSuffix: CurveSuffix, suffix: DigestSuffix): SignatureAlgorithm {
  return {
    ...ecdsa(curveSuffix, suffix),
    name: `ecdsa-plain-${curveSuffix}-${suffix}`,
    oid: ecdsaPlainOids[suffix],
    signatureFormat: { kind: 'octets' },
  }
}

const ed25519: SignatureAlgorithm = {
  name: 'ed25519',
  oid: OID.ed25519,
  parameters: { form: 'absent' },
  // RFC 8419 §3.1: the CMS message digest that goes with Ed25519 is SHA-512.
  digest: digests.sha512,
  key: { oid: OID.ed25519 },
  importParameters: { name: 'Ed25519' },
  verifyParameters: { name: 'Ed25519' },
  signatureFormat: { kind: 'octets' },
  maximumSignatureBytes: 64,
  minimumKeyBits: 255,
}

/** Every signature algorithm known, in order of the families above. */
export const signatureAlgorithms: readonly SignatureAlgorithm[] = [
  ...suffixes.map(rsaPkcs1),
  ...suffixes.map(rsaPss),
  ...curveSuffixes.flatMap((curve) => suffixes.map((suffix) => ecdsa(curve, suffix))),
  ...curveSuffixes.flatMap((curve) => suffixes.map((suffix) => ecdsaPlain(curve, suffix))),
  ed25519,
]

const byName = new Map(signatureAlgorithms.map((row) => [row.name, row]))

/**
 * Returns the row of a name.
 *
 * @throws TypeError when a caller outside the type system passes a name that is not in the table.
 */
export function signatureAlgorithm(name: SignatureAlgorithmName): SignatureAlgorithm {
  const row = byName.get(name)
  if (row === undefined) throw new TypeError(`no signature algorithm is called ${name}`)
  return row
}

/**
 * Returns the digest algorithm of a name, or undefined when a caller outside the type system names
 * another.
 */
export function digestAlgorithm(name: DigestAlgorithm['name']): DigestAlgorithm | undefined {
  return Object.values(digests).find((digest) => digest.name === name)
}

/**
 * Returns the digest algorithm of an OID, or undefined when it is not in the table (MD5 and SHA-3
 * are not).
 */
export function digestAlgorithmOf(oid: string): DigestAlgorithm | undefined {
  return Object.values(digests).find((digest) => digest.oid === oid)
}

/**
 * Returns the row that an AlgorithmIdentifier, a public key and a digest choose together, or
 * undefined.
 *
 * CMS writers may state only the key's kind (`rsaEncryption`, `id-ecPublicKey`) as signature
 * algorithm (RFC 3370 §3.2); the digest then decides. Where the OID itself names a digest, a
 * different `digestOid` finds nothing: for a SignerInfo that is the mismatch which RFC 5652 §5.3
 * forbids.
 */
export function findSignatureAlgorithm(stated: {
  readonly oid: string
  readonly digestOid: string | undefined
  readonly key: { readonly oid: string; readonly curveOid?: string | undefined }
}): SignatureAlgorithm | undefined {
  const rows = signatureAlgorithms.filter((row) => keyMatches(row, stated.key))
  const exact = rows.filter((row) => row.oid === stated.oid)
  const pool = exact.length > 0 || stated.oid !== stated.key.oid ? exact : rows
  const candidates = pool.filter(
    (row) => stated.digestOid === undefined || row.digest.oid === stated.digestOid,
  )
  return candidates[0]
}

function keyMatches(
  row: SignatureAlgorithm,
  key: { readonly oid: string; readonly curveOid?: string | undefined },
): boolean {
  // RFC 4055 §1.2: a key marked id-RSASSA-PSS may be used with PSS only.
  if (key.oid === OID.rsassaPss) return row.oid === OID.rsassaPss
  return row.key.oid === key.oid && row.key.curveOid === key.curveOid
}

/** The kinds of key that are made here and held in software. */
export type KeyAlgorithmName = 'ecdsa-p256' | 'ecdsa-p384' | 'rsa'

/** A row of the table of keys. */
export interface KeyAlgorithm {
  readonly name: KeyAlgorithmName
  /** What such a key signs with. */
  readonly signature: SignatureAlgorithm
  /** For WebCrypto's generateKey. */
  readonly generateParameters: Readonly<EcKeyGenParams | RsaHashedKeyGenParams>
}

const keyAlgorithms: Readonly<Record<KeyAlgorithmName, KeyAlgorithm>> = {
  'ecdsa-p256': {
    name: 'ecdsa-p256',
    signature: ecdsa('p256', 'sha256'),
    generateParameters: { name: 'ECDSA', namedCurve: 'P-256' },
  },
  'ecdsa-p384': {
    name: 'ecdsa-p384',
    signature: ecdsa('p384', 'sha384'),
    generateParameters: { name: 'ECDSA', namedCurve: 'P-384' },
  },
  rsa: {
    name: 'rsa',
    signature: rsaPkcs1('sha256'),
    generateParameters: {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 3072,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: 'SHA-256',
    },
  },
}

/** Returns the row of a kind of key. */
export const keyAlgorithm = (name: KeyAlgorithmName): KeyAlgorithm => keyAlgorithms[name]
