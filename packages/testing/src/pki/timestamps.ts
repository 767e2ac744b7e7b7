// Timestamp authorities for tests and their tokens (RFC 3161 §2.4.2), written by hand so that they
// can be of any time and over any digest.

import type { TimestampAuthority } from '@tapis/pades/create'
import { OID, owned } from '@tapis/pki'
import {
  derContext,
  derElement,
  derInteger,
  derIntegerOctets,
  derNull,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
} from '@tapis/pki/asn1'
import { parseCertificate } from '@tapis/pki/x509'
import { signatureAlgorithmOf, signWith } from './custodians.ts'
import type { Issued } from './issue.ts'

const SHA1 = '1.3.14.3.2.26'
const SHA256 = '2.16.840.1.101.3.4.2.1'
const POLICY = '1.3.6.1.4.1.99999.1'

/** Returns a timestamp authority whose clock says what it is told. */
export function timestampAuthorityOf(
  leaf: Issued,
  authorities: readonly Issued[],
  time: Date | (() => Date),
): TimestampAuthority {
  return {
    expectedTokenBytes: 4096,
    timestamp: ({ digest }) =>
      timestampToken(leaf, authorities, { digest, time: time instanceof Date ? time : time() }),
  }
}

interface TimestampTokenOptions {
  readonly digest: Uint8Array
  /** Stated to the second. */
  readonly time: Date
  /** What the digest is called. Default SHA-256. */
  readonly imprint?: 'SHA-1' | 'SHA-256'
}

/**
 * Returns a TimeStampToken over a digest, with the whole path in it. The leaf's algorithm has to be
 * one with SHA-256.
 */
export async function timestampToken(
  leaf: Issued,
  authorities: readonly Issued[],
  { digest, time, imprint = 'SHA-256' }: TimestampTokenOptions,
): Promise<Uint8Array> {
  const sha256 = derSequence(derOid(SHA256), derNull())
  const stated = time.toISOString().replace(/\D/g, '').slice(0, 14)
  const info = derSequence(
    derInteger(1),
    derOid(POLICY),
    derSequence(derSequence(derOid(imprint === 'SHA-1' ? SHA1 : SHA256), derNull()), derOctetString(digest)),
    derInteger(42),
    derElement(0x18, new TextEncoder().encode(`${stated}Z`)),
  )
  const certificateDigest = await digestOf(leaf.der)
  const attributes = derSetOf([
    attribute(OID.contentType, derOid(OID.tstInfo)),
    attribute(OID.messageDigest, derOctetString(await digestOf(info))),
    attribute(
      OID.signingCertificateV2,
      derSequence(derSequence(derSequence(derOctetString(certificateDigest)))),
    ),
  ])
  const { issuer, serialNumber } = parseCertificate(leaf.der)
  const implicit = attributes.slice()
  implicit[0] = 0xa0
  const signerInfo = derSequence(
    derInteger(1),
    derSequence(issuer.der, derIntegerOctets(serialNumber)),
    sha256,
    implicit,
    signatureAlgorithmOf(leaf),
    derOctetString(signWith(leaf, attributes)),
  )
  const signedData = derSequence(
    derInteger(3),
    derSetOf([sha256]),
    derSequence(derOid(OID.tstInfo), derContext(0, derOctetString(info))),
    derContext(0, leaf.der, ...authorities.map(({ der }) => der)),
    derSetOf([signerInfo]),
  )
  return derSequence(derOid(OID.signedData), derContext(0, signedData))
}

async function digestOf(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', owned(bytes)))
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return derSequence(derOid(type), derElement(0x31, value))
}
