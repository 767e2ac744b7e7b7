// Rules for the interactive form's dictionary (ISO 32000-2 §12.7.3); its fields have theirs in
// ../fields.
import { entryOf } from '../../../../document/pdf-view.ts'
import { type Difference, found } from '../../findings.ts'
import { entriesUnder, type Revisions } from '../../revisions.ts'
import { dictionariesAt } from '../expected-kinds.ts'
import { type Inputs, type Judging, sameEntries } from '../rule.ts'

/**
 * Entries that no rule explains stay as they were; a form that is not there yet is an empty one.
 */
export function* judgeForm(
  { catalog, explained }: Pick<Inputs, 'catalog' | 'explained'>,
  revisions: Revisions,
): Judging<Pick<Inputs, 'form'>> {
  const form = dictionariesAt(revisions, entriesUnder(catalog, 'AcroForm'), {
    code: 'ACROFORM_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: '/AcroForm of the catalog is no dictionary, and was changed',
  })
  yield* form.demands
  yield sameEntries(revisions, form, explained.form, formModified)
  return { form }
}

/** §12.7.3: both flags may only be set, never cleared, once there is a signature. */
export function* judgeSignatureFlags({ form }: Pick<Inputs, 'form'>, revisions: Revisions): Judging {
  const before = entryOf(revisions.before, form.before, 'SigFlags') ?? 0
  const after = entryOf(revisions.after, form.after, 'SigFlags') ?? 0
  const isSuperset = typeof before === 'number' && typeof after === 'number' && (before & ~after) === 0
  if (!isSuperset) yield found(formModified('SigFlags'))
}

/** Returns the change of an entry that nothing explains. */
export function formModified(key: string): Difference {
  return {
    code: 'ACROFORM_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the form was changed`,
  }
}
