// CMS SignedData (RFC 5652 §5). Foreign writers use BER, so the lenient reader is used; the signed
// attributes keep their original bytes, because those, and not a re-encoding, were signed.
import { type Asn1Element, Asn1Error, TAG } from '../asn1/der-reader.ts'
import {
  explicit,
  implicitOctets,
  integerBytes,
  isContext,
  isUniversal,
  octetString,
  oid,
  sequence,
  set,
  smallInteger,
} from '../asn1/der-values.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'
import { type AlgorithmIdentifier, parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'
import { type Name, parseName } from '../x509/name.ts'

type Attributes = ReadonlyMap<string, readonly Asn1Element[]>

export type SignerIdentifier =
  | { readonly kind: 'issuer-and-serial'; readonly issuer: Name; readonly serialNumber: Uint8Array }
  | { readonly kind: 'subject-key-identifier'; readonly identifier: Uint8Array }

/** One signer as it was read; nothing in it is verified. */
export interface SignerInfo {
  readonly identifier: SignerIdentifier
  readonly digestAlgorithm: AlgorithmIdentifier
  /**
   * RFC 5652 §5.4: `bytes` are what was signed, an explicit SET OF (0x31), not the [0] IMPLICIT tag
   * on the wire.
   */
  readonly signedAttributes?: { readonly bytes: Uint8Array; readonly values: Attributes }
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly unsignedAttributes: Attributes
}

/** SignedData as it was read; nothing in it is verified. */
export interface SignedData {
  /** Whether `version` is the one that RFC 5652 §5.1 demands for the rest. */
  readonly hasFittingVersion: boolean
  readonly contentType: string
  /** The encapsulated content; absent in a detached signature. */
  readonly content?: Uint8Array
  /** DER of each X.509 certificate; other kinds of CertificateChoices are left out. */
  readonly certificates: readonly Uint8Array[]
  /** Of `crls`: DER of lists, and of OCSP responses (RFC 5940 §2.1). */
  readonly revocation: { readonly crls: readonly Uint8Array[]; readonly ocspResponses: readonly Uint8Array[] }
  /** What `digestAlgorithms` announces; a signer must not use another (§5.1). */
  readonly digestOids: readonly string[]
  readonly signerInfos: readonly SignerInfo[]
}

/**
 * Reads a ContentInfo with SignedData.
 *
 * ContentInfo ::= SEQUENCE { contentType, [0] EXPLICIT content }, content being SignedData ::=
 * SEQUENCE { version, digestAlgorithms SET, encapContentInfo, [0] IMPLICIT certificates, [1]
 * IMPLICIT crls, signerInfos SET }.
 *
 * @throws Asn1Error when it is not that
 */
export function parseSignedData(contentInfo: Asn1Element): SignedData {
  const [contentType, wrapped, ...outside] = sequence(contentInfo)
  nothingMore(outside)
  if (oid(contentType) !== OID.signedData || !isContext(wrapped, 0)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'expected a ContentInfo with SignedData')
  }
  const [version, digestAlgorithms, encapsulated, ...rest] = sequence(explicit(wrapped))
  const signerInfos = rest.at(-1)
  const [innerType, innerContent, ...inner] = sequence(encapsulated)
  nothingMore(inner)
  const content = innerContent && octetString(explicit(expectContext(innerContent, 0)))
  const optional = rest.slice(0, -1)
  const certificates = isContext(optional[0], 0) ? (optional.shift()?.children ?? []) : []
  const revocation = isContext(optional[0], 1) ? (optional.shift()?.children ?? []) : []
  nothingMore(optional)
  const signers = set(signerInfos).map(parseSignerInfo)
  const innerTypeOid = oid(innerType)
  return {
    hasFittingVersion: versionFits(smallInteger(version), innerTypeOid, signers, [
      ...certificates,
      ...revocation,
    ]),
    contentType: innerTypeOid,
    ...present({ content }),
    certificates: certificates
      .filter((choice) => isUniversal(choice, TAG.sequence))
      .map(({ bytes }) => bytes),
    revocation: {
      crls: revocation.filter((choice) => isUniversal(choice, TAG.sequence)).map(({ bytes }) => bytes),
      ocspResponses: revocation.flatMap(ocspResponseIn),
    },
    digestOids: set(digestAlgorithms).map((algorithm) => parseAlgorithmIdentifier(algorithm).oid),
    signerInfos: signers,
  }
}

/**
 * [1] IMPLICIT OtherRevocationInfoFormat ::= SEQUENCE { otherRevInfoFormat OBJECT IDENTIFIER,
 * otherRevInfo ANY }.
 */
