// Certificates, signers and timestamps for tests, P-256 unless asked for RSA. Every name is invented.
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import type { KeyCustodian, TimestampAuthority } from '@tapis/pades/create'
import { OID, owned } from '@tapis/pki'
import {
  derContext,
  derElement,
  derInteger,
  derIntegerOctets,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  readDer,
  sequence,
} from '@tapis/pki/asn1'
import { parseCertificate } from '@tapis/pki/x509'

export interface Issued {
  readonly der: Uint8Array
  readonly subject: string
  readonly keys: CryptoKeyPair
}

export interface IssueOptions {
  readonly subject: string
  /** Left out: self-signed. */
  readonly issuer?: Issued
  readonly isCa?: boolean
  readonly pathLength?: number
  /** Default: keyCertSign and cRLSign for an authority, digitalSignature for others. */
  readonly keyUsage?: number
  readonly purposes?: readonly string[]
  readonly purposesCritical?: boolean
  /** Default 2026-01-01 and 2036-01-01. */
  readonly notBefore?: string
  readonly notAfter?: string
  readonly extensions?: readonly x509.Extension[]
  /** Default SHA-256. */
  readonly digest?: 'SHA-1' | 'SHA-256'
  readonly keys?: CryptoKeyPair
  /** Of keys made here: P-256, or RSA of 2048 bits. Default P-256. */
  readonly keyKind?: 'p256' | 'rsa'
  /** INTEGER contents octets in hexadecimal. Default: the next of a count. */
  readonly serialNumber?: string
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
} as const
const RSA_WITH_SHA256 = '1.2.840.113549.1.1.11'
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const SHA1 = '1.3.14.3.2.26'
const SHA256 = '2.16.840.1.101.3.4.2.1'
let serial = 0x1000

export async function issue(options: IssueOptions): Promise<Issued> {
  const parameters = options.keyKind === 'rsa' ? rsa : ecdsa
  const keys = options.keys ?? (await crypto.subtle.generateKey(parameters, true, ['sign', 'verify']))
  const isCa = options.isCa ?? false
  const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags
  const usage = options.keyUsage ?? (isCa ? keyCertSign | cRLSign : digitalSignature)
  const signingKey = (options.issuer?.keys ?? keys).privateKey
  serial += 1
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: options.serialNumber ?? serial.toString(16),
    subject: options.subject,
    issuer: options.issuer?.subject ?? options.subject,
    notBefore: new Date(options.notBefore ?? '2026-01-01T00:00:00Z'),
    notAfter: new Date(options.notAfter ?? '2036-01-01T00:00:00Z'),
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: { name: signingKey.algorithm.name, hash: options.digest ?? 'SHA-256' },
    extensions: [
      new x509.BasicConstraintsExtension(isCa, options.pathLength, true),
      new x509.KeyUsagesExtension(usage, true),
      ...(options.purposes === undefined
        ? []
        : [new x509.ExtendedKeyUsageExtension([...options.purposes], options.purposesCritical ?? false)]),
      ...(options.extensions ?? []),
    ],
  })
  return { der: new Uint8Array(certificate.rawData), subject: options.subject, keys }
}

export interface TestCity {
  readonly root: Issued
  readonly authority: Issued
  readonly signer: Issued
  readonly timestamping: Issued
}

/** A root, one authority below it, a signer and a timestamp authority. */
export async function testCity(signer: Partial<IssueOptions> = {}): Promise<TestCity> {
  const root = await issue({ subject: 'C=ID,CN=Akar Kota Rekaan', isCa: true })
  const authority = await issue({
    subject: 'C=ID,CN=Penerbit Kota Rekaan',
    issuer: root,
    isCa: true,
    pathLength: 0,
  })
  return {
    root,
    authority,
    signer: await issue({ subject: 'C=ID,CN=Penanda Tangan Rekaan', issuer: authority, ...signer }),
    timestamping: await issue({
      subject: 'C=ID,CN=Stempel Waktu Rekaan',
      issuer: authority,
      purposes: [OID.timeStamping],
      purposesCritical: true,
    }),
  }
}

export function custodianOf(leaf: Issued, ...authorities: readonly Issued[]): KeyCustodian {
  return {
    takes: 'message',
    algorithm: 'ecdsa-p256-sha256',
    certificatePath: [leaf.der, ...authorities.map(({ der }) => der)],
    sign: (message) => signEcdsa(leaf, message),
  }
}

