// Rules for the interactive form's dictionary (ISO 32000-2 §12.7.3); its fields have theirs in field.ts.

import { entryOf } from '../../../../document/pdf-view.ts'
import type { PdfDictionary } from '../../../../pdf/objects.ts'
import { listsUnder } from '../expected-kinds.ts'
import { compareFieldLists } from '../fields/fields.ts'
import type { Comparison, Difference } from '../rule.ts'
import { hasOutdatedAppearance } from './drawing.ts'
import { compareDefaultAppearance, compareFormResources } from './resources.ts'

const formRules: ReadonlySet<string> = new Set(['Fields', 'SigFlags', 'DR', 'DA', 'NeedAppearances'])

/** Compares the two `/AcroForm` dictionaries; one that is not there yet is as good as an empty one. */
export function compareForms(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): void {
  comparison.sameEntries(before, after, formRules, entryModified)
  compareFlags(comparison, before, after)
  compareDrawing(comparison, before, after)
  compareDefaultAppearance(comparison, before, after, entryModified('DA'))
  compareFormResources(comparison, before, after, entryModified('DR'))
  const fields = listsUnder(comparison, before, after, 'Fields', entryModified('Fields'))
  compareFieldLists(comparison, fields.earlier, fields.later, 0)
}

function entryModified(key: string): Difference {
  return {
    code: 'ACROFORM_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the form was changed`,
  }
}

/** §12.7.3: both flags may only be set, never cleared, once there is a signature. */
function compareFlags(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): void {
  const earlier = entryOf(comparison.before, before, 'SigFlags') ?? 0
  const later = entryOf(comparison.after, after, 'SigFlags') ?? 0
  const isSuperset = typeof earlier === 'number' && typeof later === 'number' && (earlier & ~later) === 0
  if (!isSuperset) comparison.report(entryModified('SigFlags'))
}

/**
 * §12.7.3, table 224, /NeedAppearances: whether viewers show what they draw for each value, or the appearances that are in the file. It
 * may be taken away by whoever fills in or signs, and only if all fields look as they did.
 */
function compareDrawing(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): void {
  const earlier = before.entries.get('NeedAppearances')
  const later = after.entries.get('NeedAppearances')
  const needed = comparison.resolveBefore(earlier) === true
  const needs = comparison.resolveAfter(later) === true
  const modified = entryModified('NeedAppearances')
  if (needed === needs) comparison.same(earlier ?? needed, later ?? needs, modified)
  else if (needs || hasOutdatedAppearance(comparison)) comparison.report(modified)
  else {
    const message = 'the form no longer has viewers draw its fields anew'
    comparison.report({ ...modified, level: 'FORM_FILLING', message })
  }
}
