// A field, or a widget of one, in two revisions, as the rules for fields hand it on.
import type { PdfDictionary } from '../../../../pdf/objects.ts'
import type { Difference } from '../../findings.ts'
import type { Sides } from '../../revisions.ts'

export interface FieldPair extends Sides<PdfDictionary> {
  readonly object: number | undefined
  readonly label: string
  readonly isLocked: boolean
  /** Keys that are compared by rules of their own, or known to be the same. */
  readonly excepted: ReadonlySet<string>
}

/** Returns what findings call a field. */
export function labelOf(object: number | undefined): string {
  return object === undefined ? 'a form field' : `form field of object ${object}`
}

/** Returns the change that nothing explains. */
export function modifiedField({ label }: Pick<FieldPair, 'label'>): Difference {
  return { code: 'FIELD_MODIFIED', level: 'UNDEFINED', message: `${label} was changed` }
}

/** Returns the change of a value, and of what goes with it. */
export function filledField({ label, isLocked }: Pick<FieldPair, 'label' | 'isLocked'>): Difference {
  return isLocked
    ? { code: 'LOCKED_FIELD_MODIFIED', level: 'UNDEFINED', message: `${label} is locked and was filled in` }
    : { code: 'FIELD_MODIFIED', level: 'FORM_FILLING', message: `${label} was filled in` }
}
