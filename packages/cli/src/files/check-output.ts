// What was signed or augmented is validated before it takes its place, by the rule by which the API
// checks its own documents. A file that does not pass is thrown away, and what stood in its place
// stays.

import { wholePdf } from '@tapis/pades/create'
import { digest } from '@tapis/pades/node'
import {
  type AugmentedOutcome,
  examineAugmented,
  examineSigned,
  type SignedOutcome,
  type SignedOutput,
  trustOwnPath,
} from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import type { PdfOnDisk } from './output/pdf-on-disk.ts'

type BadOutput = Extract<SignedOutcome | AugmentedOutcome, { readonly kind: 'bad' }>

/**
 * - OUTPUT_NOT_VALID: what this program made does not pass its own validation. The file changed
 *   meanwhile, or this is a fault of ours.
 * - EARLIER_SIGNATURE_BROKEN: the document came with a broken signature.
 */
class OutputCheckError extends Error {
  override readonly name = 'OutputCheckError'
  readonly code: BadOutput['code']

  constructor({ code, reason }: BadOutput) {
    super(
      code === 'EARLIER_SIGNATURE_BROKEN'
        ? 'a signature of the document is broken already; tapis verify says which one. Nothing was written'
        : `what was made did not pass its own validation (${reason}). Nothing was written${suggestRemedy(reason)}`,
    )
    this.code = code
  }
}

/** A document in which readers show different things is signed by whoever asks for no preflight. */
function suggestRemedy(reason: string): string {
  return reason.startsWith('INDETERMINATE') ? '; --preflight off signs it all the same' : ''
}

interface Checking {
  /** DER of the certificates in which paths may end. */
  readonly anchors: readonly Uint8Array[]
  /** Opens an encrypted document. */
  readonly password?: string
}

/**
 * Checks a signed copy as it stands on the disk, all of it in memory.
 * @param before the length of the document as it was given. @throws OutputCheckError
 */
export async function checkSigned(
  copy: PdfOnDisk,
  before: number,
  asked: Omit<SignedOutput, 'before' | 'after'>,
  checking: Checking,
): Promise<void> {
  const after = wholePdf(copy.pdf)
  const output = { before: after.subarray(0, before), after, ...asked }
  requireSound(await examineSigned(output, judging(checking)))
}

/**
 * Checks an augmented copy in the same way.
 * @param before the document as it was given, whose signatures are intact. @throws OutputCheckError
 */
export async function checkAugmented(
  copy: PdfOnDisk,
  before: Uint8Array,
  level: 'B-T' | 'B-LT' | 'B-LTA',
  checking: Checking,
): Promise<void> {
  requireSound(await examineAugmented({ before, after: wholePdf(copy.pdf), level }, judging(checking)))
}

function judging({ anchors, password }: Checking) {
  return { ...trustOwnPath({ anchors, at: new Date() }), hash: digest, ...present({ password }) }
}

function requireSound(outcome: SignedOutcome | AugmentedOutcome): void {
  if (outcome.kind === 'bad') throw new OutputCheckError(outcome)
}
