// A document timestamp (EN 319 142-1 clause 5.5) as a further revision, for tests of archive levels
// and proofs of existence.

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
import { owned } from '@tapis/pki'
import type { Issued } from '../pki/issue.ts'
import { timestampToken } from '../pki/timestamps.ts'
import { appendRevision, withEntries } from './append-revision.ts'
import { fillSignature, unfilledSignature } from './fill-signature.ts'

/** Returns the file with a document timestamp of this authority, in a new invisible field. */
export async function withDocumentTimestamp(
  pdf: Uint8Array,
  {
    authority,
    path,
    time,
    fieldName = 'Waktu',
    imprint = 'SHA-256',
  }: {
    readonly authority: Issued
    readonly path: readonly Issued[]
    readonly time: Date
    readonly fieldName?: string
    readonly imprint?: 'SHA-1' | 'SHA-256'
  },
): Promise<Uint8Array> {
  const document = openPdf(pdf)
  const number = document.nextObjectNumber
  const value = unfilledSignature({ Type: name('DocTimeStamp'), SubFilter: name('ETSI.RFC3161') })
  const field = dictionary({
    Type: name('Annot'),
    Subtype: name('Widget'),
    FT: name('Sig'),
    T: textString(fieldName),
    Rect: [0, 0, 0, 0],
    V: ref(number),
  })
  const formRef = document.catalog.entries.get('AcroForm')
  const form = document.resolve(formRef)
  const listed = isDictionary(form) ? document.resolve(form.entries.get('Fields')) : null
  const Fields = [...(isArray(listed) ? listed : []), ref(number + 1)]
  const newForm = isDictionary(form) ? withEntries(form, { Fields }) : dictionary({ Fields, SigFlags: 3 })
  const objects = new Map<number, PdfValue>([
    [number, value],
    [number + 1, field],
    [1, withEntries(document.catalog, { AcroForm: newForm })],
  ])
  return await fillSignature(appendRevision(pdf, objects), number, async (covered) => {
    const digest = new Uint8Array(await crypto.subtle.digest(imprint, owned(covered)))
    return timestampToken(authority, path, { digest, time, imprint })
  })
}
