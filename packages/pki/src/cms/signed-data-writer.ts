// Writes CMS SignedData with one signer (RFC 5652 §5.1), detached for a PDF's /Contents (EN 319
// 122-1 clause 6.3) or around a TSTInfo:
//
//   ContentInfo ::= SEQUENCE { id-signedData, [0] EXPLICIT SignedData }
//   SignedData ::= SEQUENCE { version, digestAlgorithms SET, encapContentInfo,
//                             certificates [0] IMPLICIT SET OPTIONAL,
//                             signerInfos SET OF SignerInfo }
//   SignerInfo ::= SEQUENCE { version 1, issuerAndSerialNumber, digestAlgorithm,
//                             signedAttrs [0] IMPLICIT, signatureAlgorithm, signature,
//                             unsignedAttrs [1] IMPLICIT OPTIONAL }
//
// The parts that a certificate path fixes are encoded once and kept with the path.

import { type SignatureAlgorithm, type SignatureAlgorithmName, signatureAlgorithm } from '../algorithms.ts'
import { Asn1Error } from '../asn1/der-reader.ts'
import {
  compareEncodings,
  derContext,
  derInteger,
  derIntegerOctets,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from '../asn1/der-writer.ts'
import { OID } from '../oids.ts'
import { encodeDigestAlgorithm, encodeSignatureAlgorithm } from '../x509/algorithm-identifier.ts'
import { type Certificate, parseCertificate } from '../x509/certificate.ts'
import { CmsError } from './errors.ts'
import { attribute, type SignedAttributesTemplate, signedAttributesTemplate } from './signed-attributes.ts'

/** What is signed: bytes that lie elsewhere, or a TSTInfo that the container carries. */
type SignedContentType = typeof OID.data | typeof OID.tstInfo

/** Everything that a certificate path and an algorithm fix of SignedData. */
export interface SignedDataTemplate {
  readonly algorithm: SignatureAlgorithm
  readonly contentType: SignedContentType
  /** DER: the content type as an OBJECT IDENTIFIER. */
  readonly encodedContentType: Uint8Array
  readonly signingCertificate: Uint8Array
  readonly validity: { readonly notBefore: Date; readonly notAfter: Date }
  /** The longest signature value the signer's key gives, in bytes. */
  readonly maximumSignatureBytes: number
  /** DER: version and digestAlgorithms of SignedData. */
  readonly beforeContent: readonly Uint8Array[]
  /** DER: [0] IMPLICIT CertificateSet. */
  readonly certificates: Uint8Array
  /** DER: everything of SignerInfo before signedAttrs. */
  readonly beforeSignedAttributes: readonly Uint8Array[]
  readonly signatureAlgorithm: Uint8Array
}

/** What is spliced into a template. */
interface SignatureParts {
  /** The signed attributes as an explicit SET OF. */
  readonly signedAttributes: Uint8Array
  readonly signature: Uint8Array
  /** The octets that the container carries. Default: none, the signature is detached. */
  readonly content?: Uint8Array
  /** Default true. */
  readonly includeCertificates?: boolean
  /**
   * DER TimeStampToken over the signature value, for the signature-time-stamp attribute (EN 319
   * 122-1 clause 5.3).
   */
  readonly timestampToken?: Uint8Array
}

const templates = new WeakMap<readonly Uint8Array[], Map<string, SignedDataTemplate>>()
const attributeTemplates = new WeakMap<SignedDataTemplate, Promise<SignedAttributesTemplate>>()

/**
 * Returns the template of a path, which is made once for each path array, algorithm and content
 * type.
 *
 * @param certificatePath DER, the signing certificate first; the others are embedded unread
 * @param contentType default id-data
 * @throws CmsError CERTIFICATE_INVALID, ALGORITHM_MISMATCH; TypeError for an empty path or an
 *   unknown algorithm
 */
export function signedDataTemplate(
  certificatePath: readonly Uint8Array[],
  algorithmName: SignatureAlgorithmName,
  contentType: SignedContentType = OID.data,
): SignedDataTemplate {
  const known = templates.get(certificatePath) ?? new Map<string, SignedDataTemplate>()
  templates.set(certificatePath, known)
  const key = `${algorithmName} ${contentType}`
  const existing = known.get(key)
  if (existing !== undefined) return existing
  const made = makeTemplate(certificatePath, signatureAlgorithm(algorithmName), contentType)
  known.set(key, made)
  return made
}

/**
 * Returns the template of the signed attributes, which is made once for each SignedData template.
 */
export function attributesOf(template: SignedDataTemplate): Promise<SignedAttributesTemplate> {
  const known = attributeTemplates.get(template)
  if (known !== undefined) return known
  const { contentType, signingCertificate: certificate, algorithm } = template
  const made = signedAttributesTemplate({ contentType, certificate, digest: algorithm.digest })
  attributeTemplates.set(template, made)
  return made
}

/** Returns the DER of the whole ContentInfo. */
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
  const content = parts.content === undefined ? [] : [derContext(0, derOctetString(parts.content))]
  const signedData = derSequence(
    ...template.beforeContent,
    derSequence(template.encodedContentType, ...content),
    ...(parts.includeCertificates === false ? [] : [template.certificates]),
    derSetOf([signerInfo]),
  )
  return derSequence(SIGNED_DATA, derContext(0, signedData))
}

