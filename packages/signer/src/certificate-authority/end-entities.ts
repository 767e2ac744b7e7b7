// Certificates of those who sign: an official's (TTE, a natural person) and an agency's (segel elektronik, an organisation).
import { type IssuedAuthorityOptions, policyExtension } from './authorities.ts'
import { type DistinguishedName, refusePersonalNumbers } from './distinguished-name.ts'
import { type IssuedCertificate, issueCertificate } from './issue-certificate.ts'
import { publicationExtensions } from './publication.ts'
import { yearsFrom } from './validity.ts'
import { x509 } from './x509.ts'

export interface EndEntityOptions extends IssuedAuthorityOptions {
  /** Default 2. */
  readonly years?: number
}

/**
 * An official's signing certificate: CN the name, O the government, OU the agency, C=ID. It never carries a NIK or NIP;
 * `subject.serialNumber` may hold a pseudonym that tells namesakes apart.
 * @throws PkiError PERSONAL_NUMBER_IN_NAME, NAME_INVALID, VALIDITY_INVALID, ISSUER_INVALID
 */
export async function issueSignerCertificate(options: EndEntityOptions): Promise<IssuedCertificate> {
  refusePersonalNumbers(options.subject)
  return issueSigningCertificate(options, options.subject)
}

/**
 * An agency's seal certificate: CN and O the organisation (O is CN when it is left out), organizationIdentifier optional.
 * @throws PkiError NAME_INVALID, VALIDITY_INVALID, ISSUER_INVALID
 */
export async function issueSealCertificate(options: EndEntityOptions): Promise<IssuedCertificate> {
  return issueSigningCertificate(options, { organization: options.subject.commonName, ...options.subject })
}

function issueSigningCertificate(
  options: EndEntityOptions,
  subject: DistinguishedName,
): Promise<IssuedCertificate> {
  return issueCertificate({
    subject,
    validity: yearsFrom(options.notBefore, options.years ?? 2),
    keyAlgorithm: options.keyAlgorithm ?? 'ecdsa-p256',
    issuer: options.issuer,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.nonRepudiation,
        true,
      ),
      ...policyExtension(options.policies ?? []),
      ...publicationExtensions('ca', options.baseUrl),
    ],
  })
}
