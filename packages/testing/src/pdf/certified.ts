// Certification signatures (ISO 32000-2 §12.8.2.2) with any permission and lock, written as a
// revision of their own and truly signed.

import {
  dictionary,
  isArray,
  isDictionary,
  name,
  openPdf,
  type PdfValue,
  ref,
  textString,
} from '@tapis/pades/pdf'
import type { TestCity } from '../pki/cities.ts'
import { custodianOf } from '../pki/custodians.ts'
import { appendRevision, withEntries } from './append-revision.ts'
import { detachedSignature, fillSignature, unfilledSignature } from './fill-signature.ts'

interface CertifyOptions {
  /** /P of the DocMDP transform; left out: no DocMDP, an approval signature. */
  readonly permission?: number
  /** TransformParams of a FieldMDP transform. */
  readonly fieldLock?: Readonly<Record<string, PdfValue>>
  /** /Lock of the signature field. */
  readonly lock?: Readonly<Record<string, PdfValue>>
  /** Default `Sertifikasi`. */
  readonly fieldName?: string
  /**
   * Whether /Perms of the catalog names the signature; default true where there is a permission.
   */
  readonly inPermissions?: boolean
}

/** The file with an invisible signature in a new field. */
export async function certifiedSample(
  city: TestCity,
  pdf: Uint8Array,
  { permission, fieldLock, lock, fieldName = 'Sertifikasi', inPermissions = true }: CertifyOptions,
): Promise<Uint8Array> {
  const document = openPdf(pdf)
  const value = document.nextObjectNumber
  const references = [
    ...(permission === undefined ? [] : [transform('DocMDP', { P: permission })]),
    ...(fieldLock === undefined ? [] : [transform('FieldMDP', fieldLock)]),
  ]
  const formRef = document.catalog.entries.get('AcroForm')
  const form = document.resolve(formRef)
  const listed = isDictionary(form) ? document.resolve(form.entries.get('Fields')) : null
  const Fields = [...(isArray(listed) ? listed : []), ref(value + 1)]
  const field = dictionary({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(fieldName),
    Rect: [0, 0, 0, 0],
    V: ref(value),
    ...(lock === undefined ? {} : { Lock: dictionary({ Type: name('SigFieldLock'), ...lock }) }),
  })
  const catalog = withEntries(document.catalog, {
    AcroForm: withEntries(isDictionary(form) ? form : dictionary({}), { Fields, SigFlags: 3 }),
    ...(permission === undefined || !inPermissions ? {} : { Perms: dictionary({ DocMDP: ref(value) }) }),
  })
  const prepared = appendRevision(
    pdf,
    new Map<number, PdfValue>([
      [value, unfilledSignature(references.length === 0 ? {} : { Reference: references })],
      [value + 1, field],
      [1, catalog],
    ]),
  )
  return await fillSignature(prepared, value, (covered) =>
    detachedSignature(custodianOf(city.signer, city.authority), covered),
  )
}

function transform(method: string, parameters: Readonly<Record<string, PdfValue>>): PdfValue {
  return dictionary({
    Type: name('SigRef'),
    TransformMethod: name(method),
    TransformParams: dictionary({ Type: name('TransformParams'), V: name('1.2'), ...parameters }),
  })
}
