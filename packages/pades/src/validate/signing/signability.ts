// Whether a document can be signed so that the signature passes, known before a key is opened: a
// signature is rehearsed (rehearsal.ts), and the file judged by the code that validates the real
// one. Only the mathematics of the new signature and who makes it are left out.
import { type Hash, present } from '@tapis/pki'
import { PdfDocument } from '../../pdf/document.ts'
import { openPdf } from '../../pdf/open.ts'
import { ComparisonBudget } from '../modification/comparison-budget.ts'
import type { SignatureReport } from '../report/report.ts'
import {
  explain,
  rulesFrom,
  type ValidatedSignatures,
  type ValidationOptions,
  validateSignatures,
} from '../validate.ts'
import { rehearse } from './rehearsal.ts'

/**
 * Why a signature on the document would not pass:
 * NOT_READABLE: it cannot be read, or not without a password.
 * TOO_COMPLEX: judging it takes more work or memory than one file is given.
 * READERS_DISAGREE: readers of PDF may see different documents in it.
 * EARLIER_SIGNATURE_BROKEN: one of its signatures is broken already.
 * EARLIER_SIGNATURE_FORBIDS: one of its signatures would be broken by another one.
 * SIGNATURE_DOUBTFUL: something else about the new signature's place in the file.
 */
export type SignabilityCode =
  | 'NOT_READABLE'
  | 'TOO_COMPLEX'
  | 'READERS_DISAGREE'
  | 'EARLIER_SIGNATURE_BROKEN'
  | 'EARLIER_SIGNATURE_FORBIDS'
  | 'SIGNATURE_DOUBTFUL'

/** Whether a signature added now could pass, and why not. */
export type Signability =
  | { readonly kind: 'signable' }
  /** `reason` is a sentence for a log; it may have names of form fields in it. */
  | { readonly kind: 'refused'; readonly code: SignabilityCode; readonly reason: string }

/** By which policy, and with whose password. */
export interface SignabilityOptions {
  /** User or owner password of an encrypted document; default the empty one. */
  readonly password?: string
  /** What a damaged document meets, as in signing it. Default `repair`. */
  readonly damage?: 'repair' | 'refuse'
  /**
   * Digest of several pieces, for earlier signatures; default WebCrypto, which needs them joined.
   */
  readonly hash?: Hash
  /**
   * What earlier signatures are judged by. Default: nobody is trusted, so that only what is wrong
   * in the file itself counts as broken.
   */
  readonly trust?: Pick<ValidationOptions, 'trustAnchors' | 'at' | 'policy' | 'evidence'>
}

type Refused = Extract<Signability, { readonly kind: 'refused' }>

/** What the real update has and the rehearsed one has not: pictures, fonts, tags. */
const MARGIN_BYTES = 1024 * 1024
/** Of 4,000,000: a page more, with its annotation. */
const COMPARISONS = 3_800_000

/**
 * Says whether a signature added to the document could pass: one for which there is nothing to say
 * against the file, and by which no earlier signature breaks. Not looked at: whether signing itself
 * refuses the document (`prepareSignature`, `preflight`), the place and name of the field, the key
 * and its certificates.
 *
 * @param pdf the whole document, as it is to be signed; or open already (`openForSigning`)
 * @throws Asn1Error when a trust anchor is no certificate, TypeError for a policy that there is
 *   not. Never for bad data
 */
export async function examineForSigning(
  pdf: Uint8Array | PdfDocument,
  options: SignabilityOptions = {},
): Promise<Signability> {
  const { hash, trust } = options
  // Without trust the time decides nothing that counts here.
  const rules = rulesFrom({ ...(trust ?? { trustAnchors: [], at: new Date(0) }), ...present({ hash }) })
  const { password, damage = 'repair' } = options
  const opening = present({ password })
  try {
    const document =
      pdf instanceof PdfDocument ? pdf : openPdf(pdf, { recover: damage === 'repair', ...opening })
    if (document.locked !== undefined) throw document.locked
    const rehearsal = rehearse(document)
    const signed = openPdf(rehearsal.pdf, { recover: true, ...opening })
    signed.hold(MARGIN_BYTES)
    const comparisons = new ComparisonBudget(COMPARISONS)
    const validated = await validateSignatures(signed, rules, {
      rehearsed: rehearsal.fieldName,
      comparisons,
    })
    const refused = refusalIn(validated, rehearsal.fieldName)
    if (refused?.code !== 'EARLIER_SIGNATURE_FORBIDS') return refused ?? { kind: 'signable' }
    const before = await validateSignatures(document, rules)
    return before.reports.some(isBroken) ? { ...refused, code: 'EARLIER_SIGNATURE_BROKEN' } : refused
  } catch (error) {
    const { code, message } = explain(error)
    const isLimit = code === 'LIMIT_EXCEEDED'
    return refuse(
      isLimit ? 'TOO_COMPLEX' : 'NOT_READABLE',
      `the document cannot be examined (${code}: ${message})`,
    )
  }
}

/**
 * Returns whether a signature is broken: the mathematics is wrong, or the file changed in a way
 * that no later signature may bring about. That its signer is not trusted is not meant.
 */
export function isBroken({ integrity, modification, conclusion }: SignatureReport): boolean {
  return (
    integrity.kind === 'broken' || modification === 'UNDEFINED' || conclusion.indication === 'TOTAL-FAILED'
  )
}

function refusalIn(
  { reports, doubt, isUnfinished }: ValidatedSignatures,
  fieldName: string,
): Refused | undefined {
  const own = reports.filter(({ field }) => field === fieldName)
  const [signature] = own
  if (signature === undefined || own.length > 1) {
    const reason = `expected to find the new signature once, found it ${own.length} times`
    return refuse('TOO_COMPLEX', reason)
  }
  const { conclusion, coverage } = signature
  const reason = conclusion.indication === 'TOTAL-PASSED' ? undefined : conclusion.reason
  if (isUnfinished) return refuse('TOO_COMPLEX', reason ?? 'the earlier signatures cannot all be judged')
  if (doubt !== undefined) return refuse('READERS_DISAGREE', doubt.reason)
  if (reason !== undefined) return refuse('SIGNATURE_DOUBTFUL', reason)
  if (coverage !== 'ENTIRE_FILE') return refuse('SIGNATURE_DOUBTFUL', `the signature covers: ${coverage}`)
  const broken = reports.find((report) => report !== signature && isBroken(report))
  if (broken === undefined) return undefined
  const found = broken.conclusion.indication === 'TOTAL-PASSED' ? '' : `: ${broken.conclusion.reason}`
  return refuse('EARLIER_SIGNATURE_FORBIDS', `the signature ${broken.field} is not sound${found}`)
}

function refuse(code: SignabilityCode, reason: string): Refused {
  return { kind: 'refused', code, reason }
}
