// Certificate revocation lists (RFC 5280 §5), made with pkijs: @peculiar/x509 compares every entry with all before it,
// and writes an empty crlEntryExtensions, which RFC 5280 does not allow.
import { sign } from 'node:crypto'
import { type Der, Encoded, encode, readStructure, unsignedInteger } from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { subjectKeyIdentifier } from './certificate-fields.ts'
import { PkiError } from './errors.ts'
import { type Issuer, openIssuer } from './issuer.ts'

/** CRLReason (RFC 5280 §5.3.1); removeFromCRL and certificateHold are left out: a signature's fate must not change back. */
const reasonCodes = {
  unspecified: 0,
  keyCompromise: 1,
  caCompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
} as const

export type RevocationReason = keyof typeof reasonCodes

export interface RevokedCertificate {
  /** Hex, as {@link IssuedCertificate.serialNumber}. */
  readonly serialNumber: string
  readonly revokedAt: Date
  /** Default `unspecified`, which is written by leaving the reason out (RFC 5280 §5.3.1). */
  readonly reason?: RevocationReason
}

/**
 * A complete CRL in DER, signed with the issuer's key.
 *
 * @param options.nextUpdate when the next one will be there at the latest: verifiers distrust the list afterwards.
 * @param options.number CRL number, which must grow from list to list; default the seconds of `thisUpdate` since 1970.
 * @throws PkiError ISSUER_INVALID, REVOCATION_LIST_INVALID
 */
export function issueCrl(options: {
  readonly issuer: Issuer
  readonly revoked: readonly RevokedCertificate[]
  readonly thisUpdate: Date
  readonly nextUpdate: Date
  readonly number?: bigint
}): Der {
  const { certificate, privateKey, algorithm } = openIssuer(options.issuer)
  check(options)
  const keyId = subjectKeyIdentifier(certificate)
  const number = options.number ?? BigInt(Math.floor(options.thisUpdate.getTime() / 1000))
  const crl = new pkijs.CertificateRevocationList({
    version: 1, // v2
    signature: algorithm.signatureAlgorithmIdentifier,
    issuer: readStructure(pkijs.RelativeDistinguishedNames, certificate.subject, 'subject'),
    thisUpdate: time(options.thisUpdate),
    nextUpdate: time(options.nextUpdate),
    // RFC 5280 §5.1.2.6: absent, not empty, when nothing is revoked.
    ...(options.revoked.length === 0 ? {} : { revokedCertificates: options.revoked.map(revokedCertificate) }),
    crlExtensions: new pkijs.Extensions({
      extensions: [
        ...(keyId === undefined ? [] : [authorityKeyIdentifier(keyId)]),
        extension(pkijs.id_CRLNumber, asn1js.Integer.fromBigInt(number)),
      ],
    }),
  })
  // CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue }
  const certificateList = crl.toSchema(true)
  const [tbsCertList = certificateList] = certificateList.valueBlock.value
  const tbs = encode(tbsCertList)
  const signatureValue = new asn1js.BitString({ valueHex: sign(algorithm.digest, tbs, privateKey) })
  const signatureAlgorithm = algorithm.signatureAlgorithmIdentifier.toSchema()
  return encode(new asn1js.Sequence({ value: [new Encoded(tbs), signatureAlgorithm, signatureValue] }))
}

function check(options: Parameters<typeof issueCrl>[0]): void {
  if (!(options.nextUpdate > options.thisUpdate)) {
    throw new PkiError('REVOCATION_LIST_INVALID', 'nextUpdate is not after thisUpdate')
  }
  const seen = new Set<string>()
  for (const { serialNumber, revokedAt } of options.revoked) {
    const serial = normalise(serialNumber)
    if (seen.has(serial)) throw new PkiError('REVOCATION_LIST_INVALID', `${serialNumber} is listed twice`)
    if (!(revokedAt <= options.thisUpdate)) {
      throw new PkiError('REVOCATION_LIST_INVALID', `${serialNumber} is revoked after thisUpdate`)
    }
    seen.add(serial)
  }
}

function normalise(serialNumber: string): string {
  if (!/^[0-9A-Fa-f]{1,40}$/.test(serialNumber)) {
    throw new PkiError('REVOCATION_LIST_INVALID', 'a serial number is not 1 to 40 hex digits')
  }
  return serialNumber.toUpperCase().padStart(40, '0')
}

function revokedCertificate(revoked: RevokedCertificate): pkijs.RevokedCertificate {
  const { serialNumber, revokedAt, reason = 'unspecified' } = revoked
  const crlReason = new asn1js.Enumerated({ value: reasonCodes[reason] })
  return new pkijs.RevokedCertificate({
    userCertificate: unsignedInteger(Uint8Array.fromHex(normalise(serialNumber))),
    revocationDate: time(revokedAt),
    ...(reason === 'unspecified'
      ? {}
      : {
          crlEntryExtensions: new pkijs.Extensions({
            extensions: [extension(pkijs.id_CRLReason, crlReason)],
          }),
        }),
  })
}

/** UTCTime through 2049, GeneralizedTime after (RFC 5280 §5.1.2.4), to the second: milliseconds are cut off. */
function time(date: Date): pkijs.Time {
  const type = date.getUTCFullYear() < 2050 ? pkijs.TimeType.UTCTime : pkijs.TimeType.GeneralizedTime
  return new pkijs.Time({ type, value: new Date(Math.floor(date.getTime() / 1000) * 1000) })
}

function authorityKeyIdentifier(keyId: Uint8Array): pkijs.Extension {
  const keyIdentifier = new asn1js.OctetString({ valueHex: keyId })
  return extension(pkijs.id_AuthorityKeyIdentifier, new pkijs.AuthorityKeyIdentifier({ keyIdentifier }))
}

function extension(extnID: string, value: Parameters<typeof encode>[0]): pkijs.Extension {
  return new pkijs.Extension({ extnID, extnValue: encode(value).buffer })
}
