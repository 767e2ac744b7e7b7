// Whether the certificates of a path were revoked by the time that counts (EN 319 102-1 clauses 5.2.5, 5.2.6 and 5.6.2).
import { equalBytes } from '@tapis/pki'
import { certificationPaths, validatePath } from '@tapis/pki/path'
import { hasNoRevocation, type RevocationReason, revocationExemptions } from '@tapis/pki/revocation'
import {
  type AlgorithmIdentifier,
  type Certificate,
  nameToString,
  type SignatureCache,
  type SubjectPublicKeyInfo,
  sameName,
} from '@tapis/pki/x509'
import { refuseAlgorithm, refuseWeakPath } from '../acceptance/acceptance.ts'
import type { EvidencePool } from '../context/evidence.ts'
import type { ValidationPolicy } from '../context/validation-policy.ts'
import type { MissingEvidence } from '../report/conclusion.ts'
import type { Origin, ProofsOfExistence } from '../time/proofs.ts'
import { type Answer, type Answers, newest, revokedAt, speaksOf } from './answer.ts'
import type { CertificateStatus } from './certificate-status.ts'
import { crlAnswers } from './crl-answers.ts'
import { ocspAnswers } from './ocsp-answers.ts'
import { isRevocationPublished, placesOf } from './published-places.ts'
import type { RevocationContext } from './revocation-context.ts'

/** Of the whole validation. */
export interface RevocationMaterial {
  readonly anchors: readonly Certificate[]
  readonly at: Date
  readonly policy: ValidationPolicy
  readonly evidence: EvidencePool
  readonly proofs: ProofsOfExistence
  readonly signatures: SignatureCache
  /** Answers already found, by certificate; `version` tells whether more is known by now. */
  readonly answers: Map<Certificate, KnownAnswers>
}

export interface KnownAnswers extends Answers {
  readonly issuer: Certificate
  readonly anchor: Certificate
  readonly version: string
  readonly missing: readonly MissingEvidence[]
}

/** Which times count. */
export interface Moments {
  /** Until then it must not have been revoked. */
  readonly goodUntil: Date
  /** An answer must speak of this time, or of a later one. */
  readonly spokenOf: Date
}

export type RevocationProblem =
  | { readonly kind: 'revoked'; readonly time: Date; readonly reason: RevocationReason | undefined }
  | { readonly kind: 'on-hold' }
  | {
      readonly kind: 'missing'
      readonly missing: readonly MissingEvidence[]
      readonly isOutOfBounds: boolean
    }

export interface JudgedCertificate {
  readonly status: CertificateStatus
  readonly problem?: RevocationProblem
}

/** Responders and list issuers have certificates of their own: so far down they are looked at. */
const MAXIMUM_DEPTH = 3

export class RevocationJudge implements RevocationContext {
  readonly evidence: EvidencePool
  readonly signatures: SignatureCache
  readonly #material: RevocationMaterial
  readonly #anchor: Certificate
  readonly #depth: number
  /** What the certificates of responders and list issuers lack. */
  readonly #missing: MissingEvidence[] = []

  constructor(material: RevocationMaterial, anchor: Certificate, depth = 0) {
    this.evidence = material.evidence
    this.signatures = material.signatures
    this.#material = material
    this.#anchor = anchor
    this.#depth = depth
  }

  async judge(certificate: Certificate, issuer: Certificate, moments: Moments): Promise<JudgedCertificate> {
    const { usable, isOutOfBounds, missing } = await this.#answersFor(certificate, issuer)
    const speaking = usable.filter((answer) => speaksOf(answer, moments.spokenOf, certificate.notAfter))
    const isInFile = speaking.some(({ origin }) => origin.from !== 'caller')
    // A revocation is final but for a hold, whatever a newer answer leaves out.
    const answer = newest(usable.filter(isFinal)) ?? newest(speaking)
    if (answer === undefined) return this.#unanswered(certificate, issuer, { isOutOfBounds, missing })
    const { reason } = answer
    const time = revokedAt(answer)
    const counts = answer.status === 'revoked' && (time === undefined || time <= moments.goodUntil)
    const status = statusFrom(certificate, answer, counts ? 'revoked' : 'good', isInFile)
    if (!counts) return { status }
    if (reason === 'certificateHold') return { status, problem: { kind: 'on-hold' } }
    return { status, problem: { kind: 'revoked', time: time ?? moments.goodUntil, reason } }
  }

  existenceOf(origin: Origin): Date {
    return this.#material.proofs.timeOf(origin) ?? this.#material.at
  }

  mayState(time: Date, origin: Origin): boolean {
    const skew = this.#material.policy.clockSkewSeconds * 1000
    return time.getTime() <= this.existenceOf(origin).getTime() + skew
  }

