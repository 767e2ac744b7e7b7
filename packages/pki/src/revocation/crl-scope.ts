// Whether a revocation list speaks of a certificate (RFC 5280 §6.3.3 b to d), and whether a delta
// list fits its base (§5.2.4).

import { Asn1Error } from '../asn1/der-reader.ts'
import { equalBytes } from '../bytes.ts'
import type { Certificate } from '../x509/certificate.ts'
import { directoryNames, type GeneralName, sameGeneralName } from '../x509/general-name.ts'
import { sameName } from '../x509/name.ts'
import type { CertificateList } from './certificate-list.ts'
import { type DistributionPoint, fullNames } from './distribution-point.ts'
import { allReasons, type ReasonFlag } from './revocation-reason.ts'
import { crlDistributionPoints } from './revocation-urls.ts'

type CrlScope =
  | {
      readonly covers: true
      /**
       * For which a certificate that is not listed is known not to be revoked; fewer than all do
       * not make a status good.
       */
      readonly reasons: ReadonlySet<ReasonFlag>
    }
  | { readonly covers: false; readonly reason: string }

/**
 * Returns whether the list covers the certificate, for one of its distribution points, or, left
 * out, for any: those it names and the one that every certificate has, under its issuer's name
 * (§6.3.3, last paragraphs). Neither time nor signature is looked at.
 */
export function crlCovers(
  crl: CertificateList,
  certificate: Certificate,
  distributionPoint?: DistributionPoint,
): CrlScope {
  if (distributionPoint !== undefined) return coversFor(crl, certificate, distributionPoint)
  const names: GeneralName[] = [{ kind: 'directoryName', name: certificate.issuer }]
  const implied: DistributionPoint = { urls: [], name: { kind: 'fullName', names } }
  const scopes = [...crlDistributionPoints(certificate), implied].map((point) =>
    coversFor(crl, certificate, point),
  )
  const covering = scopes.filter((scope) => scope.covers)
  if (covering.length === 0) return scopes[0] ?? outside('no distribution point')
  return { covers: true, reasons: new Set(covering.flatMap(({ reasons }) => [...reasons])) }
}

function coversFor(crl: CertificateList, certificate: Certificate, point: DistributionPoint): CrlScope {
  const scope = crl.issuingDistributionPoint
  if (point.crlIssuer === undefined) {
    if (!sameName(crl.issuer, certificate.issuer)) return outside('it is of another issuer')
  } else if (!directoryNames(point.crlIssuer).some((name) => sameName(name, crl.issuer))) {
    return outside('it is not of the issuer that the certificate names for its lists')
  } else if (scope?.indirectCRL !== true && !sameName(crl.issuer, certificate.issuer)) {
    return outside('it is no indirect list')
  }
  const reasons = point.reasons ?? allReasons
  if (scope === undefined) return { covers: true, reasons }
  const isCa = certificate.basicConstraints?.isCa === true
  if (scope.onlyContainsUserCerts && isCa) return outside('it lists no authorities')
  if (scope.onlyContainsCACerts && !isCa) return outside('it lists authorities only')
  if (scope.onlyContainsAttributeCerts) return outside('it lists attribute certificates only')
  if (!samePlace(crl, point)) return outside('it is of another distribution point')
  const some = scope.onlySomeReasons
  return {
    covers: true,
    reasons: some === undefined ? reasons : new Set([...reasons].filter((flag) => some.has(flag))),
  }
}

/**
 * §6.3.3 b 2 i: one name of the list's point is one of the certificate's, or of its list issuer
 * where it names no place.
 */
function samePlace(crl: CertificateList, point: DistributionPoint): boolean {
  const scope = crl.issuingDistributionPoint
  if (scope?.name === undefined) return true
  try {
    const places = point.name === undefined ? (point.crlIssuer ?? []) : fullNames(point.name, crl.issuer)
    const own = fullNames(scope.name, crl.issuer)
    return own.some((name) => places.some((place) => sameGeneralName(name, place)))
  } catch (error) {
    if (error instanceof Asn1Error) return false
    throw error
  }
}

/**
 * Returns whether a delta list may be used with a complete one (§5.2.4, §6.3.3 c): same issuer,
 * scope and key; the complete list not older than the delta's base, and not newer than the delta.
 */
export function deltaFits(delta: CertificateList, base: CertificateList): boolean {
  const { baseCrlNumber, crlNumber } = delta
  if (baseCrlNumber === undefined || crlNumber === undefined) return false
  if (base.baseCrlNumber !== undefined || base.crlNumber === undefined) return false
  return (
    sameName(delta.issuer, base.issuer) &&
    sameOctets(delta.issuingDistributionPoint?.der, base.issuingDistributionPoint?.der) &&
    sameOctets(delta.authorityKeyIdentifier, base.authorityKeyIdentifier) &&
    base.crlNumber >= baseCrlNumber &&
    base.crlNumber <= crlNumber
  )
}

function sameOctets(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right
  return equalBytes(left, right)
}

function outside(reason: string): CrlScope {
  return { covers: false, reason }
}
