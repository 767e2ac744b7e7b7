// Whether a file holds what its certificates can be judged by later (EN 319 142-1 clause 6.3, level
// B-LT): for every certificate of a path that its issuer publishes revocation of, data about it. A
// question of form: neither trust nor the time of the data counts.
import { equalBytes } from '@tapis/pki'
import {
  crlCovers,
  crlIssuersOf,
  ocspResponderOf,
  revocationExemptions,
  type SingleResponse,
  singlesAbout,
} from '@tapis/pki/revocation'
import { type Certificate, sameName } from '@tapis/pki/x509'
import type { Evidence } from '../context/evidence.ts'
import type { ValidationContext } from '../context/validation-context.ts'
import { isRevocationPublished } from '../revocation/published-places.ts'

const MAXIMUM_LENGTH = 10

type Context = Pick<ValidationContext, 'evidence' | 'signatures' | 'anchors'>

/**
 * Goes up from `leaf` by names and signatures, through what the file holds, to a trust anchor or
 * the end: a certificate of its own issuer, or an authority whose issuer is not in the file, since
 * a file need not hold its anchors. Of that authority the data is told by its names.
 */
export async function hasValidationData(leaf: Certificate, context: Context): Promise<boolean> {
  let certificate = leaf
  for (let length = 0; length < MAXIMUM_LENGTH; length++) {
    if (context.anchors.some(({ der }) => equalBytes(der, certificate.der))) return true
    if (sameName(certificate.subject, certificate.issuer)) return true
    const issuer = await issuerOf(certificate, context)
    if (issuer === undefined) return length > 0 && isSpokenOf(certificate, context.evidence)
    if (!(await hasRevocationData(certificate, issuer, context))) return false
    certificate = issuer
  }
  return false
}

async function issuerOf(
  { issuer, signatureAlgorithm, tbs, signature }: Certificate,
  { evidence, signatures, anchors }: Context,
): Promise<Certificate | undefined> {
  for (const candidate of [...anchors, ...evidence.certificatesInFile]) {
    if (!sameName(candidate.subject, issuer)) continue
    const { publicKey } = candidate
    const stated = { algorithm: signatureAlgorithm, publicKey, message: tbs, signature }
    if ((await signatures.verify(stated)).verdict === 'right') return candidate
  }
  return undefined
}

function isSpokenOf(certificate: Certificate, { lists, responses }: Evidence): boolean {
  if (!isRevocationPublished(certificate)) return true
  const isAbout = ({ certificateId }: SingleResponse) =>
    equalBytes(certificateId.serialNumber, certificate.serialNumber)
  return (
    lists.some(({ value, origin }) => origin.from !== 'caller' && crlCovers(value, certificate).covers) ||
    responses.some(({ value, origin }) => origin.from !== 'caller' && value.responses.some(isAbout))
  )
}

async function hasRevocationData(
  certificate: Certificate,
  issuer: Certificate,
  { evidence, signatures }: Context,
): Promise<boolean> {
  const exemptions = revocationExemptions(certificate)
  if (exemptions.has('no-rev-avail') || exemptions.has('validity-assured-short-term')) return true
  if (!isRevocationPublished(certificate)) return true
  const candidates = evidence.certificatesInFile
  for (const { value, origin } of evidence.responses) {
    if (origin.from === 'caller' || (await singlesAbout(value, { certificate, issuer })).length === 0)
      continue
    const { verdict } = await ocspResponderOf(value, candidates, issuer, signatures)
    if (verdict === 'authorised') return true
  }
  for (const { value, origin } of evidence.lists) {
    if (origin.from === 'caller' || value.baseCrlNumber !== undefined) continue
    if (!crlCovers(value, certificate).covers) continue
    if ((await crlIssuersOf(value, [issuer, ...candidates], signatures)).length > 0) return true
  }
  return false
}
