// Certification paths from a certificate up to trust anchors: candidates only. Every link has a right signature and matching
// names; whether the path is valid is judged by path-validation.ts, and what it fails there, a next path may satisfy.

import { equalBytes } from '../bytes.ts'
import type { Certificate } from '../x509/certificate.ts'
import { nameToString, sameName } from '../x509/name.ts'
import { type SignatureCache, signatureCache } from '../x509/signature-cache.ts'

export interface PathSearch {
  readonly target: Certificate
  /** Candidates for the certificates between: nothing in them is trusted. */
  readonly pool: readonly Certificate[]
  readonly anchors: readonly Certificate[]
  /** Of the whole validation. Default: one for this search. */
  readonly signatures?: SignatureCache
  /** Certificates in a path, target and anchor included. Default 10. */
  readonly maximumLength?: number
  /** Links tried in the whole search. Default 64. */
  readonly maximumSignatureChecks?: number
  /** Filled with what led nowhere, for people to read; at most one line for every link tried. */
  readonly tried?: string[]
}

/**
 * Every path from `target` to an anchor, target first, anchor last, the most promising first: through anchors before others, by
 * key identifier, the newest certificate. An anchor that is the target itself is a path of one. The search ends whatever the
 * pool holds: no key occurs twice in a path, and length and signature checks are bounded.
 */
export async function* certificationPaths(search: PathSearch): AsyncGenerator<readonly Certificate[]> {
  yield* extend([search.target], {
    ...search,
    signatures: search.signatures ?? signatureCache(),
    maximumLength: search.maximumLength ?? 10,
    checksLeft: search.maximumSignatureChecks ?? 64,
    candidates: [...search.anchors, ...search.pool],
  })
}

interface State extends PathSearch {
  readonly signatures: SignatureCache
  readonly maximumLength: number
  readonly candidates: readonly Certificate[]
  checksLeft: number
}

async function* extend(path: readonly Certificate[], state: State): AsyncGenerator<readonly Certificate[]> {
  const last = path.at(-1)
  if (last === undefined) return
  if (isAnchor(last, state)) {
    yield path
    return
  }
  if (path.length >= state.maximumLength) return
  for (const issuer of issuersOf(last, state)) {
    if (path.some(({ publicKey }) => equalBytes(publicKey.der, issuer.publicKey.der))) continue
    if (state.checksLeft <= 0) return
    state.checksLeft -= 1
    const { verdict } = await state.signatures.verify({
      algorithm: last.signatureAlgorithm,
      publicKey: issuer.publicKey,
      message: last.tbs,
      signature: last.signature,
    })
    if (verdict === 'right') yield* extend([...path, issuer], state)
    else state.tried?.push(`${nameToString(issuer.subject)}: signature ${verdict}`)
  }
}

function isAnchor(certificate: Certificate, { anchors }: PathSearch): boolean {
  return anchors.some(({ der }) => equalBytes(der, certificate.der))
}

/** RFC 5280 §6.1: by name; §4.2.1.1: by key identifier, where both certificates state one. No certificate twice. */
function issuersOf(subject: Certificate, state: State): readonly Certificate[] {
  const issuers: Certificate[] = []
  for (const candidate of state.candidates) {
    if (!sameName(candidate.subject, subject.issuer) || keyMatch(subject, candidate) === 'differs') continue
    if (issuers.some(({ der }) => equalBytes(der, candidate.der))) continue
    issuers.push(candidate)
  }
  const rank = (issuer: Certificate) =>
    (isAnchor(issuer, state) ? 0 : 2) + (keyMatch(subject, issuer) === 'same' ? 0 : 1)
  return issuers.sort(
    (left, right) => rank(left) - rank(right) || right.notBefore.getTime() - left.notBefore.getTime(),
  )
}

function keyMatch(subject: Certificate, issuer: Certificate): 'same' | 'differs' | 'unknown' {
  const wanted = subject.authorityKeyIdentifier
  const found = issuer.subjectKeyIdentifier
  if (wanted === undefined || found === undefined) return 'unknown'
  return equalBytes(wanted, found) ? 'same' : 'differs'
}
