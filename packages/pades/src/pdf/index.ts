// pades/pdf: the objects of a PDF file, read and written (ISO 32000-2 §7).

export type { PdfDocument } from './document.ts'
export { PdfError, type PdfErrorCode } from './errors.ts'
export { type DecodeOptions, decodeStream } from './filters/filters.ts'
export {
  byteString,
  dictionary,
  isArray,
  isDictionary,
  isName,
  isRef,
  isStream,
  isString,
  name,
  type PdfArray,
  type PdfDictionary,
  type PdfName,
  type PdfRef,
  type PdfStream,
  type PdfString,
  type PdfValue,
  ref,
  textString,
} from './objects.ts'
export { openPdf } from './open.ts'
export type { PdfFile } from './reading/file-bytes.ts'
export { latin1 } from './syntax/characters.ts'
export { serialize } from './syntax/serialize.ts'
