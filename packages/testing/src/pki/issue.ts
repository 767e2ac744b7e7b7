// Issues the certificates of the tests, with a key of any algorithm. The only file that knows
// @peculiar/x509: what tests need of that library is exported from here. Every name is invented.

import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { type SignatureAlgorithmName, signatureAlgorithm } from '@tapis/pki'

/** A certificate with its key. */
export interface Issued {
  readonly der: Uint8Array
  readonly subject: string
  readonly keys: CryptoKeyPair
  /** With which its key signs. */
  readonly algorithm: SignatureAlgorithmName
}

/** What a certificate says; everything but the subject has a default. */
export interface IssueOptions {
  readonly subject: string
  /** Left out: self-signed. */
  readonly issuer?: Issued
  readonly isCa?: boolean
  readonly pathLength?: number
  /**
   * Bits of {@link keyUsage}. Default: keyCertSign and cRLSign for an authority, digitalSignature
   * for others.
   */
  readonly keyUsage?: number
  readonly purposes?: readonly string[]
  /** Default false. */
  readonly purposesCritical?: boolean
  /** Default 2026-01-01 and 2036-01-01. */
  readonly notBefore?: string
  readonly notAfter?: string
  readonly extensions?: readonly x509.Extension[]
  /** Adds the key identifiers of subject and issuer. Default false. */
  readonly hasKeyIdentifiers?: boolean
  /** Of the certificate's own signature. Default: as the issuer's algorithm has it. */
  readonly digest?: 'SHA-1'
  /** Default: a new pair for `algorithm`. */
  readonly keys?: CryptoKeyPair
  /** With which the key signs. Default ECDSA on P-256 with SHA-256. */
  readonly algorithm?: SignatureAlgorithmName
  /** Of a new RSA key. Default 2048. */
  readonly modulusBits?: number
  /** INTEGER contents octets in hexadecimal. Default: the next of a count. */
  readonly serialNumber?: string
}

/** The bits of KeyUsage (RFC 5280 §4.2.1.3), to be combined with `|`. */
export const keyUsage = {
  digitalSignature: x509.KeyUsageFlags.digitalSignature,
  nonRepudiation: x509.KeyUsageFlags.nonRepudiation,
  keyEncipherment: x509.KeyUsageFlags.keyEncipherment,
  keyCertSign: x509.KeyUsageFlags.keyCertSign,
  cRLSign: x509.KeyUsageFlags.cRLSign,
} as const

let serial = 0x1000

/** Issues one certificate. Nothing is checked: an issuer may be expired, or no authority at all. */
export async function issue(options: IssueOptions): Promise<Issued> {
  const algorithm = options.algorithm ?? 'ecdsa-p256-sha256'
  const keys = options.keys ?? (await generateKeys(algorithm, options.modulusBits ?? 2048))
  const issuer = options.issuer ?? { subject: options.subject, keys, algorithm }
  const isCa = options.isCa ?? false
  const usage =
    options.keyUsage ?? (isCa ? keyUsage.keyCertSign | keyUsage.cRLSign : keyUsage.digitalSignature)
  const { importParameters, verifyParameters, digest } = signatureAlgorithm(issuer.algorithm)
  serial += 1
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: options.serialNumber ?? serial.toString(16),
    subject: options.subject,
    issuer: issuer.subject,
    notBefore: new Date(options.notBefore ?? '2026-01-01T00:00:00Z'),
    notAfter: new Date(options.notAfter ?? '2036-01-01T00:00:00Z'),
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: {
      ...importParameters,
      ...verifyParameters,
      hash: options.digest ?? digest.webCryptoName,
    },
    extensions: [
      new x509.BasicConstraintsExtension(isCa, options.pathLength, true),
      new x509.KeyUsagesExtension(usage, true),
      ...(options.purposes === undefined
        ? []
        : [new x509.ExtendedKeyUsageExtension([...options.purposes], options.purposesCritical ?? false)]),
      ...(options.hasKeyIdentifiers === true
        ? [await subjectKeyIdentifier(keys), await authorityKeyIdentifier(issuer.keys)]
        : []),
      ...(options.extensions ?? []),
    ],
  })
  return { der: new Uint8Array(certificate.rawData), subject: options.subject, keys, algorithm }
}

/** Makes a key pair whose private half may be exported. */
async function generateKeys(algorithm: SignatureAlgorithmName, modulusLength = 2048): Promise<CryptoKeyPair> {
  const { importParameters } = signatureAlgorithm(algorithm)
  const rsa = { modulusLength, publicExponent: Uint8Array.of(1, 0, 1) }
  const parameters = { ...importParameters, ...('hash' in importParameters ? rsa : {}) }
  const keys = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify'])
  if (!('privateKey' in keys)) throw new TypeError('expected a key pair')
  return keys
}

/** Returns the key's PKCS #8 DER. */
export async function pkcs8Of({ keys }: Issued): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
}

/** Returns a SubjectKeyIdentifier extension over the public key. */
export function subjectKeyIdentifier({ publicKey }: CryptoKeyPair): Promise<x509.Extension> {
  return x509.SubjectKeyIdentifierExtension.create(publicKey)
}

/** Returns an AuthorityKeyIdentifier extension over the authority's public key. */
export function authorityKeyIdentifier({ publicKey }: CryptoKeyPair): Promise<x509.Extension> {
  return x509.AuthorityKeyIdentifierExtension.create(publicKey)
}

/** Returns an extension with this DER value, which may be nonsense. */
export function rawExtension(id: string, value: Uint8Array, critical = false): x509.Extension {
  return new x509.Extension(id, critical, new Uint8Array(value))
}

/** Returns the DER of a distinguished name written as `issue` takes it. */
export function nameOf(text: string): Uint8Array {
  return new Uint8Array(new x509.Name(text).toArrayBuffer())
}
