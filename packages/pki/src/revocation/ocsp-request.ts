// The question to an OCSP responder (RFC 6960 §4.1), and whether an answer is about the certificate
// that was asked for.
import { type DigestAlgorithm, digestAlgorithmOf, SHA_1 } from '../algorithms.ts'
import {
  derContext,
  derIntegerOctets,
  derNull,
  derOctetString,
  derOid,
  derSequence,
} from '../asn1/der-writer.ts'
import { equalBytes, owned } from '../bytes.ts'
import { OID } from '../oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import type { CertificateId } from './ocsp-single-response.ts'

interface OcspRequestOptions {
  /**
   * 16 to 32 octets (RFC 8954 §2.1). Default: none, so that the responder may answer from its
   * store.
   */
  readonly nonce?: Uint8Array
  /**
   * Of the CertID. Default SHA-1, which is all that many responders look up (RFC 5019 §2.1.1);
   * nothing rests on it.
   */
  readonly digest?: DigestAlgorithm
}

/**
 * DER of OCSPRequest ::= SEQUENCE { tbsRequest SEQUENCE { requestList SEQUENCE OF SEQUENCE { CertID
 * }, [2] extensions } }, unsigned, for one certificate: the body of a POST of type
 * application/ocsp-request.
 */
export async function ocspRequest(
  certificate: Certificate,
  issuer: Certificate,
  { nonce, digest = SHA_1 }: OcspRequestOptions = {},
): Promise<Uint8Array> {
  const request = derSequence(await encodeCertificateId(certificate, issuer, digest))
  const extensions =
    nonce === undefined
      ? []
      : [
          derContext(
            2,
            derSequence(derSequence(derOid(OID.ocspNonce), derOctetString(derOctetString(nonce)))),
          ),
        ]
  return derSequence(derSequence(derSequence(request), ...extensions))
}

/**
 * DER of CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }
 * (§4.1.1).
 */
export async function encodeCertificateId(
  certificate: Certificate,
  issuer: Certificate,
  digest: DigestAlgorithm,
): Promise<Uint8Array> {
  const { name, key } = await issuerHashes(issuer, digest)
  return derSequence(
    derSequence(derOid(digest.oid), derNull()),
    derOctetString(name),
    derOctetString(key),
    derIntegerOctets(certificate.serialNumber),
  )
}

/**
 * Returns whether a CertID means this certificate of this issuer. False too when its digest is of
 * an unknown algorithm.
 */
export async function certificateIdMatches(
  id: CertificateId,
  certificate: Certificate,
  issuer: Certificate,
): Promise<boolean> {
  const digest = digestAlgorithmOf(id.hashOid)
  if (digest === undefined || !equalBytes(id.serialNumber, certificate.serialNumber)) return false
  const { name, key } = await issuerHashes(issuer, digest)
  return equalBytes(id.issuerNameHash, name) && equalBytes(id.issuerKeyHash, key)
}

/**
 * §4.1.1: digests of the issuer's name, as DER, and of its key without tag, length and unused bits.
 */
async function issuerHashes(issuer: Certificate, { webCryptoName }: DigestAlgorithm) {
  const hash = async (bytes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.digest(webCryptoName, owned(bytes)))
  return { name: await hash(issuer.subject.der), key: await hash(issuer.publicKey.key) }
}
