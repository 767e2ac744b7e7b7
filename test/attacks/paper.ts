// The document that is attacked: a page with text, a form, a link and a font, unsigned, signed and
// certified, made fresh for each run.

import {
  dictionary,
  isArray,
  isDictionary,
  isRef,
  latin1,
  name,
  openPdf,
  type PdfDictionary,
  type PdfValue,
  ref,
  textString,
} from '@tapis/pades/pdf'
import {
  appendRevision,
  buildPdf,
  certifiedSample,
  signedSample,
  withEntries,
  type XrefKind,
} from '@tapis/testing/pdf'
import { type TestCity, testCity } from '@tapis/testing/pki'

/** Numbers of the objects. */
export const N = {
  catalog: 1,
  pages: 2,
  content: 3,
  page: 10,
  secondPage: 11,
  form: 100,
  textField: 101,
  link: 102,
  font: 103,
  appearance: 104,
  emptySignatureField: 105,
  /** Free for what attackers add. */
  free: 900,
} as const

export type Objects = readonly (readonly [number, PdfValue | undefined])[]

export interface Paper {
  readonly city: TestCity
  readonly unsigned: Uint8Array
  /** One approval signature, `Signature1`. */
  readonly signed: Uint8Array
  /** By permission, the field is `Sertifikasi`. */
  readonly certified: Readonly<Record<1 | 2 | 3, Uint8Array>>
}

export async function makePaper(xref: XrefKind = 'table'): Promise<Paper> {
  const city = await testCity()
  const unsigned = unsignedPaper(xref)
  return {
    city,
    unsigned,
    signed: await signedSample(city, { pdf: unsigned }),
    certified: {
      1: await certifiedSample(city, unsigned, { permission: 1 }),
      2: await certifiedSample(city, unsigned, { permission: 2 }),
      3: await certifiedSample(city, unsigned, { permission: 3 }),
    },
  }
}

export const widget = { Type: name('Annot'), Subtype: name('Widget'), F: 4, P: ref(N.page) }

