// Revocation lists (RFC 5280 §5) and OCSP responses (RFC 6960 §4.2) for tests, signed by whoever
// they are given.
import { OID, owned, SHA_1, SHA_256 } from '@tapis/pki'
import {
  derContext,
  derElement,
  derInteger,
  derIntegerOctets,
  derOctetString,
  derOid,
  derSequence,
} from '@tapis/pki/asn1'
import { encodeCertificateId, type RevocationReason, revocationReasonCode } from '@tapis/pki/revocation'
import { parseCertificate } from '@tapis/pki/x509'
import { signatureAlgorithmOf, signWith } from './custodians.ts'
import {
  bitFlags,
  derTime,
  extension,
  type PointOptions,
  pointName,
  type TestExtension,
} from './extensions.ts'
import type { Issued } from './issue.ts'

interface RevokedOptions {
  /** The certificate, or INTEGER contents octets of a serial number. */
  readonly certificate: Issued | Uint8Array
  /** Default 2026-05-01T00:00:00Z, as all times ISO 8601. */
  readonly date?: string
  readonly reason?: RevocationReason
  readonly invalidityDate?: string
  /** In an indirect list: the authority that issued this and the following certificates. */
  readonly certificateIssuer?: Issued
  readonly extensions?: readonly TestExtension[]
}

/** What a list says; the default is an empty list of June 2026. */
export interface CrlOptions {
  /** Default 2026-06-01T00:00:00Z. */
  readonly thisUpdate?: string
  /** Default 2026-07-01T00:00:00Z; null leaves it out. */
  readonly nextUpdate?: string | null
  readonly revoked?: readonly RevokedOptions[]
  /** Default 1; null leaves it out. */
  readonly number?: number | null
  /** Makes a delta list on this number. */
  readonly baseNumber?: number
  /** IssuingDistributionPoint, left out by default. */
  readonly scope?: PointOptions & {
    readonly onlyContainsUserCerts?: boolean
    readonly onlyContainsCACerts?: boolean
    readonly onlyContainsAttributeCerts?: boolean
    readonly indirectCRL?: boolean
  }
  readonly extensions?: readonly TestExtension[]
  /** 1 has no extensions. Default 2. */
  readonly version?: 1 | 2
}

/** DER of a CertificateList. */
export async function issueCrl(issuer: Issued, options: CrlOptions = {}): Promise<Uint8Array> {
  const { nextUpdate = '2026-07-01T00:00:00Z', version = 2, number = 1 } = options
  const entries = (options.revoked ?? []).map(encodeEntry)
  const extensions = [
    ...(number === null ? [] : [extension(OID.crlNumber, derInteger(number))]),
    ...(options.baseNumber === undefined
      ? []
      : [extension(OID.deltaCrlIndicator, derInteger(options.baseNumber), true)]),
    ...(options.scope === undefined
      ? []
      : [extension(OID.issuingDistributionPoint, encodeScope(options.scope), true)]),
    ...(options.extensions ?? []),
  ].map(({ der }) => der)
  return await signed(issuer, (algorithm) =>
    derSequence(
      ...(version === 1 ? [] : [derInteger(1)]),
      algorithm,
      parseCertificate(issuer.der).subject.der,
      derTime(options.thisUpdate ?? '2026-06-01T00:00:00Z'),
      ...(nextUpdate === null ? [] : [derTime(nextUpdate)]),
      ...(entries.length === 0 ? [] : [derSequence(...entries)]),
      ...(version === 1 || extensions.length === 0 ? [] : [derContext(0, derSequence(...extensions))]),
    ),
  )
}

function encodeEntry(options: RevokedOptions): Uint8Array {
  const { certificate, reason, invalidityDate, certificateIssuer } = options
  const serialNumber =
    certificate instanceof Uint8Array ? certificate : parseCertificate(certificate.der).serialNumber
  const extensions = [
    ...(reason === undefined
      ? []
      : [extension(OID.reasonCode, derElement(0x0a, Uint8Array.of(revocationReasonCode(reason))))]),
    ...(invalidityDate === undefined
      ? []
      : [extension(OID.invalidityDate, derTime(invalidityDate, 'generalized'))]),
    ...(certificateIssuer === undefined
      ? []
      : [
          extension(
            OID.certificateIssuer,
            derSequence(derContext(4, parseCertificate(certificateIssuer.der).subject.der)),
            true,
          ),
        ]),
    ...(options.extensions ?? []),
  ].map(({ der }) => der)
  return derSequence(
    derIntegerOctets(serialNumber),
    derTime(options.date ?? '2026-05-01T00:00:00Z'),
    ...(extensions.length === 0 ? [] : [derSequence(...extensions)]),
  )
}

function encodeScope(scope: NonNullable<CrlOptions['scope']>): Uint8Array {
  const flag = (tag: number, is: boolean | undefined) =>
    is === true ? [derElement(0x80 | tag, Uint8Array.of(0xff))] : []
  return derSequence(
    ...pointName(scope),
    ...flag(1, scope.onlyContainsUserCerts),
    ...flag(2, scope.onlyContainsCACerts),
    ...(scope.reasons === undefined ? [] : [derElement(0x83, bitFlags(scope.reasons))]),
    ...flag(4, scope.indirectCRL),
    ...flag(5, scope.onlyContainsAttributeCerts),
  )
}

