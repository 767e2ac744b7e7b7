// Time-stamp tokens (RFC 3161 §2.4.2, EN 319 102-1 clause 5.4): the imprint, then the TSA's
// signature, certificate and path.

import { digestAlgorithmOf, equalBytes, type Hash, present } from '@tapis/pki'
import { type Asn1Element, Asn1Error } from '@tapis/pki/asn1'
import { parseSignedData } from '@tapis/pki/cms'
import {
  parseTimestampToken,
  type TimestampInfo,
  type TimestampToken,
  tokenComplaint,
  verifyTimestampToken,
} from '@tapis/pki/timestamp'
import { type AcceptanceContext, type Certificate, commonName, nameToString } from '@tapis/pki/x509'
import { refuseDigest, refuseWeakSignature } from '../acceptance/acceptance.ts'
import type { ValidationContext } from '../context/validation-context.ts'
import {
  type CryptographicResult,
  cryptographicResultOf,
  type Integrity,
} from '../cryptography/cryptographic-verification.ts'
import { identificationOf } from '../identification/signing-certificate.ts'
import { validateTimestampAuthority } from '../path/certificate-validation.ts'
import { type Conclusion, failed, indeterminate, type Refusal } from '../report/conclusion.ts'
import type { CertificateStatus } from '../revocation/certificate-revocation.ts'
import { type Origin, provenTimeOf } from './proofs.ts'

/** What was found of one timestamp. */
export interface TimestampReport {
  /**
   * Over the signature value, over the content before it was signed (both RFC 3161 in CMS), or over
   * the document (`ETSI.RFC3161`).
   */
  readonly kind: 'signature-timestamp' | 'content-timestamp' | 'document-timestamp'
  readonly conclusion: Conclusion
  readonly integrity: Integrity
  /** What the token states; proven only where `conclusion` is TOTAL-PASSED. */
  readonly statedTime?: Date
  readonly authority?: string
  /** Of the authority's path. */
  readonly revocation: readonly CertificateStatus[]
}

export interface TimestampPlace {
  /** Candidates for the path beside those in the token and the evidence of the file. */
  readonly pool: readonly Certificate[]
  readonly context: ValidationContext
  /** Where the token stands: decides by when it is proven to have existed. */
  readonly origin: Origin
}

/** A report and what the caller needs of the mathematics. */
export interface TimestampResult {
  readonly report: TimestampReport
  /**
   * By when what it covers is proven to have existed: only of a token that passes, and never after
   * the time of validation.
   */
  readonly provenTime?: Date
  readonly cryptography?: CryptographicResult
  readonly imprint?: Imprint
  readonly signingCertificate?: Certificate
}

type Imprint = 'matches' | 'differs' | 'not-computed'

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
  place: TimestampPlace,
): Promise<TimestampResult> {
  try {
    const signedData = parseSignedData(token)
    const complaint = tokenComplaint(signedData)
    if (complaint !== undefined) return unreadable(kind, complaint)
    return await judgeToken(kind, parseTimestampToken(token, signedData), stamped, place)
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    return unreadable(kind, `the token cannot be read: ${error.message}`)
  }
}

