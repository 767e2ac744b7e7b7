// What a preflight means for a signing: a refusal, or remarks beside the signature.

import type { PdfDocument } from '../../pdf/document.ts'
import type { PdfInput } from '../../pdf/file-bytes.ts'
import { PadesError } from '../errors.ts'
import type { OpeningOptions } from '../open-for-signing.ts'
import type { PreflightPolicy } from './finding.ts'
import { preflight } from './preflight.ts'

/**
 * Remarks "CODE: sentence" about what the policy tolerates in the document.
 * @throws PadesError PREFLIGHT_REFUSED, naming what it does not; PdfError, PadesError when the document cannot be read
 */
export function preflightRemarks(
  pdf: PdfInput | PdfDocument,
  policy: PreflightPolicy,
  { password, damage }: OpeningOptions = {},
): readonly string[] {
  const findings = preflight(pdf, {
    policy,
    ...(password === undefined ? {} : { password }),
    ...(damage === undefined ? {} : { damage }),
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
