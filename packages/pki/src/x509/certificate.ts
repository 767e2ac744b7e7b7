// X.509 certificates (RFC 5280 §4.1). Parsing says nothing about trust, validity or the signature
// being right.

import { type Asn1Element, Asn1Error, readDer, TAG } from '../asn1/der-reader.ts'
import {
  bitString,
  explicit,
  integerBytes,
  isContext,
  isUniversal,
  sequence,
  time,
} from '../asn1/der-values.ts'
import { equalBytes } from '../bytes.ts'
import {
  type AlgorithmIdentifier,
  parseAlgorithmIdentifier,
  parseSubjectPublicKeyInfo,
  type SubjectPublicKeyInfo,
} from './algorithm-identifier.ts'
import { type Extension, type Extensions, parseExtensions, readExtensions } from './extensions.ts'
import { type Name, parseName } from './name.ts'

/** A certificate as it was read; nothing in it is verified. */
export interface Certificate extends Extensions {
  /** The whole certificate, as received. */
  readonly der: Uint8Array
  /** The signed part, as received. */
  readonly tbs: Uint8Array
  /** INTEGER contents octets. */
  readonly serialNumber: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  readonly notBefore: Date
  readonly notAfter: Date
  readonly publicKey: SubjectPublicKeyInfo
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly extensions: ReadonlyMap<string, Extension>
}

/** PEM begins with it, and no DER does. */
const HYPHEN = 0x2d

/**
 * Reads one certificate.
 *
 * Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING },
 * tbsCertificate being SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject,
 * subjectPublicKeyInfo, [1] [2] unique ids, [3] extensions }.
 *
 * @param der one DER certificate, nothing after it
 * @throws Asn1Error when the bytes are not exactly that
 */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der[0] === HYPHEN) throw new Asn1Error('ASN1_VALUE_INVALID', 'expected a certificate in DER, found PEM')
  const [tbs, outerAlgorithm, signatureValue, ...rest] = sequence(readDer(der))
  if (rest.length > 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'a certificate has three parts')
  const fields = [...sequence(tbs)]
  const hasVersion = isContext(fields[0], 0)
  if (hasVersion) fields.shift()
  const [serialNumber, innerAlgorithm, issuer, validity, subject, publicKey, ...optional] = fields
  const signatureAlgorithm = parseAlgorithmIdentifier(outerAlgorithm)
  // RFC 5280 §4.1.1.2: both must be the same, or the unsigned outer one could be replaced.
  if (!equalBytes(signatureAlgorithm.der, parseAlgorithmIdentifier(innerAlgorithm).der)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'the certificate states two signature algorithms')
  }
  const [notBefore, notAfter] = sequence(validity)
  const { bytes: signature, unusedBits } = bitString(signatureValue)
  if (unusedBits !== 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'a signature is a whole number of bytes')
  const extensions = parseExtensions(extensionsField(optional))
  return {
    der,
    tbs: tbs?.bytes ?? new Uint8Array(),
    serialNumber: integerBytes(serialNumber),
    issuer: parseName(issuer),
    subject: parseName(subject),
    notBefore: time(notBefore),
    notAfter: time(notAfter),
    publicKey: parseSubjectPublicKeyInfo(publicKey),
    signatureAlgorithm,
    signature,
    extensions,
    ...readExtensions(extensions),
  }
}

function extensionsField(optional: readonly Asn1Element[]): readonly Asn1Element[] {
  const field = optional.find((element) => isContext(element, 3))
  if (field === undefined) return []
  const inside = explicit(field)
  if (!isUniversal(inside, TAG.sequence)) throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected Extensions')
  return inside.children
}
