// Whether a file that was just signed or augmented may be handed out. The API and the command line
// ask here, so that both mean the same by a good output: the new signature is sound, and no earlier
// one broke.

import type { SignatureLevel, SignatureReport } from '../report/report.ts'
import { type ValidationOptions, validatePdf } from '../validate.ts'
import { isBroken } from './signability.ts'

/** A level of EN 319 142-1 clause 6. Each has all that the one before it has. */
type Level = Exclude<SignatureLevel, 'PKCS7'>

/** A file before and after what was done to it. */
export interface ChangedPdf {
  /** The whole file as it was given. */
  readonly before: Uint8Array
  /** The whole file as it is to be handed out. */
  readonly after: Uint8Array
}

/** A signed file, and the signature that was asked for. */
export interface SignedOutput extends ChangedPdf {
  /** Fully qualified name of the field of the new signature. */
  readonly fieldName: string
  /** The level that was asked for. */
  readonly level: Level
  /**
   * Whether the document may be one in which readers show different things, which its signer knew
   * and signed all the same. Default false.
   */
  readonly allowsDoubt?: boolean
}

/** An augmented file, and the level that was asked for. */
export interface AugmentedOutput extends ChangedPdf {
  readonly level: Exclude<Level, 'B-B'>
}

/**
 * EARLIER_SIGNATURE_BROKEN: a signature was broken before already. OUTPUT_NOT_VALID: the file is
 * not what was asked for; `reason` says in what, without anything of its content.
 */
export interface BadOutput {
  readonly kind: 'bad'
  readonly code: 'EARLIER_SIGNATURE_BROKEN' | 'OUTPUT_NOT_VALID'
  readonly reason: string
}

/**
 * `signature` is the new one's report. Whether its certificate is trusted is in its conclusion and
 * NOT part of being sound.
 */
export type SignedOutcome = { readonly kind: 'sound'; readonly signature: SignatureReport } | BadOutput
/** The outcome for an augmented file. */
export type AugmentedOutcome = { readonly kind: 'sound' } | BadOutput

/** The trust of a signer in its own path. */
export interface OwnTrust {
  /** DER of the certificates in which the signer's own path ends. */
  readonly anchors: readonly Uint8Array[]
  readonly at: Date
  /** DER of the lists that the caller itself publishes. Default none. */
  readonly revocationLists?: readonly Uint8Array[]
}

/**
 * Returns how somebody judges a file that they sign themselves: the own path is trusted, and
 * revocation counts as far as data are at hand. A signature is not thrown away because another's
 * revocation list is missing.
 */
export function trustOwnPath({ anchors, at, revocationLists = [] }: OwnTrust) {
  return {
    trustAnchors: anchors,
    at,
    policy: { revocation: 'when-available' },
    evidence: { crls: revocationLists },
  } as const
}

/**
 * Examines a file that was signed. The new signature must be there once, be intact with its
 * timestamps, reach the end of the file and have a timestamp where the level asks for one; no other
 * signature may be broken. NOT examined: whether the validation data of B-LT and B-LTA suffice,
 * which depends on whom a verifier trusts.
 *
 * @param options how to judge, such as {@link trustOwnPath}.
 * @throws as `validatePdf`
 */
export async function examineSigned(
  output: SignedOutput,
  options: ValidationOptions,
): Promise<SignedOutcome> {
  const { fieldName, level, allowsDoubt = false } = output
  const { signatures } = await validatePdf(output.after, options)
  const others = signatures.filter(({ field }) => field !== fieldName)
  const broken = await refuseBroken(others, output, options)
  if (broken !== undefined) return broken
  const [signature, ...doubles] = signatures.filter(({ field }) => field === fieldName)
  if (signature === undefined || doubles.length > 0) return bad('the new signature is not there once')
  const fault =
    faultOf(signature, allowsDoubt) ?? faultOfLevel(signature, level) ?? faultOfEnd(signature, others, level)
  return fault === undefined ? { kind: 'sound', signature } : bad(fault)
}

