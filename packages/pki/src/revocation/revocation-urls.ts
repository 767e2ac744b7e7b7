// Extensions that only point elsewhere (RFC 5280 §4.2.1.13, §4.2.1.15, §4.2.2.1). They restrict
// nothing, so a malformed one is taken for none: what it should have pointed to is then missing,
// which can only make a verdict less firm.
import { type Asn1Element, Asn1Error, readDer } from '../asn1/der-reader.ts'
import { oid, sequence } from '../asn1/der-values.ts'
import { OID } from '../oids.ts'
import type { Extension } from '../x509/extensions.ts'
import { parseGeneralName } from '../x509/general-name.ts'
import { type DistributionPoint, parseDistributionPoint } from './distribution-point.ts'

interface Extended {
  readonly extensions: ReadonlyMap<string, Extension>
}

/** CRLDistributionPoints ::= SEQUENCE OF DistributionPoint. Empty when absent or malformed. */
export function crlDistributionPoints(certificate: Extended): readonly DistributionPoint[] {
  return tolerant(certificate, OID.crlDistributionPoints, parseDistributionPoint)
}

/**
 * Returns where delta lists are (RFC 5280 §4.2.1.15), of a certificate or of a complete list. Empty
 * when absent or malformed.
 */
export function freshestCrl(extended: Extended): readonly DistributionPoint[] {
  return tolerant(extended, OID.freshestCrl, parseDistributionPoint)
}

/**
 * URLs of the OCSP responders that the certificate names, in its order. Empty when absent or
 * malformed.
 */
export function ocspUrls(certificate: Extended): readonly string[] {
  return accessUrls(certificate, OID.accessOcsp)
}

/**
 * URLs of certificates of the issuer, in the certificate's order. Empty when absent or malformed.
 */
export function caIssuersUrls(extended: Extended): readonly string[] {
  return accessUrls(extended, OID.accessCaIssuers)
}

/**
 * AuthorityInfoAccessSyntax ::= SEQUENCE OF SEQUENCE { accessMethod OBJECT IDENTIFIER,
 * accessLocation GeneralName }.
 */
function accessUrls(extended: Extended, method: string): readonly string[] {
  const places = tolerant(extended, OID.authorityInfoAccess, (element) => {
    const [accessMethod, location] = sequence(element)
    return { method: oid(accessMethod), location: parseGeneralName(location) }
  })
  return places.flatMap(({ method: found, location }) =>
    found === method && location.kind === 'uniformResourceIdentifier' ? [location.value] : [],
  )
}

function tolerant<T>({ extensions }: Extended, id: string, read: (element: Asn1Element) => T): readonly T[] {
  const extension = extensions.get(id)
  if (extension === undefined) return []
  try {
    return sequence(readDer(extension.value)).map(read)
  } catch (error) {
    if (error instanceof Asn1Error) return []
    throw error
  }
}
