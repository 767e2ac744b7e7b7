// Who may have signed a revocation list (RFC 5280 §6.3.3 f and g) or an OCSP response (RFC 6960
// §4.2.2.2), and whether they did. That the signer's own certificate is valid and not revoked is
// the caller's to judge.
import { SHA_1 } from '../algorithms.ts'
import { Asn1Error } from '../asn1/der-reader.ts'
import { equalBytes, owned } from '../bytes.ts'
import { OID } from '../oids.ts'
import { type Certificate, parseCertificate } from '../x509/certificate.ts'
import { nameToString, sameName } from '../x509/name.ts'
import { type SignatureVerdict, verifySignature } from '../x509/signature.ts'
import { type SignatureCache, signatureCache } from '../x509/signature-cache.ts'
import type { CertificateList } from './certificate-list.ts'
import type { BasicOcspResponse } from './ocsp-response.ts'

/** Candidates of the right name that are tried, whatever is in the file. */
const MAXIMUM_CHECKS = 16

/** Verifies the list's signature under this certificate's key. */
export function verifyCertificateList(
  crl: CertificateList,
  issuerCertificate: Certificate,
  signatures: SignatureCache = { verify: verifySignature },
): Promise<SignatureVerdict> {
  return signatures.verify(statedBy(crl, issuerCertificate))
}

/** Verifies the response's signature under this certificate's key. */
export function verifyOcspResponse(
  response: BasicOcspResponse,
  responderCertificate: Certificate,
  signatures: SignatureCache = { verify: verifySignature },
): Promise<SignatureVerdict> {
  return signatures.verify(statedBy(response, responderCertificate))
}

/**
 * Returns the candidates that signed the list: of its issuer's name and key identifier, with a key
 * that may sign lists, the signature being right. Empty: none at hand. For a list that is not
 * indirect the caller's own issuer certificate should be a candidate; every other one needs a path
 * of its own to the same anchor (§6.3.3 f).
 */
export async function crlIssuersOf(
  crl: CertificateList,
  candidates: readonly Certificate[],
  signatures: SignatureCache = signatureCache(),
): Promise<readonly Certificate[]> {
  const found: Certificate[] = []
  let checksLeft = MAXIMUM_CHECKS
  for (const candidate of bounded(candidates)) {
    const { keyUsage, subjectKeyIdentifier } = candidate
    const wanted = crl.authorityKeyIdentifier
    if (!sameName(candidate.subject, crl.issuer)) continue
    if (keyUsage !== undefined && !keyUsage.has('cRLSign')) continue
    if (wanted !== undefined && subjectKeyIdentifier && !equalBytes(wanted, subjectKeyIdentifier)) continue
    if (checksLeft === 0) break
    checksLeft -= 1
    if ((await verifyCertificateList(crl, candidate, signatures)).verdict === 'right') found.push(candidate)
  }
  return found
}

type OcspResponder =
  | {
      readonly verdict: 'authorised'
      readonly responder: Certificate
      /**
       * The authority itself, or a responder it issued a certificate to, which has to be valid at
       * the time.
       */
      readonly role: 'issuer' | 'delegate'
    }
  | {
      readonly verdict: 'not-authorised'
      /**
       * For each candidate of the responder's name or key, why it is not the one; or that there is
       * none.
       */
      readonly reason: string
    }

/**
 * Returns the certificate whose key signed the response with authority over `issuer`'s certificates
 * (RFC 6960 §4.2.2.2): `issuer` itself, or one that the same key issued directly, for the purpose
 * id-kp-OCSPSigning. Responders known by configuration are not supported.
 *
 * @param candidates besides the certificates inside the response and the issuer
 */
export async function ocspResponderOf(
  response: BasicOcspResponse,
  candidates: readonly Certificate[],
  issuer: Certificate,
  signatures: SignatureCache = signatureCache(),
): Promise<OcspResponder> {
  const reasons: string[] = []
  for (const candidate of bounded([issuer, ...certificatesOf(response), ...candidates])) {
    if (!(await isNamed(response, candidate))) continue
    if (reasons.length === MAXIMUM_CHECKS) break
    const isIssuer =
      equalBytes(candidate.publicKey.der, issuer.publicKey.der) && sameName(candidate.subject, issuer.subject)
    const refusal =
      (isIssuer ? undefined : await refuseDelegate(candidate, issuer, signatures)) ??
      (await refuseSignature(response, candidate, signatures))
    if (refusal === undefined) {
      return { verdict: 'authorised', responder: candidate, role: isIssuer ? 'issuer' : 'delegate' }
    }
    reasons.push(`${nameToString(candidate.subject)}: ${refusal}`)
  }
  const reason = reasons.length === 0 ? 'no certificate of the responder is at hand' : reasons.join('; ')
  return { verdict: 'not-authorised', reason }
}

async function refuseDelegate(
  candidate: Certificate,
  issuer: Certificate,
  signatures: SignatureCache,
): Promise<string | undefined> {
  const { extKeyUsage, keyUsage } = candidate
  if (extKeyUsage?.purposes.includes(OID.ocspSigning) !== true) return 'is not for signing OCSP responses'
  if (keyUsage !== undefined && !keyUsage.has('digitalSignature') && !keyUsage.has('nonRepudiation')) {
    return 'its key may not sign'
  }
  if (!sameName(candidate.issuer, issuer.subject)) return 'is issued by another authority'
  const { verdict } = await signatures.verify(statedBy(candidate, issuer))
  return verdict === 'right' ? undefined : `is not issued by the authority's key (signature ${verdict})`
}

async function refuseSignature(
  response: BasicOcspResponse,
  candidate: Certificate,
  signatures: SignatureCache,
): Promise<string | undefined> {
  const { verdict } = await verifyOcspResponse(response, candidate, signatures)
  return verdict === 'right' ? undefined : `signature ${verdict}`
}

/** ResponderID by name, or by SHA-1 of the key (§4.2.2.3). */
async function isNamed({ responder }: BasicOcspResponse, candidate: Certificate): Promise<boolean> {
  if (responder.name !== undefined) return sameName(responder.name, candidate.subject)
  const digest = await crypto.subtle.digest(SHA_1.webCryptoName, owned(candidate.publicKey.key))
  return equalBytes(new Uint8Array(digest), responder.keyHash)
}

/** Returns what came with the response; a certificate that cannot be read is none. */
function certificatesOf({ certificates }: BasicOcspResponse): readonly Certificate[] {
  return certificates.slice(0, 16).flatMap((der) => {
    try {
      return [parseCertificate(der)]
    } catch (error) {
      if (error instanceof Asn1Error) return []
      throw error
    }
  })
}

/** Each certificate once, and no more than a file may hold. */
function bounded(candidates: readonly Certificate[]): readonly Certificate[] {
  const seen: Certificate[] = []
  for (const candidate of candidates.slice(0, 256)) {
    if (!seen.some(({ der }) => equalBytes(der, candidate.der))) seen.push(candidate)
  }
  return seen
}

type Signed = Pick<CertificateList, 'signatureAlgorithm' | 'signature' | 'tbs'>

function statedBy({ signatureAlgorithm, signature, tbs }: Signed, { publicKey }: Certificate) {
  return { algorithm: signatureAlgorithm, publicKey, message: tbs, signature }
}
