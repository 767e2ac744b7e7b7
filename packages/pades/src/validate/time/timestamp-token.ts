// Time-stamp tokens (RFC 3161 §2.4.2, EN 319 102-1 clause 5.4): the imprint, then the TSA's signature, certificate and path.

import { type Asn1Element, Asn1Error } from '@tapis/pki/asn1'
import {
  parseTimestampToken,
  type TimestampInfo,
  type TimestampToken,
  verifyTimestampToken,
} from '@tapis/pki/timestamp'
import { type Certificate, commonName, nameToString } from '@tapis/pki/x509'
import { refuseWeakSignature } from '../acceptance/acceptance.ts'
import { evidenceIn } from '../context/carried-evidence.ts'
import {
  type CryptographicResult,
  cryptographicResultOf,
  type Integrity,
} from '../cryptography/cryptographic-verification.ts'
import { identificationOf } from '../identification/signing-certificate.ts'
import { judgeTimestampAuthority, type TrustMaterial } from '../path/trust.ts'
import { type Conclusion, failed, indeterminate, type Refusal } from '../report/conclusion.ts'
import type { CertificateStatus } from '../revocation/certificate-status.ts'
import { compareImprint, type Imprint, integrityOf, refuseImprint } from './message-imprint.ts'
import type { Origin } from './proofs.ts'

export interface TimestampReport {
  /** Over the signature value, over the content before it was signed (both RFC 3161 in CMS), or over the document (`ETSI.RFC3161`). */
  readonly kind: 'signature-timestamp' | 'content-timestamp' | 'document-timestamp'
  readonly conclusion: Conclusion
  readonly integrity: Integrity
  /** What the token states; proven only where `conclusion` is TOTAL-PASSED. */
  readonly statedTime?: Date
  readonly authority?: string
  /** Of the authority's path. */
  readonly revocation: readonly CertificateStatus[]
}

export interface TimestampContext {
  /** Candidates for the path beside those in the token and the pool of evidence. */
  readonly pool: readonly Certificate[]
  readonly trust: TrustMaterial
  /** Where the token stands: decides by when it is proven to have existed. */
  readonly origin: Origin
}

/** A report and what the caller needs of the mathematics. */
export interface TimestampResult {
  readonly report: TimestampReport
  /** By when what it covers is proven to have existed: only of a token that passes, and never after the time of validation. */
  readonly provenTime?: Date
  readonly cryptography?: CryptographicResult
  readonly imprint?: Imprint
  readonly signingCertificate?: Certificate
}

/**
 * Judges a token. Never throws for a bad one.
 *
 * @param token a ContentInfo element
 * @param stamped the bytes that the token must be about, in pieces
 */
export async function validateTimestamp(
  kind: TimestampReport['kind'],
  token: Asn1Element,
  stamped: readonly Uint8Array[],
  context: TimestampContext,
): Promise<TimestampResult> {
  try {
    return await judge(kind, parseTimestampToken(token), stamped, context)
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    return unreadable(kind, `the token cannot be read: ${error.message}`)
  }
}

async function judge(
  kind: TimestampReport['kind'],
  token: TimestampToken,
  stamped: readonly Uint8Array[],
  { pool, trust: material, origin }: TimestampContext,
): Promise<TimestampResult> {
  const { signedData, info } = token
  const { hash, reader, evidence, policy } = material
  evidence.add(evidenceIn(signedData), origin)
  const certificates = [...reader.read(signedData.certificates), ...pool, ...evidence.certificates]
  const proven = material.proofs.timeOf(origin)
  const existed = proven ?? material.at
  const stated = info.generationTime
  const made = new Date(Math.min(stated.getTime(), existed.getTime()))
  // Two timestamps are compared as they stand; a clock of ours may be behind.
  const latest = new Date(existed.getTime() + (proven === undefined ? policy.clockSkewSeconds * 1000 : 0))
  const acceptance = { at: existed, policy: policy.cryptography }
  const { signingCertificate, signature } = await verifyTimestampToken(token, certificates, hash)
  const identification = identificationOf(signingCertificate, true)
  const { certificate } = identification
  const cryptography = cryptographicResultOf(signature)
  const imprint = await compareImprint(info, stamped, hash)
  const trust =
    certificate === undefined
      ? undefined
      : await judgeTimestampAuthority(certificate, certificates, { stated: made, existed }, material)
  const refusal =
    refuseImprint(imprint, info, acceptance) ??
    identification.refusal ??
    cryptography.refusal ??
    (certificate === undefined
      ? undefined
      : (refuseWeakSignature(cryptography, certificate.publicKey, acceptance) ??
        refuseOrder(info, latest) ??
        refuseValidity(certificate, stated, existed) ??
        trust?.refusal))
  const integrity = integrityOf(imprint, cryptography.integrity)
  return {
    cryptography,
    imprint,
    ...(certificate === undefined ? {} : { signingCertificate: certificate }),
    ...(refusal === undefined ? { provenTime: made } : {}),
    report: {
      kind,
      conclusion: refusal ?? { indication: 'TOTAL-PASSED' },
      integrity,
      statedTime: stated,
      revocation: trust?.revocation ?? [],
      ...(certificate === undefined
        ? {}
        : { authority: commonName(certificate.subject) ?? nameToString(certificate.subject) }),
    },
  }
}

/** RFC 3161 §2.4.2: what the token states cannot lie after the time by which it was there. */
function refuseOrder({ generationTime }: TimestampInfo, latest: Date): Refusal | undefined {
  return generationTime > latest
    ? indeterminate('TIMESTAMP_ORDER_FAILURE', 'the token states a time after that by which it existed')
    : undefined
}

/** In force when the token says that it was made, and when it is proven to have been there. */
function refuseValidity(
  { notBefore, notAfter }: Certificate,
  stated: Date,
  existed: Date,
): Refusal | undefined {
  const outside = [stated, existed].find((moment) => moment < notBefore || moment > notAfter)
  return outside === undefined
    ? undefined
    : indeterminate(
        'OUT_OF_BOUNDS_NO_POE',
        `the TSA's certificate was not in force at ${outside.toISOString()}`,
        [{ kind: 'timestamp', description: 'a later document timestamp over this token' }],
      )
}

function unreadable(kind: TimestampReport['kind'], reason: string): TimestampResult {
  return {
    report: {
      kind,
      conclusion: failed('FORMAT_FAILURE', reason),
      integrity: { kind: 'broken', reason },
      revocation: [],
    },
  }
}
