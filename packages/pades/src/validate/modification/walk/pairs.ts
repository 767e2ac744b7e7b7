// Two values side by side, and the way on which the walk came to them.
import type { PdfValue } from '../../../pdf/objects.ts'
import type { Difference } from '../findings.ts'
import type { Step } from './ruled-objects.ts'

/** Two values to be compared. */
export interface Pair {
  readonly before: PdfValue | undefined
  readonly after: PdfValue | undefined
  readonly difference: Difference
  /** Number of the indirect object that the values stand in. */
  readonly object: number | undefined
  /** The path to the values went through something that is shown: no rule holds there, nor beyond. */
  readonly isShown: boolean
  readonly step: Step
}
