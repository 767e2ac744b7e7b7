// Certification paths in the words of EN 319 102-1 clause 5.2.6: found and judged by RFC 5280 §6.1
// (`path`), down from the given trust anchors. Revocation is the caller's, who may refuse a path
// and so have the next one tried.

import { present } from '@tapis/pki'
import { certificationPaths, type PathRule, validatePath } from '@tapis/pki/path'
import { type Certificate, nameToString, type SignatureCache } from '@tapis/pki/x509'
import { indeterminate, type Refusal } from '../report/conclusion.ts'
import { type KeyPurpose, refuseAuthorityPurpose, refusePurpose } from './key-purpose.ts'

type PathResult =
  /** Leaf first, trust anchor last. */
  | { readonly path: readonly Certificate[]; readonly refusal?: undefined }
  | { readonly path?: undefined; readonly refusal: Refusal }

/**
 * Returns the first path from `target` to an anchor that satisfies every rule at `at`. The target's
 * own validity period is left to the caller, who may have proof of an earlier time. When no path
 * does, the refusal is that of the first one.
 *
 * @param pool certificates found in the file: candidates only, nothing in them is trusted
 * @param signatures of the whole validation, so that a link is verified once. Default: one for this
 *   call
 * @param refuse a further judgement of a path that is valid by these rules; undefined accepts it
 */
export async function findCertificationPath({
  target,
  pool,
  anchors,
  at,
  purpose,
  signatures,
  refuse,
}: {
  readonly target: Certificate
  readonly pool: readonly Certificate[]
  readonly anchors: readonly Certificate[]
  readonly at: Date
  readonly purpose: KeyPurpose
  readonly signatures?: SignatureCache
  readonly refuse?: (path: readonly Certificate[]) => Promise<Refusal | undefined>
}): Promise<PathResult> {
  const tried: string[] = []
  let refusal: Refusal | undefined
  const search = { target, pool, anchors, tried, ...present({ signatures }) }
  for await (const path of certificationPaths(search)) {
    const found = refusePath(path, at) ?? refusePurposes(path, purpose) ?? (await refuse?.(path))
    if (found === undefined) return { path }
    refusal ??= found
  }
  return { refusal: refusal ?? noPath(target, tried) }
}

/**
 * Applies the rules of RFC 5280 §6.1.3 to §6.1.5 but for revocation; the target's validity period
 * is left out.
 */
function refusePath(path: readonly Certificate[], at: Date): Refusal | undefined {
  const result = validatePath(path, { at, isTargetValidityChecked: false })
  return result.verdict === 'valid' ? undefined : indeterminate(subIndicationOf(result.rule), result.reason)
}

/**
 * Looks at the purposes of the target, and of every authority but the anchor, which is trusted as
 * it is.
 */
function refusePurposes(
  [target, ...others]: readonly Certificate[],
  purpose: KeyPurpose,
): Refusal | undefined {
  const authorities = others.slice(0, -1)
  return (
    (target && refusePurpose(target, purpose)) ??
    authorities.map((each) => refuseAuthorityPurpose(each, purpose)).find((found) => found !== undefined)
  )
}

// EN 319 102-1 clause 5.1.3: CHAIN_CONSTRAINTS_FAILURE is for a chain that is one, and is not fit
// for this use.
const constraints: ReadonlySet<PathRule> = new Set(['key-usage', 'path-length', 'name-constraints', 'policy'])

function subIndicationOf(rule: PathRule) {
  return constraints.has(rule) ? 'CHAIN_CONSTRAINTS_FAILURE' : 'CERTIFICATE_CHAIN_GENERAL_FAILURE'
}

function noPath(target: Certificate, tried: readonly string[]): Refusal {
  const complaints = tried.length === 0 ? '' : `; tried: ${tried.slice(0, 5).join('; ')}`
  const issuer = nameToString(target.issuer)
  return indeterminate(
    'NO_CERTIFICATE_CHAIN_FOUND',
    `no path to a trust anchor, issuer ${issuer}${complaints}`,
    [{ kind: 'trust-anchor', description: issuer }],
  )
}