const SIGNED_DATA = derOid(OID.signedData)

function makeTemplate(
  certificatePath: readonly Uint8Array[],
  algorithm: SignatureAlgorithm,
  contentType: SignedContentType,
): SignedDataTemplate {
  const [first] = certificatePath
  if (first === undefined) throw new TypeError('expected a certificate path with the signing certificate')
  const certificate = parseSigningCertificate(first)
  requireKeyOf(certificate, algorithm)
  const digestAlgorithm = encodeDigestAlgorithm(algorithm.digest)
  const sid = derSequence(certificate.issuer.der, derIntegerOctets(certificate.serialNumber))
  const { modulusBits } = certificate.publicKey
  return {
    algorithm,
    contentType,
    encodedContentType: derOid(contentType),
    signingCertificate: first,
    validity: { notBefore: certificate.notBefore, notAfter: certificate.notAfter },
    maximumSignatureBytes:
      modulusBits === undefined ? algorithm.maximumSignatureBytes : Math.ceil(modulusBits / 8),
    // RFC 5652 §5.1: version 3 where the content is not id-data.
    beforeContent: [derInteger(contentType === OID.data ? 1 : 3), derSetOf([digestAlgorithm])],
    certificates: derContext(0, ...[...certificatePath].sort(compareEncodings)),
    // RFC 5652 §5.3: version 1, since sid is issuerAndSerialNumber.
    beforeSignedAttributes: [derInteger(1), sid, digestAlgorithm],
    signatureAlgorithm: encodeSignatureAlgorithm(algorithm),
  }
}

function parseSigningCertificate(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new CmsError('CERTIFICATE_INVALID', 'expected a DER certificate first in the path', { cause })
  }
}

/** Refuses to sign with what no validator would accept (ETSI TS 119 312). */
function requireKeyOf(
  certificate: Certificate,
  { key, name, digest, minimumKeyBits }: SignatureAlgorithm,
): void {
  const { algorithm, curveOid, modulusBits } = certificate.publicKey
  if (digest.weak) {
    throw new CmsError(
      'ALGORITHM_MISMATCH',
      `expected an algorithm whose digest is not broken, found ${name}`,
    )
  }
  if (algorithm.oid !== key.oid || curveOid !== key.curveOid) {
    throw new CmsError('ALGORITHM_MISMATCH', `the signing certificate's key is not one for ${name}`)
  }
  if (modulusBits !== undefined && modulusBits < minimumKeyBits) {
    const expected = `expected a key of at least ${minimumKeyBits} bits for ${name}`
    throw new CmsError('ALGORITHM_MISMATCH', `${expected}, found ${modulusBits}`)
  }
}