  isWeak(algorithm: AlgorithmIdentifier, publicKey: SubjectPublicKeyInfo, at: Date): boolean {
    return (
      refuseAlgorithm('', algorithm, publicKey, { at, policy: this.#material.policy.cryptography }) !==
      undefined
    )
  }

  async isDelegateRevoked(responder: Certificate, issuer: Certificate, existed: Date): Promise<boolean> {
    // RFC 6960 §4.2.2.2.1: its authority vouches for it for its lifetime.
    if (revocationExemptions(responder).has('ocsp-nocheck')) return false
    return this.#isRefused(responder, issuer, existed)
  }

  async isCrlIssuer(signer: Certificate, issuer: Certificate, existed: Date): Promise<boolean> {
    const isSameKey = equalBytes(signer.publicKey.der, issuer.publicKey.der)
    if (isSameKey && sameName(signer.subject, issuer.subject)) return true
    if (this.#depth >= MAXIMUM_DEPTH) return false
    const { signatures, evidence } = this
    const search = { target: signer, pool: evidence.certificates, anchors: [this.#anchor], signatures }
    for await (const path of certificationPaths(search)) {
      if (validatePath(path, { at: existed }).verdict !== 'valid') continue
      if (refuseWeakPath(path, this.#material.policy.cryptography, () => existed) !== undefined) continue
      if (!(await this.#isAnyRefused(path, existed))) return true
    }
    return false
  }

  async #isAnyRefused(path: readonly Certificate[], existed: Date): Promise<boolean> {
    for (const [index, certificate] of path.entries()) {
      const issuer = path[index + 1]
      if (issuer !== undefined && (await this.#isRefused(certificate, issuer, existed))) return true
    }
    return false
  }

  async #isRefused(certificate: Certificate, issuer: Certificate, existed: Date): Promise<boolean> {
    if (this.#depth >= MAXIMUM_DEPTH) return true
    const below = new RevocationJudge(this.#material, this.#anchor, this.#depth + 1)
    // What the responder signed is known to have existed by then, so it is enough that nobody had revoked it when it was made known.
    const { revocation } = this.#material.policy
    const spokenOf = revocation === 'required' ? existed : certificate.notBefore
    const { problem } = await below.judge(certificate, issuer, { goodUntil: existed, spokenOf })
    if (problem?.kind === 'missing') this.#missing.push(...problem.missing)
    return problem !== undefined
  }

  async #answersFor(certificate: Certificate, issuer: Certificate): Promise<KnownAnswers> {
    const { answers, proofs, evidence } = this.#material
    const version = `${proofs.count} ${evidence.version} ${this.#depth}`
    const known = answers.get(certificate)
    if (known?.version === version && known.issuer === issuer && known.anchor === this.#anchor) return known
    const ocsp = await ocspAnswers(certificate, issuer, this)
    const crl = await crlAnswers(certificate, issuer, this)
    const found = {
      issuer,
      anchor: this.#anchor,
      version,
      usable: [...ocsp.usable, ...crl.usable],
      isOutOfBounds: ocsp.isOutOfBounds || crl.isOutOfBounds,
      missing: this.#missing.splice(0),
    }
    answers.set(certificate, found)
    return found
  }

  async #unanswered(
    certificate: Certificate,
    issuer: Certificate,
    { isOutOfBounds, missing }: Pick<KnownAnswers, 'isOutOfBounds' | 'missing'>,
  ): Promise<JudgedCertificate> {
    const subject = nameToString(certificate.subject)
    if (hasNoRevocation(certificate)) {
      return { status: { subject, status: 'exempt', isInFile: false } }
    }
    const isPublished = isRevocationPublished(certificate)
    const status = { subject, status: isPublished ? 'unknown' : 'not-published', isInFile: false } as const
    const { revocation } = this.#material.policy
    const isNeeded = revocation !== 'when-available' && (revocation === 'required' || isPublished)
    if (!isNeeded) return { status }
    const places = await placesOf(certificate, issuer)
    return { status, problem: { kind: 'missing', missing: [...places, ...missing], isOutOfBounds } }
  }
}

function isFinal({ status, reason }: Answer): boolean {
  return status === 'revoked' && reason !== 'certificateHold'
}

function statusFrom(
  certificate: Certificate,
  { source, origin, thisUpdate, nextUpdate, revocationTime, reason }: Answer,
  status: 'good' | 'revoked',
  isInFile: boolean,
): CertificateStatus {
  return {
    subject: nameToString(certificate.subject),
    status,
    source,
    from: origin.from,
    thisUpdate,
    ...(nextUpdate === undefined ? {} : { nextUpdate }),
    ...(revocationTime === undefined ? {} : { revocationTime }),
    ...(reason === undefined ? {} : { reason }),
    isInFile,
  }
}
