// The signed attributes of a CAdES baseline signature (EN 319 122-1 clause 6.3), DER:
//
//   SignedAttributes ::= SET SIZE (1..MAX) OF Attribute
//   content-type (id-data), message-digest, signing-certificate-v2; no signing-time, which PAdES puts in /M
//   (EN 319 142-1 clause 6.3).
//
// Everything but the message digest is fixed for a certificate, so a signature costs one copy and one splice.

import { type DigestAlgorithm, OID, SHA_256, webCryptoHash } from '@tapis/pki'
import { compareEncodings, derOctetString, derOid, derSequence, derSetOf } from '@tapis/pki/asn1'

export interface SignedAttributesTemplate {
  /** An explicit SET OF (0x31), the digest's place holding zeros. */
  readonly encoded: Uint8Array
  readonly digestOffset: number
}

/** Builds the template for one signing certificate, DER. */
export async function signedAttributesTemplate(
  certificate: Uint8Array,
  digest: DigestAlgorithm,
): Promise<SignedAttributesTemplate> {
  const messageDigest = attribute(OID.messageDigest, derOctetString(new Uint8Array(digest.digestBytes)))
  const attributes = [
    attribute(OID.contentType, derOid(OID.data)),
    messageDigest,
    attribute(OID.signingCertificateV2, await signingCertificateV2(certificate)),
  ].sort(compareEncodings)
  const encoded = derSetOf(attributes)
  // The digest is the end of its attribute; what follows in DER's order is counted from the end of the set.
  const following = attributes.slice(attributes.indexOf(messageDigest) + 1)
  const followingBytes = following.reduce((sum, each) => sum + each.length, 0)
  return { encoded, digestOffset: encoded.length - followingBytes - digest.digestBytes }
}

/** The attributes with the digest of the document in its place. These bytes are what is signed (RFC 5652 §5.4). */
export function signedAttributes(template: SignedAttributesTemplate, messageDigest: Uint8Array): Uint8Array {
  const encoded = template.encoded.slice()
  encoded.set(messageDigest, template.digestOffset)
  return encoded
}

/** Attribute ::= SEQUENCE { attrType OBJECT IDENTIFIER, attrValues SET OF AttributeValue }, with one value. */
export function attribute(type: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(type), derSetOf([value]))
}

/**
 * SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2 };
 * ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT sha-256, certHash OCTET STRING, issuerSerial OPTIONAL }, RFC 5035 §4.
 * DER leaves a default out. issuerSerial repeats what SignerInfo's sid states and what the hash already binds.
 */
async function signingCertificateV2(certificate: Uint8Array): Promise<Uint8Array> {
  const certHash = derOctetString(await webCryptoHash(SHA_256.webCryptoName, [certificate]))
  return derSequence(derSequence(derSequence(certHash)))
}
