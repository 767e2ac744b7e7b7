// Makes a key pair and its certificate (RFC 5280): what all kinds of certificate have in common.
// The profiles are in authorities.ts and end-entities.ts. There is no clock here: the validity is
// given.
import { randomBytes } from 'node:crypto'
import { type Der, type KeyAlgorithm, type KeyAlgorithmName, keyAlgorithm } from '@tapis/pki'
import { type DistinguishedName, encodeName } from './distinguished-name.ts'
import { type Issuer, openIssuer } from './issuer.ts'
import { requireWithin, type Validity } from './validity.ts'
import { x509 } from './x509.ts'

/** A certificate and its new private key. Neither is kept: what the caller loses is lost. */
export interface IssuedCertificate {
  /** DER. */
  readonly certificate: Der
  /** PKCS#8 DER, in clear: encrypt it (custody) and overwrite these bytes. */
  readonly privateKey: Der
  /** Upper-case hex without leading zeros, as node:crypto's X509Certificate gives it. */
  readonly serialNumber: string
}

interface CertificateProfile {
  readonly subject: DistinguishedName
  readonly validity: Validity
  readonly keyAlgorithm: KeyAlgorithmName
  /** Undefined for a self-signed certificate. */
  readonly issuer: Issuer | undefined
  /** Besides subjectKeyIdentifier and authorityKeyIdentifier, which every certificate gets. */
  readonly extensions: readonly x509.Extension[]
}

/**
 * Makes a key and its certificate.
 *
 * @throws PkiError NAME_INVALID, VALIDITY_INVALID, ISSUER_INVALID
 */
export async function issueCertificate(profile: CertificateProfile): Promise<IssuedCertificate> {
  const algorithm = keyAlgorithm(profile.keyAlgorithm)
  const subject = encodeName(profile.subject)
  const issuer = profile.issuer && openIssuer(profile.issuer)
  if (issuer) requireWithin(profile.validity, issuer.certificate)
  const keys = await generateKeys(algorithm)
  const publicKey = await x509.PublicKey.create(keys.publicKey)
  const subjectKeyId = await x509.SubjectKeyIdentifierExtension.create(publicKey)
  const authorityKeyId = issuer ? issuer.certificate.subjectKeyIdentifier?.toHex() : subjectKeyId.keyId
  const signing = (issuer ?? { algorithm }).algorithm.signature
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerialNumber(),
    subject,
    issuer: issuer ? new x509.Name(new Uint8Array(issuer.certificate.subject.der)) : subject,
    ...profile.validity,
    publicKey,
    signingKey: issuer ? await signingKey(issuer) : keys.privateKey,
    signingAlgorithm: { name: signing.importParameters.name, hash: signing.digest.webCryptoName },
    extensions: [
      ...profile.extensions,
      subjectKeyId,
      ...(authorityKeyId === undefined ? [] : [new x509.AuthorityKeyIdentifierExtension(authorityKeyId)]),
    ],
  })
  return {
    certificate: new Uint8Array(certificate.rawData),
    privateKey: new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
    serialNumber: certificate.serialNumber.toUpperCase().replace(/^0+(?=.)/, ''),
  }
}

function generateKeys(algorithm: KeyAlgorithm): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm.generateParameters, true, ['sign', 'verify'])
}

async function signingKey({ privateKey, algorithm }: ReturnType<typeof openIssuer>): Promise<CryptoKey> {
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  try {
    return await crypto.subtle.importKey(
      'pkcs8',
      new Uint8Array(pkcs8),
      algorithm.signature.importParameters,
      false,
      ['sign'],
    )
  } finally {
    pkcs8.fill(0)
  }
}

/**
 * Draws 16 octets of which 126 bits are random: the top bit is clear and the next one set, so the
 * number is positive and has no leading zero octet (RFC 5280 §4.1.2.2 allows 20 octets).
 */
function randomSerialNumber(): string {
  const octets = randomBytes(16)
  octets.writeUInt8((octets.readUInt8(0) & 0x3f) | 0x40, 0)
  return octets.toString('hex')
}