/** @param more further objects, entries of the first page and of the catalog */
export function unsignedPaper(
  xref: XrefKind = 'table',
  more: {
    readonly objects?: readonly (readonly [number, PdfValue])[]
    readonly page?: Readonly<Record<string, PdfValue>>
    readonly catalog?: Readonly<Record<string, PdfValue>>
  } = {},
): Uint8Array {
  return buildPdf({
    xref,
    pages: 2,
    pageEntries: {
      Annots: [ref(N.textField), ref(N.link), ref(N.emptySignatureField)],
      Resources: dictionary({ Font: dictionary({ F1: ref(N.font) }) }),
      ...more.page,
    },
    catalogEntries: { AcroForm: ref(N.form), ...more.catalog },
    objects: new Map<number, PdfValue>([
      [N.content, stream('BT /F1 12 Tf 50 350 Td (Surat Keputusan) Tj ET')],
      [
        N.form,
        dictionary({
          Fields: [ref(N.textField), ref(N.emptySignatureField)],
          DR: dictionary({ Font: dictionary({ F1: ref(N.font) }) }),
        }),
      ],
      [
        N.textField,
        dictionary({
          ...widget,
          FT: name('Tx'),
          T: textString('Nama'),
          V: textString('Ani'),
          Rect: [50, 300, 150, 320],
          AP: dictionary({ N: ref(N.appearance) }),
        }),
      ],
      [N.link, dictionary({ Type: name('Annot'), Subtype: name('Link'), Rect: [5, 5, 20, 20] })],
      [N.font, dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica') })],
      [N.appearance, appearance('BT /F1 12 Tf 2 4 Td (Ani) Tj ET')],
      [
        N.emptySignatureField,
        dictionary({ ...widget, FT: name('Sig'), T: textString('Kosong'), Rect: [50, 50, 150, 90] }),
      ],
      ...(more.objects ?? []),
    ]),
  })
}

export function stream(content: string, entries: Readonly<Record<string, PdfValue>> = {}): PdfValue {
  return { kind: 'stream', dictionary: dictionary(entries), bytes: latin1(content) }
}

export function appearance(content: string): PdfValue {
  return stream(content, {
    Type: name('XObject'),
    Subtype: name('Form'),
    BBox: [0, 0, 100, 20],
    Resources: dictionary({ Font: dictionary({ F1: ref(N.font) }) }),
  })
}

/** Black ink over all of a page. */
export const overlay = stream('1 0 0 rg 0 0 300 400 re f', {
  Type: name('XObject'),
  Subtype: name('Form'),
  BBox: [0, 0, 300, 400],
})

/** An object of the newest revision. */
export function object(pdf: Uint8Array, number: number): PdfDictionary {
  const value = openPdf(pdf).get(ref(number))
  if (!isDictionary(value)) throw new TypeError(`object ${number} is no dictionary`)
  return value
}

/** The object with some entries replaced. */
export function changed(
  pdf: Uint8Array,
  number: number,
  entries: Readonly<Record<string, PdfValue | undefined>>,
): readonly [number, PdfValue] {
  return [number, withEntries(object(pdf, number), entries)]
}

/** A revision with these objects. */
export function update(
  pdf: Uint8Array,
  objects: Objects,
  trailer: Readonly<Record<string, PdfValue>> = {},
): Uint8Array {
  return appendRevision(pdf, new Map(objects), trailer)
}

/** The form, wherever the catalog keeps it, with its fields. */
export function formOf(pdf: Uint8Array): {
  readonly form: PdfDictionary
  readonly fields: readonly PdfValue[]
} {
  const document = openPdf(pdf)
  const form = document.resolve(document.catalog.entries.get('AcroForm'))
  const fields = isDictionary(form) ? document.resolve(form.entries.get('Fields')) : null
  if (!isDictionary(form) || !isArray(fields)) throw new TypeError('the file has no form')
  return { form, fields }
}

/** The form's object, or the catalog, with other entries of the form. */
export function withForm(
  pdf: Uint8Array,
  entries: Readonly<Record<string, PdfValue>>,
): readonly [number, PdfValue] {
  const { catalog } = openPdf(pdf)
  const reference = catalog.entries.get('AcroForm')
  const form = withEntries(formOf(pdf).form, entries)
  return isRef(reference)
    ? [reference.objectNumber, form]
    : [N.catalog, withEntries(catalog, { AcroForm: form })]
}

/** The first page with one more annotation. */
export function withAnnotation(pdf: Uint8Array, number: number): readonly [number, PdfValue] {
  const page = object(pdf, N.page)
  const annotations = openPdf(pdf).resolve(page.entries.get('Annots'))
  return [N.page, withEntries(page, { Annots: [...(isArray(annotations) ? annotations : []), ref(number)] })]
}

/** The field and the value of the newest signature. */
export function signatureOf(pdf: Uint8Array) {
  const document = openPdf(pdf)
  const fieldRef = formOf(pdf).fields.at(-1)
  const field = document.resolve(fieldRef)
  const valueRef = isDictionary(field) ? field.entries.get('V') : undefined
  const value = document.resolve(valueRef)
  if (!isRef(fieldRef) || !isRef(valueRef) || !isDictionary(field) || !isDictionary(value)) {
    throw new TypeError('the file has no signature')
  }
  return { field, fieldNumber: fieldRef.objectNumber, value, valueNumber: valueRef.objectNumber }
}

export function joined(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  return new Uint8Array(
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
  )
}

export function latin1Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

/** Text in the file replaced by text of the same length, so that every offset stays true. */
export function replaced(
  pdf: Uint8Array,
  pattern: RegExp,
  replacement: (found: string) => string,
): Uint8Array {
  const text = latin1Of(pdf)
  const edited = text.replace(pattern, (found) => {
    const value = replacement(found)
    if (value.length > found.length) throw new TypeError('the replacement is longer than what it replaces')
    return value.padEnd(found.length, ' ')
  })
  if (edited === text) throw new TypeError(`nothing in the file is like ${pattern}`)
  return latin1(edited)
}
