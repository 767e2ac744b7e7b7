// Says which files `tapis verify` lets pass. Its status tells scripts so.

import type { ModificationLevel, SignatureReport, ValidationReport } from '@tapis/pades/validate'

/**
 * Says whether a file passes. It does only by signatures that pass: a file without any has given no
 * proof.
 * @param integrityOnly whose the signatures are does not count: only that they fit what they sign,
 *   and that nothing came later that could be passed off as signed
 */
export function passes({ error, signatures }: ValidationReport, integrityOnly: boolean): boolean {
  if (error !== undefined || signatures.length === 0) return false
  return signatures.every((signature) =>
    integrityOnly ? isWhole(signature) : signature.conclusion.indication === 'TOTAL-PASSED',
  )
}

/**
 * These changes in later revisions are understood. Anything else, a level that comes to be one day
 * too, is not known to be harmless.
 */
const understood: ReadonlySet<ModificationLevel> = new Set([
  'NONE',
  'LTA_UPDATES',
  'FORM_FILLING',
  'ANNOTATIONS',
])

/**
 * Says whether a signature is whole. Its value fits the signed bytes for ever, whatever is
 * appended: an intact signature alone says nothing of the document that a reader shows. So nothing
 * that failed, was changed beyond understanding, or could not be examined, is whole.
 */
function isWhole({ conclusion, integrity, modification }: SignatureReport): boolean {
  const isExamined = !(conclusion.indication === 'INDETERMINATE' && conclusion.subIndication === 'GENERIC')
  return (
    integrity.kind === 'intact' &&
    conclusion.indication !== 'TOTAL-FAILED' &&
    isExamined &&
    understood.has(modification)
  )
}
