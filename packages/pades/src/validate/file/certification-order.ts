// ISO 32000-2 §12.8.2.2.1: a document has one certification signature at most, and it is the first
// of all signatures.

import { readRestrictions } from '../../document/permissions/doc-mdp.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import type { Finding } from '../modification/level.ts'
import type { Examination } from './examination.ts'

/**
 * Returns findings about a certification signature that is not the first or not the only one; none
 * for any other signature.
 */
export function misplacedCertification(
  examination: Examination,
  document: PdfDocument,
  all: readonly Examination[],
): readonly Finding[] {
  if (!certifies(document, examination)) return []
  const own = examination.format.signed?.end ?? 0
  const earlier = all.filter((other) => other !== examination && (other.format.signed?.end ?? own) < own)
  if (earlier.some((other) => certifies(document, other))) {
    return [
      {
        code: 'TOO_MANY_CERTIFICATION_SIGNATURES',
        level: 'NONE',
        message: 'an earlier signature certifies the document already',
      },
    ]
  }
  if (!earlier.some(({ format }) => format.subFilter?.kind === 'signature')) return []
  return [
    {
      code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE',
      level: 'NONE',
      message: 'the signature certifies a document that was signed before',
    },
  ]
}

function certifies(document: PdfDocument, { format: { signature } }: Examination): boolean {
  return signature !== undefined && readRestrictions(document, signature).docMdp !== undefined
}
