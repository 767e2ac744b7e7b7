// pades/pdf: the objects of a PDF file, read and written (ISO 32000-2 §7).
export { latin1 } from './characters.ts'
export type { PdfDocument } from './document.ts'
export type { PdfFile } from './file-bytes.ts'
export {
  byteString,
  dictionary,
  isArray,
  isDictionary,
  isString,
  name,
  type PdfDictionary,
  type PdfValue,
  ref,
  textString,
} from './objects.ts'
export { openPdf } from './open.ts'
export { serialize } from './serialize.ts'
