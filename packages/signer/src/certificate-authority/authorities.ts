// The authorities of a city's own hierarchy: root, issuing CA, timestamp authority. The root signs
// the CA and its own revocation list; the CA signs everything else.

import { type KeyAlgorithmName, OID } from '@tapis/pki'
import type { DistinguishedName } from './distinguished-name.ts'
import { type IssuedCertificate, issueCertificate } from './issue-certificate.ts'
import type { Issuer } from './issuer.ts'
import { publicationExtensions } from './publication.ts'
import { yearsFrom } from './validity.ts'
import { x509 } from './x509.ts'

export interface AuthorityOptions {
  readonly subject: DistinguishedName
  readonly notBefore: Date
  /** Default 20 for the root, 10 for the CA, 8 for the timestamp authority. */
  readonly years?: number
  /** Default `ecdsa-p256`. */
  readonly keyAlgorithm?: KeyAlgorithmName
}

export interface IssuedAuthorityOptions extends AuthorityOptions {
  readonly issuer: Issuer
  /**
   * Origin of the API, at which {@link publicationPaths} answer, e.g. `https://api.tte.example`.
   * Without it there are no such extensions.
   */
  readonly baseUrl?: string
  /** certificatePolicies, dotted. Default none. */
  readonly policies?: readonly string[]
}

const signsCertificates = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign

/** Issues a self-signed root that may have one CA level below it. @throws PkiError NAME_INVALID */
export function issueRoot(options: AuthorityOptions): Promise<IssuedCertificate> {
  return issueCertificate({
    subject: options.subject,
    validity: yearsFrom(options.notBefore, options.years ?? 20),
    keyAlgorithm: options.keyAlgorithm ?? 'ecdsa-p256',
    issuer: undefined,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(signsCertificates, true),
    ],
  })
}

/**
 * Issues the CA under the root, with no CA below it (pathLen 0).
 *
 * @throws PkiError NAME_INVALID, VALIDITY_INVALID, ISSUER_INVALID
 */
export function issueCa(options: IssuedAuthorityOptions): Promise<IssuedCertificate> {
  return issueCertificate({
    subject: options.subject,
    validity: yearsFrom(options.notBefore, options.years ?? 10),
    keyAlgorithm: options.keyAlgorithm ?? 'ecdsa-p256',
    issuer: options.issuer,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(signsCertificates, true),
      // RFC 5280 §4.2.1.4: a CA without the extension would make the policies of its certificates
      // count for nothing.
      ...policyExtension(options.policies ?? [OID.anyPolicy]),
      ...publicationExtensions('root', options.baseUrl),
    ],
  })
}

/**
 * Issues a timestamp authority's certificate under the CA: RFC 3161 §2.3 wants the extended key
 * usage critical and timeStamping alone. @throws PkiError NAME_INVALID, VALIDITY_INVALID,
 * ISSUER_INVALID
 */
export function issueTimestampCertificate(options: IssuedAuthorityOptions): Promise<IssuedCertificate> {
  return issueCertificate({
    subject: options.subject,
    validity: yearsFrom(options.notBefore, options.years ?? 8),
    keyAlgorithm: options.keyAlgorithm ?? 'ecdsa-p256',
    issuer: options.issuer,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.timeStamping], true),
      ...policyExtension(options.policies ?? []),
      ...publicationExtensions('ca', options.baseUrl),
    ],
  })
}

/** Makes the certificatePolicies extension, or none for no policies. */
export function policyExtension(policies: readonly string[]): x509.Extension[] {
  return policies.length === 0 ? [] : [new x509.CertificatePolicyExtension([...policies])]
}
