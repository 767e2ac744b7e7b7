// Finds the certificate that a SignerInfo was made with (RFC 5652 §5.3, RFC 5035 §4): the signed
// attribute names it by hash, so that another certificate for the same key cannot be put in its
// place.
import { digestAlgorithmOf, SHA_1, SHA_256 } from '../algorithms.ts'
import { type Asn1Element, TAG } from '../asn1/der-reader.ts'
import { integerBytes, isContext, isUniversal, octetString, sequence } from '../asn1/der-values.ts'
import { equalBytes } from '../bytes.ts'
import type { Hash } from '../hash.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'
import { parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'
import type { Certificate } from '../x509/certificate.ts'
import { parseName, sameName } from '../x509/name.ts'
import { type SignerIdentifier, type SignerInfo, singleValue } from './signed-data-reader.ts'

/**
 * What was found. Only `named` is bound by the signature; `certificate` of the others is at most
 * what the unsigned-for SignerIdentifier or one half of a contradiction points to: enough to test
 * the signature value, not to trust it.
 */
export type SigningCertificate =
  | { readonly found: 'named'; readonly certificate: Certificate }
  /** The signing-certificate attribute is absent. */
  | { readonly found: 'unnamed'; readonly certificate: Certificate | undefined }
  /** The SignerIdentifier and the attribute point to different certificates. */
  | { readonly found: 'contradiction'; readonly certificate: Certificate }
  /** No certificate at hand has the digest of the attribute. */
  | { readonly found: 'not-at-hand'; readonly certificate: Certificate | undefined }
  /** The attribute's digest algorithm is not in the table. */
  | {
      readonly found: 'digest-unknown'
      readonly certificate: Certificate | undefined
      readonly digestOid: string
    }

/**
 * Looks for the signing certificate among those at hand.
 *
 * @param pool searched in order; nothing in it is trusted
 * @throws Asn1Error when the attribute is malformed
 */
export async function findSigningCertificate(
  signer: SignerInfo,
  pool: readonly Certificate[],
  hash: Hash,
): Promise<SigningCertificate> {
  const identified = pool.find((certificate) => identifies(signer.identifier, certificate))
  const reference = readReference(signer)
  if (reference === undefined) return { found: 'unnamed', certificate: identified }
  const { digestOid } = reference
  const digest = digestAlgorithmOf(digestOid)
  if (digest === undefined) return { found: 'digest-unknown', certificate: identified, digestOid }
  for (const certificate of pool) {
    if (!equalBytes(await hash(digest.webCryptoName, [certificate.der]), reference.digest)) continue
    const agrees = identifies(signer.identifier, certificate) && serialAgrees(reference, certificate)
    return { found: agrees ? 'named' : 'contradiction', certificate }
  }
  return { found: 'not-at-hand', certificate: identified }
}

/** Whether a SignerIdentifier points to a certificate (RFC 5652 §5.3). */
export function identifies(identifier: SignerIdentifier, certificate: Certificate): boolean {
  if (identifier.kind === 'issuer-and-serial') {
    return (
      equalBytes(identifier.serialNumber, certificate.serialNumber) &&
      equalBytes(identifier.issuer.der, certificate.issuer.der)
    )
  }
  const { subjectKeyIdentifier } = certificate
  return subjectKeyIdentifier !== undefined && equalBytes(identifier.identifier, subjectKeyIdentifier)
}

interface CertificateReference {
  readonly digestOid: string
  readonly digest: Uint8Array
  readonly issuerSerial?: Asn1Element
}

/**
 * SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2, ... }, ESSCertIDv2 ::=
 * SEQUENCE { hashAlgorithm DEFAULT sha-256, certHash OCTET STRING, issuerSerial OPTIONAL } (RFC
 * 5035 §3); v1 is the same with SHA-1 and no hashAlgorithm.
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
  return { digestOid, digest: octetString(digest), ...present({ issuerSerial }) }
}

/**
 * IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }: compared where it is stated (RFC
 * 5035 §5).
 */
function serialAgrees(reference: CertificateReference, certificate: Certificate): boolean {
  if (reference.issuerSerial === undefined) return true
  const [issuer, serialNumber] = sequence(reference.issuerSerial)
  if (!equalBytes(integerBytes(serialNumber), certificate.serialNumber)) return false
  const directoryNames = sequence(issuer).filter((choice) => isContext(choice, 4))
  return directoryNames.every((choice) => sameName(parseName(choice.children[0]), certificate.issuer))
}
