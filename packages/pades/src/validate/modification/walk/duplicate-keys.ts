// Keys that a dictionary states twice (ISO 32000-2 §7.3.7 forbids it): readers differ in which of
// the two values they take.
import type { PdfDictionary } from '../../../pdf/objects.ts'
import type { Difference } from '../findings.ts'
import type { Revisions, Sides } from '../revisions.ts'

/**
 * Returns a difference for each key that one of two dictionaries states twice.
 *
 * The key counts as changed although the dictionary is as it was signed: the value that was dropped
 * in reading, which other readers show, leads to objects that nobody compared, and any later
 * revision may hold them. The level is that of a change of the key, since no more can be shown by
 * the other value. A file to which nothing was added is not compared at all.
 */
export function duplicateKeys(
  { toleratesDuplicates }: Pick<Revisions, 'toleratesDuplicates'>,
  { before, after }: Sides<PdfDictionary>,
  differenceOf: (key: string) => Difference,
): readonly Difference[] {
  if (before.duplicateKeys === undefined && after.duplicateKeys === undefined) return []
  const keys = new Set([...(before.duplicateKeys ?? []), ...(after.duplicateKeys ?? [])])
  return [...keys].flatMap((key) => {
    const { code, level } = differenceOf(key)
    const wasBefore = before.duplicateKeys?.includes(key) === true
    if (wasBefore && toleratesDuplicates) return []
    const message = `/${key} is stated twice: what a reader shows of it may have changed`
    return [{ code, level: wasBefore ? level : 'UNDEFINED', message }]
  })
}
