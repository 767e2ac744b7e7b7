// Why no signature of a file passes, whatever it is worth by itself: what the file shows cannot be
// examined, or readers may disagree on it.
import type { PdfDocument } from '../../pdf/document.ts'
import type { TwoReadings } from '../readings/two-readings.ts'
import { indeterminate, type Refusal } from '../report/conclusion.ts'
import type { SignatureReport } from '../report/report.ts'
import type { Examination } from './examination.ts'

/** @param reports of the examinations, in their order */
export function refuseStructure(
  document: PdfDocument,
  readings: TwoReadings,
  examinations: readonly Examination[],
  reports: readonly SignatureReport[],
): Refusal | undefined {
  const settled = settledBefore(examinations, reports)
  const disagreement = document.locked === undefined ? readings.disagreement(settled) : undefined
  const unread = document.locked ?? document.exhausted
  if (unread !== undefined) {
    return indeterminate(
      'GENERIC',
      `what the file shows could not be examined (${unread.code}: ${unread.message})`,
    )
  }
  return disagreement === undefined
    ? undefined
    : indeterminate('GENERIC', `readers may disagree about this file (${disagreement})`)
}

/**
 * Returns where a signature begins that passes and covers the oldest section there is. What stands
 * before it is no earlier revision of the file: it was damaged, and its objects are listed anew in
 * what was signed.
 */
function settledBefore(examinations: readonly Examination[], reports: readonly SignatureReport[]): number {
  const starts = examinations.flatMap(({ format: { revision, signed } }, index) =>
    revision === 0 && signed !== undefined && reports[index]?.conclusion.indication === 'TOTAL-PASSED'
      ? [signed.gapStart]
      : [],
  )
  return starts.length === 0 ? 0 : Math.min(...starts)
}
