// TimeStampToken (RFC 3161 §2.4.2): a TSTInfo in CMS SignedData with the authority's signature and
// no other. Read and verified by whoever asked for it and by whoever validates a document; written
// for our own authority.
import { type SignatureAlgorithmName, signatureAlgorithm } from '../algorithms.ts'
import { type Asn1Element, Asn1Error } from '../asn1/der-reader.ts'
import { signedAttributes } from '../cms/signed-attributes.ts'
import { parseSignedData, type SignedData, type SignerInfo } from '../cms/signed-data-reader.ts'
import { assembleSignedData, attributesOf, signedDataTemplate } from '../cms/signed-data-writer.ts'
import { type SignerVerification, verifySigner } from '../cms/signer-verification.ts'
import { findSigningCertificate, type SigningCertificate } from '../cms/signing-certificate.ts'
import { type Hash, webCryptoHash } from '../hash.ts'
import { OID } from '../oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import { parseTimestampInfo, type TimestampInfo } from './tst-info.ts'

/** A token as it was read; nothing in it is verified. */
export interface TimestampToken {
  /** The whole ContentInfo, as received. */
  readonly der: Uint8Array
  readonly signedData: SignedData
  readonly signer: SignerInfo
  /** The TSTInfo as it was sent: what the message digest is over. */
  readonly content: Uint8Array
  readonly info: TimestampInfo
}

/**
 * Reads a ContentInfo element as a token. Nothing is verified.
 *
 * @param signedData of the element, where it is read already
 * @throws Asn1Error
 */
export function parseTimestampToken(
  element: Asn1Element,
  signedData: SignedData = parseSignedData(element),
): TimestampToken {
  const complaint = tokenComplaint(signedData)
  const { content, signerInfos } = signedData
  const [signer] = signerInfos
  if (complaint !== undefined || content === undefined || signer === undefined) {
    throw new Asn1Error('ASN1_VALUE_INVALID', complaint ?? 'the token has no TSTInfo')
  }
  return { der: element.bytes, signedData, signer, content, info: parseTimestampInfo(content) }
}

/**
 * Returns why a SignedData is no token, as a sentence: a token has TSTInfo and the authority's
 * signature only.
 */
export function tokenComplaint({
  contentType,
  content,
  signerInfos,
  digestOids,
}: SignedData): string | undefined {
  const [signer, ...more] = signerInfos
  if (contentType !== OID.tstInfo || content === undefined) return 'the token has no TSTInfo'
  if (signer === undefined || more.length > 0) {
    return `expected one SignerInfo in the token, found ${signerInfos.length}`
  }
  return digestOids.includes(signer.digestAlgorithm.oid)
    ? undefined
    : 'the signer uses a digest algorithm that the token does not announce'
}

/** What the token proves of itself, whatever it is over. */
interface TokenVerification {
  readonly signingCertificate: SigningCertificate
  readonly signature: SignerVerification
}

/**
 * Finds the authority's certificate and verifies its signature.
 *
 * NOT checked: what the token is over, whether the certificate is for timestamping, its validity
 * and path, and weak algorithms.
 *
 * @param pool certificates among which the authority's is looked for, those of the token first
 * @throws Asn1Error when a signed attribute is malformed
 */
export async function verifyTimestampToken(
  { signer, content }: TimestampToken,
  pool: readonly Certificate[],
  hash: Hash = webCryptoHash,
): Promise<TokenVerification> {
  const signingCertificate = await findSigningCertificate(signer, pool, hash)
  const signature = await verifySigner(signer, {
    content: [content],
    contentType: OID.tstInfo,
    publicKey: signingCertificate.certificate?.publicKey,
    hash,
  })
  return { signingCertificate, signature }
}

/**
 * Whether a certificate is a timestamp authority's (RFC 3161 §2.3): its extended key usage is
 * critical and timeStamping alone.
 */
export function isTimestampCertificate({ extKeyUsage }: Certificate): boolean {
  const { critical = false, purposes = [] } = extKeyUsage ?? {}
  return critical && purposes.length === 1 && purposes[0] === OID.timeStamping
}

/** Who signs tokens. */
export interface TokenSigner {
  /** DER certificates, the authority's first. What they fix is encoded once for each array. */
  readonly certificatePath: readonly Uint8Array[]
  readonly algorithm: SignatureAlgorithmName
  /** The signature value over `message`; ECDSA as DER SEQUENCE { r, s }. */
  sign(message: Uint8Array): Promise<Uint8Array>
}

/**
 * Writes a token. It costs its signature and little else, since anybody may ask an authority for
 * one.
 *
 * @param tstInfo DER
 * @param options.includeCertificates whether the token holds the signer's certificates
 * @param options.hash default WebCrypto's
 * @returns DER ContentInfo
 * @throws CmsError CERTIFICATE_INVALID, ALGORITHM_MISMATCH; what the signer throws
 */
export async function createTimestampToken(
  tstInfo: Uint8Array,
  signer: TokenSigner,
  options: { readonly includeCertificates: boolean; readonly hash?: Hash },
): Promise<Uint8Array> {
  const { includeCertificates, hash = webCryptoHash } = options
  const template = signedDataTemplate(signer.certificatePath, signer.algorithm, OID.tstInfo)
  const { webCryptoName } = signatureAlgorithm(signer.algorithm).digest
  const attributes = signedAttributes(await attributesOf(template), await hash(webCryptoName, [tstInfo]))
  const signature = await signer.sign(attributes)
  return assembleSignedData(template, {
    signedAttributes: attributes,
    signature,
    content: tstInfo,
    includeCertificates,
  })
}
