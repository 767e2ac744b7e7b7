// The one error of reading a PDF. Codes are stable: callers branch on them, people read the
// message.

/** Why bytes were not read as a PDF. Stable. */
export type PdfErrorCode =
  | 'PDF_EMPTY'
  | 'NOT_A_PDF'
  | 'PDF_TRUNCATED'
  | 'PDF_PASSWORD_NEEDED'
  | 'PDF_ENCRYPTION_UNSUPPORTED'
  | 'XREF_INVALID'
  | 'OBJECT_INVALID'
  | 'STREAM_INVALID'
  | 'FILTER_REFUSED'
  | 'LIMIT_EXCEEDED'

/** The bytes could not be read as a PDF. The message never quotes document content. */
export class PdfError extends Error {
  readonly code: PdfErrorCode

  constructor(code: PdfErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PdfError'
    this.code = code
  }
}
