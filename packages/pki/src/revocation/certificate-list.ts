// Certificate revocation lists (RFC 5280 §5). Parsing says nothing about trust, timeliness or the
// signature being right.

import { derParts } from '../asn1/der-cursor.ts'
import { Asn1Error, readDer } from '../asn1/der-reader.ts'
import {
  bitString,
  explicit,
  implicitOctets,
  integerBytes,
  isContext,
  sequence,
  smallInteger,
  time,
} from '../asn1/der-values.ts'
import { equalBytes } from '../bytes.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'
import { type AlgorithmIdentifier, parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'
import { type Extension, parseExtensions } from '../x509/extensions.ts'
import { type Name, parseName, sameName } from '../x509/name.ts'
import { type IssuingDistributionPoint, parseIssuingDistributionPoint } from './issuing-distribution-point.ts'
import {
  findEntry,
  parseRevokedCertificate,
  type RevokedCertificate,
  scanRevokedEntries,
} from './revoked-entries.ts'

export type { RevokedCertificate } from './revoked-entries.ts'

/** A parsed CertificateList (RFC 5280 §5.1). Its signature has not been verified. */
export interface CertificateList {
  /** The whole list, as received. */
  readonly der: Uint8Array
  /** The signed part, as received. */
  readonly tbs: Uint8Array
  readonly issuer: Name
  readonly thisUpdate: Date
  readonly nextUpdate?: Date
  readonly signatureAlgorithm: AlgorithmIdentifier
  readonly signature: Uint8Array
  readonly extensions: ReadonlyMap<string, Extension>
  readonly crlNumber?: bigint
  /** Of a delta list: the number of the complete list that it starts from (§5.2.4). */
  readonly baseCrlNumber?: bigint
  readonly issuingDistributionPoint?: IssuingDistributionPoint
  readonly authorityKeyIdentifier?: Uint8Array
  /** The list still speaks of certificates that expired on or after this (X.509 §9.5.2.8). */
  readonly expiredCertsOnCrl?: Date
  /**
   * Critical extensions of the list or of any entry that are not understood: not empty, the list
   * must not be used (§5.2, §5.3).
   */
  readonly unknownCriticalExtensions: ReadonlySet<string>
  /**
   * Returns the entry of a certificate. In a delta list its reason may be `removeFromCRL`: not
   * revoked any more.
   *
   * @param serialNumber INTEGER contents octets
   * @param certificateIssuer only a list that is indirect has entries of an issuer other than its
   *   own
   * @throws Asn1Error when that entry is malformed
   */
  find(serialNumber: Uint8Array, certificateIssuer: Name): RevokedCertificate | undefined
}

const MAXIMUM_BYTES = 32 * 1024 * 1024
const SEQUENCE = 0x30

const understood: ReadonlySet<string> = new Set([
  OID.authorityKeyIdentifier,
  OID.crlNumber,
  OID.deltaCrlIndicator,
  OID.issuingDistributionPoint,
  OID.issuerAltName,
  OID.freshestCrl,
  OID.authorityInfoAccess,
  OID.expiredCertsOnCrl,
])

/**
 * CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING },
 * tbsCertList being SEQUENCE { version INTEGER OPTIONAL, signature, issuer, thisUpdate, nextUpdate
 * OPTIONAL, revokedCertificates OPTIONAL, [0] crlExtensions }.
 *
 * @param der one DER list of at most 32 MiB, nothing after it
 * @throws Asn1Error when the bytes are not exactly that
 */
export function parseCertificateList(der: Uint8Array): CertificateList {
  if (der.length > MAXIMUM_BYTES) {
    throw new Asn1Error('ASN1_TOO_LARGE', `expected at most ${MAXIMUM_BYTES} bytes, found ${der.length}`)
  }
  const [tbs, algorithm, signatureValue] = derParts(der, 3)
  if (tbs === undefined || algorithm === undefined || signatureValue === undefined) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'a certificate list has three parts')
  }
  const signatureAlgorithm = parseAlgorithmIdentifier(readDer(algorithm))
  const { bytes: signature, unusedBits } = bitString(readDer(signatureValue))
  if (unusedBits !== 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'a signature is a whole number of bytes')
  return { der, tbs, signatureAlgorithm, signature, ...parseSigned(tbs, signatureAlgorithm) }
}