async function judgeToken(
  kind: TimestampReport['kind'],
  token: TimestampToken,
  stamped: readonly Uint8Array[],
  { pool, context, origin }: TimestampPlace,
): Promise<TimestampResult> {
  const { hash, reader, evidence, policy } = context
  const { signedData, info } = token
  const stated = info.generationTime
  const { existed, made, latest } = timesOf(stated, origin, context)
  const own = reader.read(signedData.certificates)
  const certificates = [...new Set([...own, ...pool, ...evidence.certificates])]
  const { signingCertificate, signature } = await verifyTimestampToken(token, certificates, hash)
  const identification = identificationOf(signingCertificate, true)
  const { certificate } = identification
  const cryptography = cryptographicResultOf(signature)
  const imprint = await compareImprint(info, stamped, hash)
  const validated =
    certificate === undefined
      ? undefined
      : await validateTimestampAuthority(certificate, certificates, { stated: made, existed }, context)
  const acceptance = { at: existed, policy: policy.cryptography }
  const refusal =
    refuseImprint(imprint, info, acceptance) ??
    identification.refusal ??
    cryptography.refusal ??
    (certificate === undefined
      ? undefined
      : (refuseWeakSignature(cryptography, certificate.publicKey, acceptance) ??
        refuseOrder(info, latest) ??
        refuseValidity(certificate, stated, existed) ??
        validated?.refusal))
  const authority = certificate && (commonName(certificate.subject) ?? nameToString(certificate.subject))
  return {
    cryptography,
    imprint,
    ...present({
      signingCertificate: certificate,
      provenTime: refusal === undefined ? made : undefined,
    }),
    report: {
      kind,
      conclusion: refusal ?? { indication: 'TOTAL-PASSED' },
      integrity: integrityOf(imprint, cryptography.integrity),
      statedTime: stated,
      revocation: validated?.revocation ?? [],
      ...present({ authority }),
    },
  }
}

/**
 * Returns by when the token existed, when it counts as made, and the latest time that it may state.
 */
function timesOf(stated: Date, origin: Origin, { proofs, at, policy }: ValidationContext) {
  const proven = provenTimeOf(origin, proofs)
  const existed = proven ?? at
  // Two timestamps are compared as they stand; a clock of ours may be behind.
  const skew = proven === undefined ? policy.clockSkewSeconds * 1000 : 0
  return {
    existed,
    made: new Date(Math.min(stated.getTime(), existed.getTime())),
    latest: new Date(existed.getTime() + skew),
  }
}

/** Compares the token's imprint with the bytes stamped: it is what ties the token to them. */
async function compareImprint(
  { imprint }: TimestampInfo,
  stamped: readonly Uint8Array[],
  hash: Hash,
): Promise<Imprint> {
  const digest = digestAlgorithmOf(imprint.digestOid)
  if (digest === undefined) return 'not-computed'
  return equalBytes(await hash(digest.webCryptoName, stamped), imprint.digest) ? 'matches' : 'differs'
}

/** Returns the integrity of a token, which is intact only together with what it stamps. */
function integrityOf(imprint: Imprint, token: Integrity): Integrity {
  switch (imprint) {
    case 'matches':
      return token
    case 'differs':
      return { kind: 'broken', reason: 'the message imprint is of other bytes' }
    case 'not-computed': {
      const reason = "the imprint's digest algorithm is not known"
      return token.kind === 'intact' ? { kind: 'undetermined', reason } : token
    }
  }
}

/**
 * Refuses an imprint that ties the token to nothing (EN 319 102-1 clause 5.2.8): with collisions at
 * hand, a stamp over one document is a stamp over another one, made later.
 */
function refuseImprint(
  imprint: Imprint,
  info: TimestampInfo,
  context: AcceptanceContext,
): Refusal | undefined {
  switch (imprint) {
    case 'matches': {
      const digest = digestAlgorithmOf(info.imprint.digestOid)
      return digest && refuseDigest('the message imprint', digest, context)
    }
    case 'differs':
      return failed('HASH_FAILURE', 'the message imprint is of other bytes')
    case 'not-computed':
      return indeterminate('CRYPTO_CONSTRAINTS_FAILURE', "the imprint's digest algorithm is not known")
  }
}

/** Refuses a token that states a time after that by which it was there (RFC 3161 §2.4.2). */
function refuseOrder({ generationTime }: TimestampInfo, latest: Date): Refusal | undefined {
  return generationTime > latest
    ? indeterminate('TIMESTAMP_ORDER_FAILURE', 'the token states a time after that by which it existed')
    : undefined
}

/**
 * Refuses a certificate that was not in force when the token says that it was made, or when the
 * token is proven to have been there.
 */
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
