// A field, or a widget of one, in two revisions, as the rules for fields hand it on.
import type { PdfDictionary } from '../../../../pdf/objects.ts'
import type { Difference } from '../rule.ts'

export interface FieldPair {
  readonly before: PdfDictionary
  readonly after: PdfDictionary
  readonly object: number | undefined
  readonly label: string
  readonly isLocked: boolean
  /** Keys that are compared by rules of their own, or known to be the same. */
  readonly excepted: ReadonlySet<string>
}

/** What findings call a field. */
export function labelOf(object: number | undefined): string {
  return object === undefined ? 'a form field' : `form field of object ${object}`
}

/** A change that nothing explains. */
export function modifiedField({ label }: Pick<FieldPair, 'label'>): Difference {
  return { code: 'FIELD_MODIFIED', level: 'UNDEFINED', message: `${label} was changed` }
}

/** Another value, and what goes with it. */
export function filledField({ label, isLocked }: Pick<FieldPair, 'label' | 'isLocked'>): Difference {
  return isLocked
    ? { code: 'LOCKED_FIELD_MODIFIED', level: 'UNDEFINED', message: `${label} is locked and was filled in` }
    : { code: 'FIELD_MODIFIED', level: 'FORM_FILLING', message: `${label} was filled in` }
}
