// Rules for the interactive form's dictionary (ISO 32000-2 §12.7.3); its fields have theirs in field.ts.
import { isDictionary, type PdfDictionary } from '../../pdf/objects.ts'
import { arrayEntry, dictionaryEntry, entryOf } from '../pdf-view.ts'
import type { Comparison, Difference } from './comparison.ts'
import { compareFieldLists } from './field.ts'

const formRules: ReadonlySet<string> = new Set(['Fields', 'SigFlags', 'DR', 'DA', 'NeedAppearances'])

/** Compares the two `/AcroForm` dictionaries; one that is not there yet is as good as an empty one. */
export function compareForms(comparison: Comparison, before: PdfDictionary, after: PdfDictionary): void {
  const entryModified = (key: string): Difference => ({
    code: 'ACROFORM_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the form was changed`,
  })
  comparison.sameEntries(before, after, formRules, entryModified)
  // §12.7.3: both flags may only be set, never cleared, once there is a signature.
  const flagsBefore = entryOf(comparison.before, before, 'SigFlags') ?? 0
  const flagsAfter = entryOf(comparison.after, after, 'SigFlags') ?? 0
  const isSuperset =
    typeof flagsBefore === 'number' && typeof flagsAfter === 'number' && (flagsBefore & ~flagsAfter) === 0
  if (!isSuperset) comparison.report(entryModified('SigFlags'))
  if (before.entries.has('DA'))
    comparison.same(before.entries.get('DA'), after.entries.get('DA'), entryModified('DA'))
  const needsBefore = entryOf(comparison.before, before, 'NeedAppearances') === true
  const needsAfter = entryOf(comparison.after, after, 'NeedAppearances') === true
  if (needsAfter && !needsBefore) comparison.report(entryModified('NeedAppearances'))
  compareResources(comparison, before, after, entryModified('DR'))
  compareFieldLists(
    comparison,
    arrayEntry(comparison.before, before, 'Fields') ?? [],
    arrayEntry(comparison.after, after, 'Fields') ?? [],
    0,
  )
}

/** Resources of the form may be added, not replaced: appearances already signed use them by name. */
function compareResources(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  difference: Difference,
): void {
  const resources = dictionaryEntry(comparison.before, before, 'DR')
  if (resources === undefined) return
  const laterResources = dictionaryEntry(comparison.after, after, 'DR')
  comparison.refuseDuplicateKeys(resources, laterResources ?? resources, () => difference)
  for (const [kind, value] of resources.entries) {
    const earlier = comparison.resolveBefore(value)
    const later = comparison.resolveAfter(laterResources?.entries.get(kind))
    // Signing software keeps the pieces of its latest appearance there, under the same names each time. §12.7.4.3 uses fonts
    // and graphics states from here, never external objects.
    if (kind === 'XObject') continue
    if (isDictionary(earlier) && isDictionary(later)) {
      comparison.refuseDuplicateKeys(earlier, later, () => difference)
      for (const [key, resource] of earlier.entries)
        comparison.same(resource, later.entries.get(key), difference)
    } else comparison.same(earlier, later, difference)
  }
}
