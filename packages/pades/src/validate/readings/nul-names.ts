// Names with a NUL (ISO 32000-2 §7.3.5 forbids `#00`): readers that keep text in C end them there, so that `/Rect#00` is another key, or
// the same, as the reader has it.
import { isArray, isDictionary, isName, isStream, type PdfValue } from '../../pdf/objects.ts'
import type { WorkBudget } from '../../pdf/work-budget.ts'

/** Work that looking at a value is, in bytes. */
const WORK_PER_VALUE = 8

/** Whether a name in the value, key or not, has a NUL. The parser bounds how deep values nest. @throws PdfError LIMIT_EXCEEDED */
export function hasNulName(value: PdfValue | undefined, budget: WorkBudget): boolean {
  budget.spend(WORK_PER_VALUE)
  if (isName(value)) return value.value.includes('\0')
  if (isArray(value)) return value.some((item) => hasNulName(item, budget))
  if (isStream(value)) return hasNulName(value.dictionary, budget)
  if (!isDictionary(value)) return false
  return [...value.entries].some(([key, entry]) => key.includes('\0') || hasNulName(entry, budget))
}