/** A timestamp authority whose clock says what it is told. */
export function timestampAuthorityOf(
  leaf: Issued,
  authorities: readonly Issued[],
  time: Date,
): TimestampAuthority {
  return {
    expectedTokenBytes: 4096,
    timestamp: ({ digest }) => timestampToken(leaf, authorities, { digest, time }),
  }
}

/** A TimeStampToken (RFC 3161 §2.4.2) over a digest, by default of SHA-256. */
export async function timestampToken(
  leaf: Issued,
  authorities: readonly Issued[],
  {
    digest,
    time,
    imprint = 'SHA-256',
  }: { readonly digest: Uint8Array; readonly time: Date; readonly imprint?: 'SHA-1' | 'SHA-256' },
): Promise<Uint8Array> {
  const sha256 = derSequence(derOid(SHA256), derNull())
  const stated = time.toISOString().replace(/\D/g, '').slice(0, 14)
  const info = derSequence(
    derInteger(1),
    derOid('1.3.6.1.4.1.99999.1'),
    derSequence(derSequence(derOid(imprint === 'SHA-1' ? SHA1 : SHA256), derNull()), derOctetString(digest)),
    derInteger(42),
    derElement(0x18, new TextEncoder().encode(`${stated}Z`)),
  )
  const certificateDigest = new Uint8Array(await crypto.subtle.digest('SHA-256', owned(leaf.der)))
  const attributes = derSetOf([
    attribute(OID.contentType, derOid(OID.tstInfo)),
    attribute(
      OID.messageDigest,
      derOctetString(new Uint8Array(await crypto.subtle.digest('SHA-256', owned(info)))),
    ),
    attribute(
      OID.signingCertificateV2,
      derSequence(derSequence(derSequence(derOctetString(certificateDigest)))),
    ),
  ])
  const { issuer, serialNumber } = parseCertificate(leaf.der)
  const implicit = attributes.slice()
  implicit[0] = 0xa0
  const signerInfo = derSequence(
    derInteger(1),
    derSequence(issuer.der, derIntegerOctets(serialNumber)),
    sha256,
    implicit,
    derSequence(derOid(ECDSA_WITH_SHA256)),
    derOctetString(await signEcdsa(leaf, attributes)),
  )
  const signedData = derSequence(
    derInteger(3),
    derSetOf([sha256]),
    derSequence(derOid(OID.tstInfo), derContext(0, derOctetString(info))),
    derContext(0, leaf.der, ...authorities.map(({ der }) => der)),
    derSetOf([signerInfo]),
  )
  return derSequence(derOid(OID.signedData), derContext(0, signedData))
}

/** A signature with SHA-256 by the key's kind: AlgorithmIdentifier as DER, and the value as a certificate or list carries it. */
export async function signAs(
  signer: Issued,
  message: Uint8Array,
): Promise<{ readonly algorithm: Uint8Array; readonly signature: Uint8Array }> {
  const { privateKey } = signer.keys
  if (privateKey.algorithm.name === ecdsa.name) {
    return {
      algorithm: derSequence(derOid(ECDSA_WITH_SHA256)),
      signature: await signEcdsa(signer, message),
    }
  }
  return {
    algorithm: derSequence(derOid(RSA_WITH_SHA256), derNull()),
    signature: new Uint8Array(await crypto.subtle.sign(rsa.name, privateKey, owned(message))),
  }
}

/** ECDSA with SHA-256 as DER SEQUENCE { r, s }. */
async function signEcdsa(leaf: Issued, message: Uint8Array): Promise<Uint8Array> {
  const parameters = { name: 'ECDSA', hash: 'SHA-256' }
  const octets = new Uint8Array(await crypto.subtle.sign(parameters, leaf.keys.privateKey, owned(message)))
  return derSequence(unsignedInteger(octets.subarray(0, 32)), unsignedInteger(octets.subarray(32)))
}

function unsignedInteger(octets: Uint8Array): Uint8Array {
  const start = octets.findIndex((byte) => byte !== 0)
  const significant = start < 0 ? Uint8Array.of(0) : octets.subarray(start)
  return derElement(0x02, (significant[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(), significant)
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(type), derElement(0x31, value))
}

/** The certificate with its outer signature exchanged, for a signer whose authority never signed it. */
export function withForeignSignature(certificate: Issued, foreign: Issued): Uint8Array {
  const [tbs, algorithm] = sequence(readDer(certificate.der))
  const [, , signature] = sequence(readDer(foreign.der))
  return derSequence(...[tbs, algorithm, signature].map((part) => part?.bytes ?? new Uint8Array()))
}
