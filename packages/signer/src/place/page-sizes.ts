// The pages of a submitted PDF, as they are displayed.
import { type PdfDocument, type PdfInput, pageGeometry } from '@tapis/pades/create'
import { ApiError } from '../problems/problem.ts'
import type { PageSizes } from './place.ts'

const MOST_PAGES = 1_000_000

/** Reads the PDF. @param opening as for signing it. @throws PdfError, PadesError, ApiError PDF_DAMAGED when the number of pages is absurd */
export function pageSizes(
  pdf: PdfInput | PdfDocument,
  opening: { readonly password?: string; readonly damage?: 'repair' | 'refuse' } = {},
): PageSizes {
  const { count } = pageGeometry(pdf, 1, opening)
  if (!Number.isInteger(count) || count < 1 || count > MOST_PAGES)
    throw new ApiError('PDF_DAMAGED', { facts: { reason: 'PAGE_COUNT_INVALID' } })
  return { count, size: (page) => pageGeometry(pdf, page, opening) }
}
