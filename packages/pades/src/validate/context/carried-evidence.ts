// Certificates and revocation data that a CMS object carries beside its signature: RFC 5652 §5.1
// `certificates` and `crls`, the RevocationInfoArchival of ISO 32000-2 §12.8.3.3.2, the
// certificate-values and revocation-values of EN 319 122-1 annex A.

import { OID } from '@tapis/pki'
import { type Asn1Element, Asn1Error, explicit, isContext, sequence } from '@tapis/pki/asn1'
import type { SignedData } from '@tapis/pki/cms'

/** DER of each, unread. */
export interface CarriedEvidence {
  readonly certificates: readonly Uint8Array[]
  readonly crls: readonly Uint8Array[]
  readonly ocspResponses: readonly Uint8Array[]
}

/**
 * Collects what each attribute carries. What is malformed is left out: evidence that is missing can
 * only make a verdict less firm.
 */
export function evidenceIn(signedData: SignedData): CarriedEvidence {
  const certificates = [...signedData.certificates]
  const crls = [...signedData.revocation.crls]
  const ocspResponses = [...signedData.revocation.ocspResponses]
  for (const { signedAttributes, unsignedAttributes } of signedData.signerInfos) {
    for (const archival of signedAttributes?.values.get(OID.adbeRevocationInfoArchival) ?? []) {
      crls.push(...listed(archival, 0))
      ocspResponses.push(...listed(archival, 1))
    }
    for (const values of unsignedAttributes.get(OID.certificateValues) ?? []) {
      certificates.push(...elements(values))
    }
    for (const values of unsignedAttributes.get(OID.revocationValues) ?? []) {
      crls.push(...listed(values, 0))
      ocspResponses.push(...listed(values, 1))
    }
  }
  return { certificates, crls, ocspResponses }
}

/** Returns the SEQUENCE OF in field [tag] of a SEQUENCE. */
function listed(value: Asn1Element, tag: number): readonly Uint8Array[] {
  return tolerant(() => {
    const field = sequence(value).find((candidate) => isContext(candidate, tag))
    return field === undefined ? [] : sequence(explicit(field)).map(({ bytes }) => bytes)
  })
}

function elements(value: Asn1Element): readonly Uint8Array[] {
  return tolerant(() => sequence(value).map(({ bytes }) => bytes))
}

function tolerant(read: () => readonly Uint8Array[]): readonly Uint8Array[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof Asn1Error) return []
    throw error
  }
}
