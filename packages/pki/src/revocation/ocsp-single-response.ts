// What an OCSP response says of one certificate (RFC 6960 §4.2.1).
import { type Asn1Element, Asn1Error, readDer } from '../asn1/der-reader.ts'
import { explicit, integerBytes, isContext, octetString, sequence, time } from '../asn1/der-values.ts'
import { OID } from '../oids.ts'
import { present } from '../present.ts'
import { parseAlgorithmIdentifier } from '../x509/algorithm-identifier.ts'
import { parseExtensions } from '../x509/extensions.ts'
import { type RevocationReason, revocationReason } from './revocation-reason.ts'

/** CertID: which certificate is meant, by digests of its issuer and its serial number. */
export interface CertificateId {
  readonly hashOid: string
  readonly issuerNameHash: Uint8Array
  readonly issuerKeyHash: Uint8Array
  /** INTEGER contents octets. */
  readonly serialNumber: Uint8Array
}

/** The answer about one certificate (RFC 6960 §4.2.1). */
export interface SingleResponse {
  readonly certificateId: CertificateId
  readonly status: 'good' | 'revoked' | 'unknown'
  /** Present exactly when the status is revoked. */
  readonly revocationTime?: Date
  readonly reason?: RevocationReason
  readonly thisUpdate: Date
  readonly nextUpdate?: Date
  /** The responder still speaks of certificates that expired after this (§4.4.4). */
  readonly archiveCutoff?: Date
  /** Critical extensions that are not understood: not empty, this answer must not be used. */
  readonly unknownCriticalExtensions: ReadonlySet<string>
}

/**
 * SingleResponse ::= SEQUENCE { certID, certStatus, thisUpdate, [0] nextUpdate OPTIONAL, [1]
 * singleExtensions OPTIONAL }.
 *
 * @throws Asn1Error
 */
export function parseSingleResponse(element: Asn1Element): SingleResponse {
  const [certificateId, certStatus, thisUpdate, ...optional] = sequence(element)
  const nextUpdate = isContext(optional[0], 0) ? optional.shift() : undefined
  const singleExtensions = isContext(optional[0], 1) ? optional.shift() : undefined
  if (optional.length > 0) throw new Asn1Error('ASN1_VALUE_INVALID', 'unexpected field of SingleResponse')
  const extensions = parseExtensions(
    singleExtensions === undefined ? [] : sequence(explicit(singleExtensions)),
  )
  const archiveCutoff = extensions.get(OID.ocspArchiveCutoff)
  return {
    certificateId: parseCertificateId(certificateId),
    ...parseStatus(certStatus),
    thisUpdate: time(thisUpdate),
    ...present({
      nextUpdate: nextUpdate && time(explicit(nextUpdate)),
      archiveCutoff: archiveCutoff && time(readDer(archiveCutoff.value)),
    }),
    unknownCriticalExtensions: new Set(
      [...extensions].flatMap(([id, { critical }]) => (critical && id !== OID.ocspArchiveCutoff ? [id] : [])),
    ),
  }
}

/** CertID ::= SEQUENCE { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }. */
function parseCertificateId(element: Asn1Element | undefined): CertificateId {
  const [hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber] = sequence(element)
  return {
    hashOid: parseAlgorithmIdentifier(hashAlgorithm).oid,
    issuerNameHash: octetString(issuerNameHash),
    issuerKeyHash: octetString(issuerKeyHash),
    serialNumber: integerBytes(serialNumber),
  }
}

/**
 * CertStatus ::= CHOICE { [0] good NULL, [1] revoked SEQUENCE { revocationTime, [0] reason OPTIONAL
 * }, [2] unknown NULL }.
 */
function parseStatus(
  element: Asn1Element | undefined,
): Pick<SingleResponse, 'status' | 'revocationTime' | 'reason'> {
  const choice = element?.tagClass === 'context' ? element.tag : undefined
  if (element === undefined || choice === undefined || choice > 2) {
    throw new Asn1Error('ASN1_UNEXPECTED_TAG', 'expected CertStatus')
  }
  if (choice !== 1) return { status: choice === 0 ? 'good' : 'unknown' }
  const [revocationTime, stated] = element.children
  const reason = isContext(stated, 0) ? revocationReason(explicit(stated)) : undefined
  return {
    status: 'revoked',
    revocationTime: time(revocationTime),
    ...present({ reason }),
  }
}
