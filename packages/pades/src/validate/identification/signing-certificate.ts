// Identification of the signing certificate (EN 319 102-1 clause 5.2.3): the signed attribute names it by hash, so that
// another certificate for the same key cannot be put in its place (RFC 5035 §4).
import { digestAlgorithmOf, equalBytes, type Hash, OID, SHA_1, SHA_256 } from '@tapis/pki'
import {
  type Asn1Element,
  integerBytes,
  isContext,
  isUniversal,
  octetString,
  sequence,
  TAG,
} from '@tapis/pki/asn1'
import { identifies, type SignerInfo, singleValue } from '@tapis/pki/cms'
import { type Certificate, parseAlgorithmIdentifier, parseName, sameName } from '@tapis/pki/x509'
import { indeterminate, type Refusal } from '../report/conclusion.ts'

export type Identification =
  | { readonly certificate: Certificate; readonly refusal?: undefined }
  /** `certificate` is then only what the unsigned-for SignerIdentifier points to: enough to test the signature value, not to trust it. */
  | { readonly certificate: Certificate | undefined; readonly refusal: Refusal }

/**
 * @param attributeRequired PAdES and RFC 3161 demand signing-certificate(-v2); the older PDF signatures do not
 * @throws Asn1Error when the attribute is malformed
 */
export async function identifySigningCertificate(
  signer: SignerInfo,
  pool: readonly Certificate[],
  { attributeRequired, hash }: { readonly attributeRequired: boolean; readonly hash: Hash },
): Promise<Identification> {
  const named = pool.find((certificate) => identifies(signer.identifier, certificate))
  const reference = readReference(signer)
  if (reference === undefined) {
    if (attributeRequired) {
      return {
        certificate: named,
        refusal: indeterminate('SIG_CONSTRAINTS_FAILURE', 'the signing-certificate attribute is absent'),
      }
    }
    return named === undefined
      ? notFound('the certificate of the SignerInfo is not at hand')
      : { certificate: named }
  }
  const digest = digestAlgorithmOf(reference.digestOid)
  if (digest === undefined) {
    return { certificate: named, refusal: unknownDigest(reference.digestOid) }
  }
  for (const certificate of pool) {
    if (!equalBytes(await hash(digest.webCryptoName, [certificate.der]), reference.digest)) continue
    const agrees = identifies(signer.identifier, certificate) && serialAgrees(reference, certificate)
    if (agrees) return { certificate }
    return {
      certificate,
      refusal: indeterminate(
        'SIG_CONSTRAINTS_FAILURE',
        'the SignerInfo and its signing-certificate attribute name different certificates',
      ),
    }
  }
  return {
    ...notFound('no certificate at hand has the digest of the signing-certificate attribute'),
    certificate: named,
  }
}

interface CertificateReference {
  readonly digestOid: string
  readonly digest: Uint8Array
  readonly issuerSerial?: Asn1Element
}

/**
 * SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, ... }, ESSCertIDv2 ::= SEQUENCE { hashAlgorithm
 * DEFAULT sha-256, certHash OCTET STRING, issuerSerial OPTIONAL } (RFC 5035 §3); v1 is the same with SHA-1 and no hashAlgorithm.
 */
function readReference(signer: SignerInfo): CertificateReference | undefined {
  const attributes = signer.signedAttributes?.values
  if (attributes === undefined) return undefined
  const second = singleValue(attributes, OID.signingCertificateV2)
  const value = second ?? singleValue(attributes, OID.signingCertificate)
  if (value === undefined) return undefined
  const fields = [...sequence(sequence(sequence(value)[0])[0])]
  let digestOid: string = second === undefined ? SHA_1.oid : SHA_256.oid
  if (second !== undefined && isUniversal(fields[0], TAG.sequence)) {
    digestOid = parseAlgorithmIdentifier(fields.shift()).oid
  }
  const [digest, issuerSerial] = fields
  return { digestOid, digest: octetString(digest), ...(issuerSerial === undefined ? {} : { issuerSerial }) }
}

/** IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }: compared when there (RFC 5035 §5). */
function serialAgrees(reference: CertificateReference, certificate: Certificate): boolean {
  if (reference.issuerSerial === undefined) return true
  const [issuer, serialNumber] = sequence(reference.issuerSerial)
  if (!equalBytes(integerBytes(serialNumber), certificate.serialNumber)) return false
  const directoryNames = sequence(issuer).filter((choice) => isContext(choice, 4))
  return directoryNames.every((choice) => sameName(parseName(choice.children[0]), certificate.issuer))
}

function notFound(reason: string): { readonly certificate: undefined; readonly refusal: Refusal } {
  return {
    certificate: undefined,
    refusal: indeterminate('NO_SIGNING_CERTIFICATE_FOUND', reason, [
      { kind: 'certificate', description: 'the signing certificate' },
    ]),
  }
}

function unknownDigest(oid: string): Refusal {
  return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', `digest algorithm ${oid} cannot be computed here`, [
    { kind: 'algorithm', description: oid },
  ])
}
