// Time-stamp tokens (RFC 3161 §2.4.2, EN 319 102-1 clause 5.4): the imprint, then the TSA's signature, certificate and path.
import { type Asn1Element, Asn1Error } from '../asn1/der-reader.ts'
import type { Hash } from '../asn1/hash.ts'
import { OID } from '../asn1/oids.ts'
import type { Certificate } from '../x509/certificate.ts'
import { commonName, nameToString } from '../x509/name.ts'
import { refuseWeakPath, refuseWeakSignature } from './acceptance.ts'
import { parsePool } from './certificate-pool.ts'
import { findCertificationPath } from './certification-path.ts'
import { type Conclusion, failed, indeterminate, type Refusal } from './conclusion.ts'
import { type CryptographicResult, type Integrity, verifySignerInfo } from './cryptographic-verification.ts'
import { compareImprint, type Imprint, integrityOf, refuseImprint } from './message-imprint.ts'
import { parseSignedData, type SignedData } from './signed-data.ts'
import { identifySigningCertificate } from './signing-certificate.ts'
import { parseTimestampInfo, type TimestampInfo } from './timestamp-info.ts'

export interface TimestampReport {
  /** Over the signature value (RFC 3161 in CMS), or over the document (`ETSI.RFC3161`). */
  readonly kind: 'signature-timestamp' | 'document-timestamp'
  readonly conclusion: Conclusion
  readonly integrity: Integrity
  /** What the token states; proven only where `conclusion` is TOTAL-PASSED. */
  readonly statedTime?: Date
  readonly authority?: string
}

export interface TimestampContext {
  readonly pool: readonly Certificate[]
  readonly anchors: readonly Certificate[]
  readonly at: Date
  readonly hash: Hash
}

/** A report and what the caller needs of the mathematics. */
export interface TimestampResult {
  readonly report: TimestampReport
  readonly cryptography?: CryptographicResult
  readonly imprint?: Imprint
  readonly signingCertificate?: Certificate
}

/**
 * Judges a token. Never throws for a bad one.
 *
 * @param token a ContentInfo element
 * @param stamped the bytes that the token must be about, in pieces
 * @param context.at the time at which the TSA's certificate must be in force: now, or when a later timestamp proves the token
 */
export async function validateTimestamp(
  kind: TimestampReport['kind'],
  token: Asn1Element,
  stamped: readonly Uint8Array[],
  context: TimestampContext,
): Promise<TimestampResult> {
  try {
    return await judge(kind, parseSignedData(token), stamped, context)
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    return unreadable(kind, `the token cannot be read: ${error.message}`)
  }
}

async function judge(
  kind: TimestampReport['kind'],
  signedData: SignedData,
  stamped: readonly Uint8Array[],
  { pool, anchors, at, hash }: TimestampContext,
): Promise<TimestampResult> {
  const { content } = signedData
  const [signer, ...more] = signedData.signerInfos
  // RFC 3161 §2.4.2: the token carries TSTInfo and the TSA's signature only.
  if (signedData.contentType !== OID.tstInfo || content === undefined) {
    return unreadable(kind, 'the token has no TSTInfo')
  }
  if (signer === undefined || more.length > 0) {
    return unreadable(kind, `expected one SignerInfo in the token, found ${signedData.signerInfos.length}`)
  }
  if (!signedData.digestOids.includes(signer.digestAlgorithm.oid)) {
    return unreadable(kind, 'the signer uses a digest algorithm that the token does not announce')
  }
  const info = parseTimestampInfo(content)
  const certificates = [...parsePool(signedData.certificates), ...pool]
  const identification = await identifySigningCertificate(signer, certificates, {
    attributeRequired: true,
    hash,
  })
  const { certificate } = identification
  const cryptography = await verifySignerInfo(signer, {
    content: [content],
    contentType: OID.tstInfo,
    publicKey: certificate?.publicKey,
    hash,
  })
  const imprint = await compareImprint(info, stamped, hash)
  const refusal =
    refuseImprint(imprint, info) ??
    identification.refusal ??
    cryptography.refusal ??
    (certificate === undefined
      ? undefined
      : (refuseWeakSignature(cryptography, certificate.publicKey) ??
        (await refuseTrust(certificate, { pool: certificates, anchors, at, hash }, info))))
  const integrity = integrityOf(imprint, cryptography.integrity)
  return {
    cryptography,
    imprint,
    ...(certificate === undefined ? {} : { signingCertificate: certificate }),
    report: {
      kind,
      conclusion: refusal ?? { indication: 'TOTAL-PASSED' },
      integrity,
      statedTime: info.generationTime,
      ...(certificate === undefined
        ? {}
        : { authority: commonName(certificate.subject) ?? nameToString(certificate.subject) }),
    },
  }
}

async function refuseTrust(
  certificate: Certificate,
  { pool, anchors, at }: TimestampContext,
  info: TimestampInfo,
): Promise<Refusal | undefined> {
  const { path, refusal } = await findCertificationPath({
    target: certificate,
    pool,
    anchors,
    at,
    purpose: 'timestamping',
  })
  if (refusal !== undefined) return refusal
  const weak = refuseWeakPath(path)
  if (weak !== undefined) return weak
  for (const moment of [info.generationTime, at]) {
    if (moment < certificate.notBefore || moment > certificate.notAfter) {
      return indeterminate(
        'OUT_OF_BOUNDS_NO_POE',
        `the TSA's certificate was not in force at ${moment.toISOString()}`,
        [{ kind: 'timestamp', description: 'a later document timestamp over this token' }],
      )
    }
  }
  if (info.generationTime > at) {
    return indeterminate('TIMESTAMP_ORDER_FAILURE', 'the token states a time in the future')
  }
  return undefined
}

function unreadable(kind: TimestampReport['kind'], reason: string): TimestampResult {
  return {
    report: { kind, conclusion: failed('FORMAT_FAILURE', reason), integrity: { kind: 'broken', reason } },
  }
}
