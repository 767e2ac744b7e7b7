// Certification path building and validation (RFC 5280 §6.1) down from the given trust anchors. Deliberately narrow: name
// and policy constraints are not evaluated, so a certificate that has them is refused. Revocation is not checked here.

import { equalBytes } from '../asn1/bytes.ts'
import { OID } from '../asn1/oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import { nameToString, sameName } from '../x509/name.ts'
import { verifySignature } from '../x509/signature.ts'
import { indeterminate, type Refusal } from './conclusion.ts'
import { type KeyPurpose, refusePurpose } from './key-purpose.ts'

export type PathResult =
  /** Leaf first, trust anchor last. */
  | { readonly path: readonly Certificate[]; readonly refusal?: undefined }
  | { readonly path?: undefined; readonly refusal: Refusal }

const MAXIMUM_LENGTH = 8
const MAXIMUM_SIGNATURE_CHECKS = 64

// Extensions that the procedure reads, or that restrict nothing of what is judged here: subjectAltName and issuerAltName
// matter only under name constraints, CRL distribution points only for revocation, policies only where one is demanded.
const processed: ReadonlySet<string> = new Set([
  OID.basicConstraints,
  OID.keyUsage,
  OID.extKeyUsage,
  OID.certificatePolicies,
  OID.subjectAltName,
  OID.issuerAltName,
  OID.crlDistributionPoints,
])
// RFC 5280 §4.2.1.10 and .11: must be critical, but their effect must not be lost because an issuer forgot the flag.
const constraining = [OID.nameConstraints, OID.policyConstraints, OID.inhibitAnyPolicy]

/**
 * The first path from `target` to an anchor that satisfies every rule at `at`. The target's own validity period is left to the
 * caller, who may have proof of an earlier time.
 *
 * @param pool certificates found in the file: candidates only, nothing in them is trusted
 */
export async function findCertificationPath({
  target,
  pool,
  anchors,
  at,
  purpose,
}: {
  readonly target: Certificate
  readonly pool: readonly Certificate[]
  readonly anchors: readonly Certificate[]
  readonly at: Date
  readonly purpose: KeyPurpose
}): Promise<PathResult> {
  const search: Search = { pool, anchors, checksLeft: MAXIMUM_SIGNATURE_CHECKS, complaints: [] }
  let refusal: Refusal | undefined
  for await (const path of pathsFrom([target], search)) {
    const complaint = refusePath(path, at) ?? refusePurpose(target, purpose)
    if (complaint === undefined) return { path }
    refusal ??= complaint
  }
  if (refusal !== undefined) return { refusal }
  const tried = search.complaints.length === 0 ? '' : `; tried: ${search.complaints.slice(0, 5).join('; ')}`
  const issuer = nameToString(target.issuer)
  return {
    refusal: indeterminate(
      'NO_CERTIFICATE_CHAIN_FOUND',
      `no path to a trust anchor, issuer ${issuer}${tried}`,
      [{ kind: 'trust-anchor', description: issuer }],
    ),
  }
}

interface Search {
  readonly pool: readonly Certificate[]
  readonly anchors: readonly Certificate[]
  checksLeft: number
  readonly complaints: string[]
}

/** Depth first; every link has a right signature. Bounded in length and in signatures checked, whatever the pool holds. */
async function* pathsFrom(
  path: readonly Certificate[],
  search: Search,
): AsyncGenerator<readonly Certificate[]> {
  const last = path.at(-1)
  if (last === undefined) return
  if (search.anchors.some((anchor) => equalBytes(anchor.der, last.der))) {
    yield path
    return
  }
  if (path.length >= MAXIMUM_LENGTH) return
  for (const issuer of [...search.anchors, ...search.pool]) {
    if (!sameName(issuer.subject, last.issuer) || !keyIdentifiersAgree(last, issuer)) continue
    if (path.some((earlier) => equalBytes(earlier.publicKey.der, issuer.publicKey.der))) continue
    if (search.checksLeft <= 0) return
    search.checksLeft -= 1
    const { verdict } = await verifySignature({
      algorithm: last.signatureAlgorithm,
      publicKey: issuer.publicKey,
      message: last.tbs,
      signature: last.signature,
    })
    if (verdict === 'right') yield* pathsFrom([...path, issuer], search)
    else search.complaints.push(`${nameToString(issuer.subject)}: signature ${verdict}`)
  }
}

function keyIdentifiersAgree(subject: Certificate, issuer: Certificate): boolean {
  const wanted = subject.authorityKeyIdentifier
  const found = issuer.subjectKeyIdentifier
  return wanted === undefined || found === undefined || equalBytes(wanted, found)
}

/** RFC 5280 §6.1.3 to §6.1.5, signatures and name chaining being settled. */
function refusePath(path: readonly Certificate[], at: Date): Refusal | undefined {
  for (const [index, certificate] of path.entries()) {
    const who = nameToString(certificate.subject)
    const unknown = [...certificate.extensions].find(([id, { critical }]) => critical && !processed.has(id))
    if (unknown !== undefined) return constraint(`${who}: critical extension ${unknown[0]} is not understood`)
    if (constraining.some((id) => certificate.extensions.has(id))) {
      return constraint(`${who}: name or policy constraints are not evaluated`)
    }
    if (index === 0) continue
    if (at < certificate.notBefore || at > certificate.notAfter) {
      return indeterminate('CERTIFICATE_CHAIN_GENERAL_FAILURE', `${who}: not in force at ${at.toISOString()}`)
    }
    if (certificate.basicConstraints?.isCa !== true)
      return constraint(`${who}: is no certification authority`)
    if (certificate.keyUsage !== undefined && !certificate.keyUsage.has('keyCertSign')) {
      return constraint(`${who}: its key may not sign certificates`)
    }
    // RFC 5280 §4.2.1.9: non-self-issued intermediates below this one, the leaf not counted.
    const below = path.slice(1, index).filter((lower) => !sameName(lower.issuer, lower.subject)).length
    if (below > (certificate.basicConstraints.pathLength ?? Number.POSITIVE_INFINITY)) {
      return constraint(
        `${who}: ${below} authorities below it, ${certificate.basicConstraints.pathLength} allowed`,
      )
    }
  }
  return undefined
}

function constraint(reason: string): Refusal {
  return indeterminate('CHAIN_CONSTRAINTS_FAILURE', reason)
}
