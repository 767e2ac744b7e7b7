// How the document model meets damage. Validation leaves out what it cannot read and judges what is
// left; signing refuses it, since what it cannot read it cannot promise to keep.

/**
 * Something in the document that is not as the standard has it, by the code with which signing
 * refuses it.
 */
export interface Damage {
  readonly code: 'FORM_INVALID' | 'PAGE_TREE_INVALID'
  /** Says what was expected and what was found, and quotes nothing of the document. */
  readonly message: string
}

/**
 * What becomes of damage: `skip` leaves it out; a function refuses it by throwing an error of its
 * own, and lets the PdfError of an object that cannot be read pass.
 */
export type OnDamage = 'skip' | ((damage: Damage) => never)