/** One SingleResponse (RFC 6960 §4.2.1). */
export interface OcspAnswerOptions {
  readonly certificate: Issued
  /** Who issued the certificate: the CertID is made of its name and key. */
  readonly issuer: Issued
  /** Default good. */
  readonly status?: 'good' | 'revoked' | 'unknown'
  /** Default 2026-05-01T00:00:00Z. */
  readonly revocationTime?: string
  readonly reason?: RevocationReason
  /** Default 2026-06-01T00:00:00Z. */
  readonly thisUpdate?: string
  /** Default 2026-06-08T00:00:00Z; null leaves it out. */
  readonly nextUpdate?: string | null
  readonly archiveCutoff?: string
  /** Of the CertID. Default SHA-1. */
  readonly digest?: 'SHA-1' | 'SHA-256'
  readonly extensions?: readonly TestExtension[]
}

/** What a response says. */
export interface OcspOptions {
  readonly responses: readonly OcspAnswerOptions[]
  /** Default 2026-06-01T00:00:00Z. */
  readonly producedAt?: string
  /** ResponderID by key instead of by name. */
  readonly byKey?: boolean
  readonly certificates?: readonly Issued[]
  readonly nonce?: Uint8Array
  readonly extensions?: readonly TestExtension[]
}

/**
 * DER of an OCSPResponse, successful. `issueOcspResponse(ca, { responses: [{ certificate: leaf,
 * issuer: ca }] })`.
 */
export async function issueOcspResponse(responder: Issued, options: OcspOptions): Promise<Uint8Array> {
  const { subject, publicKey } = parseCertificate(responder.der)
  const keyHash = new Uint8Array(await crypto.subtle.digest('SHA-1', owned(publicKey.key)))
  const answers = await Promise.all(options.responses.map(encodeAnswer))
  const extensions = [
    ...(options.nonce === undefined ? [] : [extension(OID.ocspNonce, derOctetString(options.nonce))]),
    ...(options.extensions ?? []),
  ].map(({ der }) => der)
  const data = derSequence(
    options.byKey === true ? derContext(2, derOctetString(keyHash)) : derContext(1, subject.der),
    derTime(options.producedAt ?? '2026-06-01T00:00:00Z', 'generalized'),
    derSequence(...answers),
    ...(extensions.length === 0 ? [] : [derContext(1, derSequence(...extensions))]),
  )
  const certificates = (options.certificates ?? []).map(({ der }) => der)
  const basic = await signed(
    responder,
    () => data,
    certificates.length === 0 ? [] : [derContext(0, derSequence(...certificates))],
  )
  const bytes = derSequence(derOid(OID.ocspBasic), derOctetString(basic))
  return derSequence(derElement(0x0a, Uint8Array.of(0)), derContext(0, bytes))
}

/** DER of an OCSPResponse that says why there is none: 3 is tryLater, 6 unauthorized. */
export function ocspError(status: number): Uint8Array {
  return derSequence(derElement(0x0a, Uint8Array.of(status)))
}

async function encodeAnswer(options: OcspAnswerOptions): Promise<Uint8Array> {
  const { nextUpdate = '2026-06-08T00:00:00Z', archiveCutoff } = options
  const extensions = [
    ...(archiveCutoff === undefined
      ? []
      : [extension(OID.ocspArchiveCutoff, derTime(archiveCutoff, 'generalized'))]),
    ...(options.extensions ?? []),
  ].map(({ der }) => der)
  return derSequence(
    await encodeCertificateId(
      parseCertificate(options.certificate.der),
      parseCertificate(options.issuer.der),
      options.digest === 'SHA-256' ? SHA_256 : SHA_1,
    ),
    encodeStatus(options),
    derTime(options.thisUpdate ?? '2026-06-01T00:00:00Z', 'generalized'),
    ...(nextUpdate === null ? [] : [derContext(0, derTime(nextUpdate, 'generalized'))]),
    ...(extensions.length === 0 ? [] : [derContext(1, derSequence(...extensions))]),
  )
}

function encodeStatus({ status = 'good', revocationTime, reason }: OcspAnswerOptions): Uint8Array {
  if (status !== 'revoked') return derElement(status === 'good' ? 0x80 : 0x82)
  const code = reason === undefined ? undefined : Uint8Array.of(revocationReasonCode(reason))
  return derContext(
    1,
    derTime(revocationTime ?? '2026-05-01T00:00:00Z', 'generalized'),
    ...(code === undefined ? [] : [derContext(0, derElement(0x0a, code))]),
  )
}

/** SEQUENCE { what is signed, signatureAlgorithm, signature BIT STRING, … }. */
async function signed(
  signer: Issued,
  content: (algorithm: Uint8Array) => Uint8Array,
  after: readonly Uint8Array[] = [],
): Promise<Uint8Array> {
  const algorithm = signatureAlgorithmOf(signer)
  const tbs = content(algorithm)
  const signature = signWith(signer, tbs)
  return derSequence(tbs, algorithm, derElement(0x03, Uint8Array.of(0), signature), ...after)
}