function ocspResponseIn(choice: Asn1Element): readonly Uint8Array[] {
  if (!isContext(choice, 1)) return []
  const [format, response] = choice.children
  return isUniversal(format, TAG.oid) && oid(format) === OID.revocationInfoOcsp && response !== undefined
    ? [response.bytes]
    : []
}

/**
 * SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, [0] IMPLICIT signedAttrs,
 * signatureAlgorithm, signature, [1] IMPLICIT unsignedAttrs }.
 */
function parseSignerInfo(element: Asn1Element): SignerInfo {
  const fields = [...sequence(element)]
  const [version, identifier, digestAlgorithm] = fields.splice(0, 3)
  const signed = isContext(fields[0], 0) ? fields.shift() : undefined
  const [signatureAlgorithm, signature, unsigned, ...more] = fields
  nothingMore(more)
  const sid = parseIdentifier(identifier)
  // §5.3: the version follows from the choice of identifier.
  if (smallInteger(version) !== (sid.kind === 'issuer-and-serial' ? 1 : 3)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'SignerInfo of a version that does not fit')
  }
  return {
    identifier: sid,
    digestAlgorithm: parseAlgorithmIdentifier(digestAlgorithm),
    ...(signed === undefined
      ? {}
      : { signedAttributes: { bytes: asSet(signed), values: parseAttributes(signed) } }),
    signatureAlgorithm: parseAlgorithmIdentifier(signatureAlgorithm),
    signature: octetString(signature),
    unsignedAttributes: unsigned === undefined ? new Map() : parseAttributes(expectContext(unsigned, 1)),
  }
}

/**
 * Whether the version is the one that follows from the rest (§5.1). Some writers say 3 where 1 is
 * due; it is read all the same, but an octet that nothing else decides must not be free to change
 * in a signature that passes.
 */
function versionFits(
  version: number,
  contentType: string,
  signers: readonly SignerInfo[],
  choices: readonly Asn1Element[],
): boolean {
  const isPlain =
    contentType === OID.data && signers.every(({ identifier }) => identifier.kind === 'issuer-and-serial')
  const hasOthers = choices.some((choice) => !isUniversal(choice, TAG.sequence))
  if (hasOthers) return [3, 4, 5].includes(version)
  return version === (isPlain ? 1 : 3)
}

/** Elements that no field claims could be read by another program as one that counts. */
function nothingMore(elements: readonly Asn1Element[]): void {
  if (elements.length > 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'an element more than CMS knows')
}

function expectContext(element: Asn1Element, tag: number): Asn1Element {
  const found = `${element.tagClass} ${element.tag}`
  if (isContext(element, tag)) return element
  throw new Asn1Error('ASN1_UNEXPECTED_TAG', `expected [${tag}], found ${found}`)
}

function parseIdentifier(element: Asn1Element | undefined): SignerIdentifier {
  if (isContext(element, 0)) {
    return { kind: 'subject-key-identifier', identifier: implicitOctets(element) }
  }
  const [issuer, serialNumber] = sequence(element)
  return {
    kind: 'issuer-and-serial',
    issuer: parseName(issuer),
    serialNumber: integerBytes(serialNumber),
  }
}

/**
 * Reads attributes by type. RFC 5652 §11: the types in `onceOnly` occur once in each set, since a
 * second one could be read instead of the first. Foreign writers state several of other types,
 * whose values are joined.
 */
function parseAttributes(element: Asn1Element): Attributes {
  const attributes = new Map<string, readonly Asn1Element[]>()
  for (const attribute of element.children) {
    const [type, values] = sequence(attribute)
    const id = oid(type)
    const earlier = attributes.get(id)
    if (earlier !== undefined && onceOnly.has(id)) {
      throw new Asn1Error('ASN1_VALUE_INVALID', `attribute ${id} occurs twice`)
    }
    attributes.set(id, [...(earlier ?? []), ...set(values)])
  }
  return attributes
}

const onceOnly: ReadonlySet<string> = new Set([
  OID.contentType,
  OID.messageDigest,
  OID.signingCertificate,
  OID.signingCertificateV2,
  OID.cmsAlgorithmProtection,
])

function asSet(element: Asn1Element): Uint8Array {
  const bytes = element.bytes.slice()
  bytes[0] = 0x31
  return bytes
}

/**
 * Returns the value of an attribute that must have exactly one; undefined when the attribute is
 * absent.
 *
 * @throws Asn1Error
 */
export function singleValue(attributes: Attributes, type: string): Asn1Element | undefined {
  const values = attributes.get(type)
  if (values === undefined) return undefined
  const [value, ...more] = values
  if (value === undefined || more.length > 0) {
    throw new Asn1Error('ASN1_VALUE_INVALID', `attribute ${type} has ${values.length} values`)
  }
  return value
}