function parseSigned(tbs: Uint8Array, signatureAlgorithm: AlgorithmIdentifier) {
  const fields = [...derParts(tbs, 7)]
  const take = (...tags: readonly number[]) =>
    tags.includes(fields[0]?.[0] ?? 0) ? fields.shift() : undefined
  const version = take(0x02)
  // RFC 5280 §5.1.2.1: absent, or v2 written as 1.
  if (version !== undefined && smallInteger(readDer(version)) !== 1) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'expected a certificate list of version 2')
  }
  // §5.1.1.2: both must be the same, or the unsigned outer one could be replaced.
  if (!equalBytes(fields.shift() ?? new Uint8Array(), signatureAlgorithm.der)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'the certificate list states two signature algorithms')
  }
  const issuer = parseName(readDer(fields.shift() ?? new Uint8Array()))
  const thisUpdate = time(readDer(fields.shift() ?? new Uint8Array()))
  const nextUpdate = take(0x17, 0x18)
  const entries = take(SEQUENCE)
  const extensionsField = take(0xa0)
  if (fields.length > 0 || (version === undefined && extensionsField !== undefined)) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'unexpected field of a certificate list')
  }
  const extensions = parseExtensions(
    extensionsField === undefined ? [] : sequence(explicit(readDer(extensionsField))),
  )
  return {
    issuer,
    thisUpdate,
    ...present({ nextUpdate: nextUpdate && time(readDer(nextUpdate)) }),
    ...readListExtensions(extensions),
    ...lookUp(entries, issuer, extensions),
  }
}

function readListExtensions(extensions: ReadonlyMap<string, Extension>) {
  const value = (id: string) => {
    const extension = extensions.get(id)
    return extension === undefined ? undefined : readDer(extension.value)
  }
  const crlNumber = value(OID.crlNumber)
  const baseCrlNumber = value(OID.deltaCrlIndicator)
  const expired = value(OID.expiredCertsOnCrl)
  const identifier = value(OID.authorityKeyIdentifier)
  const keyIdentifier = identifier && sequence(identifier).find((field) => isContext(field, 0))
  const point = value(OID.issuingDistributionPoint)
  return {
    extensions,
    ...present({
      crlNumber: crlNumber && unsigned(integerBytes(crlNumber)),
      baseCrlNumber: baseCrlNumber && unsigned(integerBytes(baseCrlNumber)),
      issuingDistributionPoint: point && parseIssuingDistributionPoint(point),
      authorityKeyIdentifier: keyIdentifier && implicitOctets(keyIdentifier),
      expiredCertsOnCrl: expired && time(expired),
    }),
  }
}

function lookUp(
  entries: Uint8Array | undefined,
  issuer: Name,
  extensions: ReadonlyMap<string, Extension>,
): Pick<CertificateList, 'find' | 'unknownCriticalExtensions'> {
  const point = extensions.get(OID.issuingDistributionPoint)
  const isIndirect = point !== undefined && parseIssuingDistributionPoint(readDer(point.value)).indirectCRL
  const scanned = entries === undefined ? undefined : scanRevokedEntries(entries, issuer, isIndirect)
  const unknown = [...extensions].filter(([id, { critical }]) => critical && !understood.has(id))
  return {
    unknownCriticalExtensions: new Set([
      ...unknown.map(([id]) => id),
      ...(scanned?.unknownCriticalExtensions ?? []),
    ]),
    find(serialNumber, certificateIssuer) {
      for (const section of scanned?.sections ?? []) {
        if (entries === undefined || !section.issuers.some((name) => sameName(name, certificateIssuer)))
          continue
        const entry = findEntry(entries, section, serialNumber)
        if (entry !== undefined) return parseRevokedCertificate(entry)
      }
      return undefined
    },
  }
}

/** §5.2.3: up to 20 octets. @throws Asn1Error */
function unsigned(octets: Uint8Array): bigint {
  if (octets.length > 21 || (octets[0] ?? 0) >= 0x80) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'expected a number of at most 20 octets')
  }
  return octets.reduce((value, octet) => value * 256n + BigInt(octet), 0n)
}
