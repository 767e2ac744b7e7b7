// The bound that every stream filter keeps.

import { PdfError } from '../errors.ts'

/** Refuses data that decodes to more than `limit` bytes. @throws PdfError LIMIT_EXCEEDED */
export function checkDecoded(length: number, limit: number): void {
  if (length > limit) throw new PdfError('LIMIT_EXCEEDED', `stream expands beyond ${limit} bytes`)
}
