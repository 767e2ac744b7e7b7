// The signer validates what it made before anybody sees it, by the code that citizens and auditors use, earlier signatures
// included. Whatever is not clearly good is thrown away.
import type { DocumentSignature } from '@tapis/db'
import { isBroken, type SignatureReport, type ValidationReport, validatePdf } from '@tapis/pades/validate'
import { digest } from '../digest.ts'
import { ApiError } from '../problems/problem.ts'

/** What the record says of the new signature, taken from its validation. */
export type CheckedSignature = Pick<DocumentSignature, 'signedAt' | 'level'>

/** What the service trusts and knows when it looks at what it made; DER. */
export interface OutputTrust {
  readonly rootCertificate: Uint8Array
  readonly revocationLists: readonly Uint8Array[]
  readonly at: Date
}

/**
 * How the service judges a document, before it signs and afterwards. Revocation counts as far as our own lists tell: a signature is not
 * thrown away because another's list is not at hand.
 */
export function judgedBy({ rootCertificate, revocationLists, at }: OutputTrust) {
  return {
    trustAnchors: [rootCertificate],
    at,
    policy: { revocation: 'when-available' },
    evidence: { crls: revocationLists },
  } as const
}

/**
 * Checks that the new signature is TOTAL-PASSED against the city's root, covers the whole file and is timestamped, and that
 * no earlier signature is broken. That an earlier signature's issuer is trusted is NOT asked: it may be another's.
 * @throws ApiError EARLIER_SIGNATURE_BROKEN when the submitted file had a broken one, else OUTPUT_NOT_VALID
 */
export async function checkOwnOutput(
  trust: OutputTrust,
  {
    submitted,
    signed,
    fieldName,
  }: Readonly<Record<'submitted' | 'signed', Uint8Array> & { fieldName: string }>,
): Promise<CheckedSignature> {
  const report = await validated(trust, signed)
  const own = report.signatures.filter(({ field }) => field === fieldName)
  const earlier = report.signatures.filter(({ field }) => field !== fieldName)
  if (earlier.some(isBroken) && (await validated(trust, submitted)).signatures.some(isBroken))
    throw new ApiError('EARLIER_SIGNATURE_BROKEN')
  if (earlier.some(isBroken)) throw notValid('an earlier signature broke')

  const [signature, ...doubles] = own
  if (signature === undefined || doubles.length > 0) throw notValid('the new signature is not there once')
  return checkedSignature(signature)
}

function checkedSignature({
  conclusion,
  coverage,
  level,
  bestSignatureTime,
}: SignatureReport): CheckedSignature {
  if (conclusion.indication !== 'TOTAL-PASSED')
    throw notValid(`${conclusion.indication} ${conclusion.subIndication}`)
  if (coverage !== 'ENTIRE_FILE') throw notValid(coverage)
  if (level !== 'B-T' || bestSignatureTime === undefined) throw notValid(`level ${level}`)
  return { signedAt: bestSignatureTime, level }
}

async function validated(trust: OutputTrust, pdf: Uint8Array): Promise<ValidationReport> {
  return validatePdf(pdf, { ...judgedBy(trust), hash: digest })
}

function notValid(reason: string): ApiError {
  return new ApiError('OUTPUT_NOT_VALID', { cause: new Error(`own output: ${reason}`) })
}
