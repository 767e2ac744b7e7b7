// The signer validates what it made before anybody sees it, by the code that citizens and auditors
// use, earlier signatures included. Whatever is not clearly good is thrown away.
import type { DocumentSignature } from '@tapis/db'
import { digest } from '@tapis/pades/node'
import { examineSigned, type SignatureReport, trustOwnPath } from '@tapis/pades/validate'
import { ApiError } from '../problems/problem.ts'

/** What the record says of the new signature, taken from its validation. */
export type CheckedSignature = Pick<DocumentSignature, 'signedAt' | 'level'>

/** What the service trusts and knows when it looks at what it made; DER. */
export interface OutputTrust {
  readonly rootCertificate: Uint8Array
  readonly revocationLists: readonly Uint8Array[]
  readonly at: Date
}

/** Returns how the service judges a document, before it signs and afterwards. */
export function judgedBy({ rootCertificate, revocationLists, at }: OutputTrust) {
  return trustOwnPath({ anchors: [rootCertificate], revocationLists, at })
}

/**
 * Checks that the new signature is TOTAL-PASSED against the city's root, covers the whole file and
 * is timestamped, and that no earlier signature is broken. That an earlier signature's issuer is
 * trusted is NOT asked: it may be another's.
 * @throws ApiError EARLIER_SIGNATURE_BROKEN when the submitted file had a broken one, else
 *   OUTPUT_NOT_VALID
 */
export async function checkOwnOutput(
  trust: OutputTrust,
  {
    submitted,
    signed,
    fieldName,
  }: Readonly<Record<'submitted' | 'signed', Uint8Array> & { fieldName: string }>,
): Promise<CheckedSignature> {
  const output = { before: submitted, after: signed, fieldName, level: 'B-T' } as const
  const outcome = await examineSigned(output, { ...judgedBy(trust), hash: digest })
  if (outcome.kind === 'sound') return trustedSignature(outcome.signature)
  if (outcome.code === 'EARLIER_SIGNATURE_BROKEN') throw new ApiError('EARLIER_SIGNATURE_BROKEN')
  throw notValid(outcome.reason)
}

/**
 * A document is published under the city's name: more is asked of its signature than to be sound.
 */
function trustedSignature({ conclusion, level, bestSignatureTime }: SignatureReport): CheckedSignature {
  if (conclusion.indication !== 'TOTAL-PASSED')
    throw notValid(`${conclusion.indication} ${conclusion.subIndication}`)
  if (level !== 'B-T' || bestSignatureTime === undefined) throw notValid(`level ${level}`)
  return { signedAt: bestSignatureTime, level }
}

function notValid(reason: string): ApiError {
  return new ApiError('OUTPUT_NOT_VALID', { cause: new Error(`own output: ${reason}`) })
}
