// Rules for signature fields that were there: one that has its signature stays as it is, an empty one may be signed where it is.

import { entryOf, hasArea } from '../../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../../pdf/document.ts'
import type { PdfDictionary } from '../../../../pdf/objects.ts'
import type { Comparison, Difference } from '../rule.ts'
import { reportSignature } from './added-fields.ts'
import { type FieldPair, modifiedField } from './field-pair.ts'

// What signing an empty field writes. The rectangle is not among them: a signature must not be moved over the text.
const signable: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'F', 'MK', 'DA', 'M'])
/** Table 167: Hidden, NoView. */
const NOT_SHOWN = (1 << 1) | (1 << 5)

export function compareSigned(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object, excepted } = pair
  const modified = modifiedField(pair)
  const replaced: Difference = {
    code: 'SIGNATURE_MODIFIED',
    level: 'UNDEFINED',
    message: 'a signature that was already there was changed',
  }
  comparison.sameEntries(before, after, excepted, (key) => (key === 'V' ? replaced : modified), object)
}

export function compareSigning(comparison: Comparison, pair: FieldPair): void {
  const { before, after, object, label, isLocked, excepted } = pair
  const modified = modifiedField(pair)
  comparison.sameEntries(before, after, new Set([...excepted, ...signable]), () => modified, object)
  if (isLocked) {
    // ISO 32000-2 §12.8.2.4: the value of a locked field must not change; that of a signature field is its signature.
    const message = `${label} is locked and was signed`
    comparison.report({ code: 'LOCKED_FIELD_MODIFIED', level: 'UNDEFINED', message }, object)
  }
  const isNewlyShown = isHidden(comparison.before, before) && !isHidden(comparison.after, after)
  if (comparison.certified && isNewlyShown && hasArea(comparison.after, after)) {
    // The sneaky signature attack: whoever certified the document saw no field there.
    const message = 'a signature field of a certified document was hidden, and is shown'
    comparison.report({ code: 'FIELD_ADDED', level: 'UNDEFINED', message }, object)
    return
  }
  reportSignature(comparison, after, object)
}

function isHidden(document: PdfDocument, field: PdfDictionary): boolean {
  const flags = entryOf(document, field, 'F') ?? 0
  return typeof flags === 'number' && (flags & NOT_SHOWN) !== 0
}
