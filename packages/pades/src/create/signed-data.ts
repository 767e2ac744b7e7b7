// The CMS container that goes into /Contents (RFC 5652 §5.1, profiled by EN 319 122-1 clause 6.3 and EN 319 142-1 6.3):
//
//   ContentInfo ::= SEQUENCE { id-signedData, [0] EXPLICIT SignedData }
//   SignedData ::= SEQUENCE { version 1, digestAlgorithms SET, encapContentInfo { id-data },
//                             certificates [0] IMPLICIT SET, signerInfos SET OF SignerInfo }
//   SignerInfo ::= SEQUENCE { version 1, issuerAndSerialNumber, digestAlgorithm, signedAttrs [0] IMPLICIT,
//                             signatureAlgorithm, signature, unsignedAttrs [1] IMPLICIT OPTIONAL }
//
// The parts that a certificate path fixes are encoded once and kept with the path.

import { OID, type SignatureAlgorithm, type SignatureAlgorithmName, signatureAlgorithm } from '@tapis/pki'
import {
  Asn1Error,
  compareEncodings,
  derContext,
  derInteger,
  derIntegerOctets,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from '@tapis/pki/asn1'
import { type Certificate, parseCertificate } from '@tapis/pki/x509'
import { PadesError } from './errors.ts'
import { attribute, type SignedAttributesTemplate, signedAttributesTemplate } from './signed-attributes.ts'

export interface SignedDataTemplate {
  readonly algorithm: SignatureAlgorithm
  readonly signingCertificate: Uint8Array
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date }
  /** The longest signature value the signer's key gives, in bytes. */
  readonly maximumSignatureBytes: number
  /** DER: everything of SignedData before signerInfos. */
  readonly beforeSignerInfos: readonly Uint8Array[]
  /** DER: everything of SignerInfo before signedAttrs. */
  readonly beforeSignedAttributes: readonly Uint8Array[]
  readonly signatureAlgorithm: Uint8Array
}

/** What is spliced into a template. */
export interface SignatureParts {
  /** The signed attributes as an explicit SET OF. */
  readonly signedAttributes: Uint8Array
  readonly signature: Uint8Array
  /** DER TimeStampToken over the signature value, for the signature-time-stamp attribute (EN 319 122-1 clause 5.3). */
  readonly timestampToken?: Uint8Array
}

const templates = new WeakMap<readonly Uint8Array[], Map<SignatureAlgorithmName, SignedDataTemplate>>()
const attributeTemplates = new WeakMap<SignedDataTemplate, Promise<SignedAttributesTemplate>>()

/**
 * The template of a path, made once per path array.
 * @throws PadesError CERTIFICATE_INVALID, ALGORITHM_MISMATCH (the key of the first certificate is of another kind or too
 *   short, or the algorithm's digest is one that validators refuse)
 */
export function signedDataTemplate(
  certificatePath: readonly Uint8Array[],
  algorithmName: SignatureAlgorithmName,
): SignedDataTemplate {
  const known = templates.get(certificatePath) ?? new Map<SignatureAlgorithmName, SignedDataTemplate>()
  templates.set(certificatePath, known)
  const existing = known.get(algorithmName)
  if (existing !== undefined) return existing
  const made = makeTemplate(certificatePath, signatureAlgorithm(algorithmName))
  known.set(algorithmName, made)
  return made
}

/** The signed attributes' template, made once per SignedData template. */
export function attributesOf(template: SignedDataTemplate): Promise<SignedAttributesTemplate> {
  const known = attributeTemplates.get(template)
  if (known !== undefined) return known
  const made = signedAttributesTemplate(template.signingCertificate, template.algorithm.digest)
  attributeTemplates.set(template, made)
  return made
}

/** The DER of the whole ContentInfo. */
export function assembleSignedData(template: SignedDataTemplate, parts: SignatureParts): Uint8Array {
  // RFC 5652 §5.4: signed as an explicit SET OF (0x31), carried as [0] IMPLICIT.
  const signedAttributes = parts.signedAttributes.slice()
  signedAttributes[0] = 0xa0
  const unsignedAttributes =
    parts.timestampToken === undefined
      ? []
      : [derContext(1, attribute(OID.signatureTimestampToken, parts.timestampToken))]
  const signerInfo = derSequence(
    ...template.beforeSignedAttributes,
    signedAttributes,
    template.signatureAlgorithm,
    derOctetString(parts.signature),
    ...unsignedAttributes,
  )
  const signedData = derSequence(...template.beforeSignerInfos, derSetOf([signerInfo]))
  return derSequence(derOid(OID.signedData), derContext(0, signedData))
}

function makeTemplate(
  certificatePath: readonly Uint8Array[],
  algorithm: SignatureAlgorithm,
): SignedDataTemplate {
  const [first] = certificatePath
  if (first === undefined) throw new TypeError('expected a certificate path with the signing certificate')
  const certificate = parseSigningCertificate(first)
  requireKeyOf(certificate, algorithm)
  // RFC 5754 §2: parameters of SHA-2 are absent.
  const digestAlgorithm = derSequence(derOid(algorithm.digest.oid))
  const certificates = [...certificatePath].sort(compareEncodings)
  const sid = derSequence(certificate.issuer.der, derIntegerOctets(certificate.serialNumber))
  const { modulusBits } = certificate.publicKey
  return {
    algorithm,
    signingCertificate: first,
    validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
    maximumSignatureBytes:
      modulusBits === undefined ? algorithm.maximumSignatureBytes : Math.ceil(modulusBits / 8),
    beforeSignerInfos: [
      derInteger(1),
      derSetOf([digestAlgorithm]),
      derSequence(derOid(OID.data)),
      derContext(0, ...certificates),
    ],
    beforeSignedAttributes: [derInteger(1), sid, digestAlgorithm],
    signatureAlgorithm: derSequence(derOid(algorithm.oid), ...parametersOf(algorithm)),
  }
}

function parseSigningCertificate(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new PadesError('CERTIFICATE_INVALID', 'expected a DER certificate first in the path', { cause })
  }
}

/** What no validator would accept is not signed with (ETSI TS 119 312). */
function requireKeyOf(
  certificate: Certificate,
  { key, name, digest, minimumKeyBits }: SignatureAlgorithm,
): void {
  const { algorithm, curveOid, modulusBits } = certificate.publicKey
  if (digest.weak) {
    throw new PadesError(
      'ALGORITHM_MISMATCH',
      `expected an algorithm whose digest is not broken, found ${name}`,
    )
  }
  if (algorithm.oid !== key.oid || curveOid !== key.curveOid) {
    throw new PadesError('ALGORITHM_MISMATCH', `the signing certificate's key is not one for ${name}`)
  }
  if (modulusBits !== undefined && modulusBits < minimumKeyBits) {
    const expected = `expected a key of at least ${minimumKeyBits} bits for ${name}`
    throw new PadesError('ALGORITHM_MISMATCH', `${expected}, found ${modulusBits}`)
  }
}

function parametersOf(algorithm: SignatureAlgorithm): Uint8Array[] {
  switch (algorithm.parameters.form) {
    case 'absent':
      return []
    case 'null':
      return [derNull()]
    case 'rsassa-pss': {
      // RFC 4055 §3.1; SHA-1 and a salt of 20 are defaults, and SHA-1 is never signed with.
      const digest = derSequence(derOid(algorithm.digest.oid))
      return [
        derSequence(
          derContext(0, digest),
          derContext(1, derSequence(derOid(OID.mgf1), digest)),
          derContext(2, derInteger(algorithm.parameters.saltBytes)),
        ),
      ]
    }
  }
}
