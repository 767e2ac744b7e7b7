// Rules for signature fields that were there (ISO 32000-2 §12.7.5.5): one that has its signature
// stays as it is, and an empty one may be signed where it is.
import { entryOf, hasArea } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import type { PdfDictionary } from '../../../../pdf/objects.ts'
import { type Difference, found } from '../../findings.ts'
import type { Revisions } from '../../revisions.ts'
import { type Judgement, sameEntries } from '../rule.ts'
import { nameSignature } from './added-fields.ts'
import { type FieldPair, modifiedField } from './field-pair.ts'

/**
 * What signing an empty field writes. The rectangle is not among them: a signature must not be
 * moved over the text.
 */
const signable: readonly string[] = ['V', 'AP', 'AS', 'F', 'MK', 'DA', 'M']
/** Table 167: Hidden, NoView. */
const NOT_SHOWN = (1 << 1) | (1 << 5)

/** Judges a field that had its signature. */
export function judgeSigned(revisions: Revisions, pair: FieldPair): readonly Judgement[] {
  const modified = modifiedField(pair)
  const message = 'a signature that was already there was changed'
  const replaced: Difference = { code: 'SIGNATURE_MODIFIED', level: 'UNDEFINED', message }
  const differenceOf = (key: string) => (key === 'V' ? replaced : modified)
  return sameEntries(revisions, pair, pair.excepted, differenceOf, pair.object)
}

/** Judges a field that was empty and is signed. */
export function judgeSigning(revisions: Revisions, pair: FieldPair): readonly Judgement[] {
  const { after, object, label, isLocked, excepted } = pair
  const modified = modifiedField(pair)
  const others = new Set([...excepted, ...signable])
  const judgements = [...sameEntries(revisions, pair, others, () => modified, object)]
  if (isLocked) {
    // §12.8.2.4: the value of a locked field must not change; that of a signature field is its
    // signature.
    const message = `${label} is locked and was signed`
    judgements.push(found({ code: 'LOCKED_FIELD_MODIFIED', level: 'UNDEFINED', message }, object))
  }
  const isRevealed = revisions.certified && isNewlyShown(revisions, pair)
  // The sneaky signature attack: whoever certified the document saw no field there.
  const message = 'a signature field of a certified document was hidden, and is shown'
  const revealed = found({ code: 'FIELD_ADDED', level: 'UNDEFINED', message }, object)
  return [...judgements, isRevealed ? revealed : nameSignature(revisions.after, after, object)]
}

function isNewlyShown(revisions: Revisions, { before, after }: FieldPair): boolean {
  const wasHidden = isHidden(revisions.before, before)
  return wasHidden && !isHidden(revisions.after, after) && hasArea(revisions.after, after)
}

function isHidden(document: PdfDocument, field: PdfDictionary): boolean {
  const flags = entryOf(document, field, 'F') ?? 0
  return typeof flags === 'number' && (flags & NOT_SHOWN) !== 0
}
