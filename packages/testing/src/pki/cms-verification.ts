// An independent look at what was signed: the byte range taken from the file's bytes, the CMS
// checked by another library.

import {
  isArray,
  isDictionary,
  isString,
  openPdf,
  type PdfDictionary,
  type PdfDocument,
} from '@tapis/pades/pdf'
import { fromBER } from 'asn1js'
import * as pkijs from 'pkijs'

pkijs.setEngine('tests', new pkijs.CryptoEngine({ name: 'tests', crypto: globalThis.crypto }))

interface SignatureInFile {
  readonly dictionary: PdfDictionary
  readonly byteRange: readonly number[]
  /** Offsets of the opening and after the closing bracket of /Contents. */
  readonly contentsSpan: readonly [number, number]
  readonly contents: Uint8Array
  readonly signedData: pkijs.SignedData
  /** Whether digest and signature are right, by pkijs. */
  readonly verify: () => Promise<boolean>
}

/** Every signature of the form's root fields, in their order. */
export function signaturesIn(pdf: Uint8Array): SignatureInFile[] {
  const document = openPdf(pdf)
  return fieldsIn(document).flatMap((field) => {
    const value = document.resolve(field.entries.get('V'))
    return isDictionary(value) && value.entries.has('Contents') ? [signatureIn(pdf, value)] : []
  })
}

/** The form's root fields. */
export function fieldsIn(document: PdfDocument): PdfDictionary[] {
  const form = document.resolve(document.catalog.entries.get('AcroForm'))
  const fields = isDictionary(form) ? document.resolve(form.entries.get('Fields')) : null
  return isArray(fields) ? fields.map((field) => document.resolve(field)).filter(isDictionary) : []
}

function signatureIn(pdf: Uint8Array, value: PdfDictionary): SignatureInFile {
  const contents = value.entries.get('Contents')
  const stated = value.entries.get('ByteRange')
  if (!isString(contents) || contents.span === undefined || !isArray(stated)) {
    throw new TypeError('expected a signature dictionary')
  }
  const byteRange = stated.filter((part) => typeof part === 'number')
  const [start = 0, length = 0, second = 0, secondLength = 0] = byteRange
  const covered = new Uint8Array(length + secondLength)
  covered.set(pdf.subarray(start, start + length))
  covered.set(pdf.subarray(second, second + secondLength), length)
  const parsed = fromBER(new Uint8Array(contents.bytes).buffer)
  const contentInfo = new pkijs.ContentInfo({ schema: parsed.result })
  const signedData = new pkijs.SignedData({ schema: contentInfo.content })
  return {
    dictionary: value,
    byteRange,
    contentsSpan: [contents.span.start, contents.span.end],
    contents: contents.bytes,
    signedData,
    verify: () => signedData.verify({ signer: 0, data: covered.buffer, checkChain: false }),
  }
}
