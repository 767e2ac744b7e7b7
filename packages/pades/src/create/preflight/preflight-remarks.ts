// Turns the findings of a preflight into a refusal of the signing, or into remarks beside the
// signature.

import { present } from '@tapis/pki'
import type { PdfDocument } from '../../pdf/document.ts'
import type { PdfInput } from '../../pdf/reading/file-bytes.ts'
import { PadesError } from '../errors.ts'
import type { OpeningOptions } from '../prepare/open-for-signing.ts'
import type { PreflightPolicy } from './finding.ts'
import { preflight } from './preflight.ts'

/**
 * Returns remarks "CODE: sentence" about what the policy tolerates in the document.
 * @throws PadesError PREFLIGHT_REFUSED, naming what the policy does not tolerate; PdfError,
 *   PadesError when the document cannot be read
 */
export function preflightRemarks(
  pdf: PdfInput | PdfDocument,
  policy: PreflightPolicy,
  { password, damage }: OpeningOptions = {},
): readonly string[] {
  const findings = preflight(pdf, {
    policy,
    ...present({ password, damage }),
  })
  const refused = findings.filter(({ action }) => action === 'refuse')
  const [first] = refused
  if (first !== undefined) {
    const codes = refused.map(({ code }) => code)
    throw new PadesError(
      'PREFLIGHT_REFUSED',
      `the document could be turned against its signature (${codes.join(', ')}: ${first.message})`,
      { findings: codes },
    )
  }
  return findings.map(({ code, message }) => `${code}: ${message}`)
}
