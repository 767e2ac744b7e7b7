// The signed attributes of a signature (RFC 5652 §5.4, RFC 5035, EN 319 122-1 clause 6.3), DER:
//
//   SignedAttributes ::= SET SIZE (1..MAX) OF Attribute
//   content-type, message-digest, signing-certificate-v2; no signing-time, which PAdES puts in /M
//   (EN 319 142-1 clause 6.3) and a time-stamp token in its TSTInfo.
//
// Everything but the message digest is fixed for a certificate, so a signature costs one copy and
// one splice.

import { type DigestAlgorithm, SHA_256 } from '../algorithms.ts'
import { compareEncodings, derOctetString, derOid, derSequence, derSetOf } from '../asn1/der-writer.ts'
import { webCryptoHash } from '../hash.ts'
import { OID } from '../oids.ts'

export interface SignedAttributesTemplate {
  /** An explicit SET OF (0x31), the digest's place holding zeros. */
  readonly encoded: Uint8Array
  readonly digestOffset: number
}

/**
 * Builds the template for one kind of content and one signing certificate.
 *
 * @param options.contentType dotted
 * @param options.certificate DER
 * @param options.digest of the message digest
 */
export async function signedAttributesTemplate(options: {
  readonly contentType: string
  readonly certificate: Uint8Array
  readonly digest: DigestAlgorithm
}): Promise<SignedAttributesTemplate> {
  const { contentType, certificate, digest } = options
  const certificateDigest = await webCryptoHash(SHA_256.webCryptoName, [certificate])
  const messageDigest = attribute(OID.messageDigest, derOctetString(new Uint8Array(digest.digestBytes)))
  const attributes = [
    attribute(OID.contentType, derOid(contentType)),
    messageDigest,
    attribute(OID.signingCertificateV2, signingCertificateV2(certificateDigest)),
  ].sort(compareEncodings)
  const encoded = derSetOf(attributes)
  // The digest is the end of its attribute; what follows in DER's order is counted from the end of
  // the set.
  const following = attributes.slice(attributes.indexOf(messageDigest) + 1)
  const followingBytes = following.reduce((sum, each) => sum + each.length, 0)
  return { encoded, digestOffset: encoded.length - followingBytes - digest.digestBytes }
}

/**
 * Returns the attributes with the message digest in its place: these bytes are what is signed (RFC
 * 5652 §5.4).
 */
export function signedAttributes(template: SignedAttributesTemplate, messageDigest: Uint8Array): Uint8Array {
  const encoded = template.encoded.slice()
  encoded.set(messageDigest, template.digestOffset)
  return encoded
}

/**
 * Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }, with one
 * value.
 */
export function attribute(type: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(type), derSetOf([value]))
}

/**
 * SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2 }; ESSCertIDv2 ::= SEQUENCE {
 * hashAlgorithm DEFAULT sha-256, certHash OCTET STRING, issuerSerial OPTIONAL }, RFC 5035 §4. DER
 * leaves a default out. issuerSerial repeats what SignerInfo's sid states and what the hash already
 * binds.
 */
function signingCertificateV2(certificateDigest: Uint8Array): Uint8Array {
  return derSequence(derSequence(derSequence(derOctetString(certificateDigest))))
}