/**
 * Examines a file that was augmented: every signature is there still, none is broken that was not
 * broken before (what is preserved is not judged), each has a timestamp, and at B-LTA a document
 * timestamp reaches the end of the file. NOT examined: as in {@link examineSigned}.
 *
 * @throws as `validatePdf`
 */
export async function examineAugmented(
  { before, after, level }: AugmentedOutput,
  options: ValidationOptions,
): Promise<AugmentedOutcome> {
  const { signatures } = await validatePdf(after, options)
  const { signatures: given } = await validatePdf(before, options)
  const wasBroken = new Set(given.filter(isBroken).map(({ field }) => field))
  if (signatures.some((signature) => isBroken(signature) && !wasBroken.has(signature.field))) {
    return bad('an earlier signature broke')
  }
  const isLost = given.some(({ field }) => !signatures.some((signature) => signature.field === field))
  if (isLost) return bad('an earlier signature is not there any more')
  const bare = signatures.find((signature) => signature.level === 'B-B')
  if (bare !== undefined) return bad('level B-B')
  const [last] = signatures.filter(endsFile)
  if (level === 'B-LTA' && last?.kind !== 'document-timestamp') return bad('no document timestamp at the end')
  return { kind: 'sound' }
}

/**
 * What keeps a signature from passing although its bytes are right: its certificate, which the
 * caller has been warned of or trusts.
 */
const OF_THE_CERTIFICATE: ReadonlySet<string> = new Set([
  'EXPIRED',
  'NOT_YET_VALID',
  'REVOKED',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'OUT_OF_BOUNDS_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'TRY_LATER',
])

function faultOf(
  { conclusion, integrity, modification, timestamps }: SignatureReport,
  allowsDoubt: boolean,
): string | undefined {
  if (conclusion.indication !== 'TOTAL-PASSED' && !OF_THE_CERTIFICATE.has(conclusion.subIndication)) {
    const isAllowed = allowsDoubt && conclusion.indication === 'INDETERMINATE'
    if (!isAllowed) return `${conclusion.indication} ${conclusion.subIndication}`
  }
  if (integrity.kind !== 'intact') return `integrity ${integrity.kind}`
  if (modification === 'UNDEFINED') return 'changed after signing'
  const stamp = timestamps.find((timestamp) => timestamp.integrity.kind !== 'intact')
  return stamp === undefined ? undefined : `integrity of a timestamp ${stamp.integrity.kind}`
}

function faultOfLevel({ level }: SignatureReport, asked: Level): string | undefined {
  const isPades = level !== undefined && level !== 'PKCS7'
  const lacksTimestamp = level === 'B-B' && asked !== 'B-B'
  return isPades && !lacksTimestamp ? undefined : `level ${level}`
}

/**
 * Validation data stand behind the signature that they are for, and an archive timestamp behind
 * them.
 */
function faultOfEnd(
  signature: SignatureReport,
  others: readonly SignatureReport[],
  level: Level,
): string | undefined {
  if (level === 'B-B' || level === 'B-T') return endsFile(signature) ? undefined : signature.coverage
  if (signature.coverage === 'UNCLEAR') return signature.coverage
  const isArchived = others.some((other) => other.kind === 'document-timestamp' && endsFile(other))
  return level === 'B-LT' || isArchived ? undefined : 'no document timestamp at the end'
}

function endsFile({ coverage, integrity }: SignatureReport): boolean {
  return coverage === 'ENTIRE_FILE' && integrity.kind === 'intact'
}

/** Only when one is broken afterwards, it is asked whether it was so before. */
async function refuseBroken(
  signatures: readonly SignatureReport[],
  { before }: ChangedPdf,
  options: ValidationOptions,
): Promise<BadOutput | undefined> {
  if (!signatures.some(isBroken)) return undefined
  const given = await validatePdf(before, options)
  if (!given.signatures.some(isBroken)) return bad('an earlier signature broke')
  return { kind: 'bad', code: 'EARLIER_SIGNATURE_BROKEN', reason: 'an earlier signature was broken before' }
}

function bad(reason: string): BadOutput {
  return { kind: 'bad', code: 'OUTPUT_NOT_VALID', reason }
}
