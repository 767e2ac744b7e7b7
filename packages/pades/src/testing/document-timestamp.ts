// A document timestamp (EN 319 142-1 clause 5.5) as a further revision, for tests of archive levels and proofs of existence.
import { latin1 } from '../pdf/characters.ts'
import { openPdf } from '../pdf/document.ts'
import {
  byteString,
  dictionary,
  isArray,
  isDictionary,
  isString,
  name,
  type PdfValue,
  ref,
  textString,
} from '../pdf/objects.ts'
import { appendRevision, withEntries } from './append-revision.ts'
import { type Issued, timestampToken } from './test-pki.ts'

const RESERVED_BYTES = 6000
const PLACEHOLDER = 1_000_000_000

export async function withDocumentTimestamp(
  pdf: Uint8Array,
  {
    authority,
    path,
    time,
    fieldName = 'Waktu',
  }: {
    readonly authority: Issued
    readonly path: readonly Issued[]
    readonly time: Date
    readonly fieldName?: string
  },
): Promise<Uint8Array> {
  const document = openPdf(pdf)
  const number = document.nextObjectNumber
  const value = dictionary({
    Type: name('DocTimeStamp'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.RFC3161'),
    ByteRange: [0, PLACEHOLDER, PLACEHOLDER, PLACEHOLDER],
    Contents: byteString(new Uint8Array(RESERVED_BYTES), true),
  })
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
  return await filled(appendRevision(pdf, objects), number, (digest) =>
    timestampToken(authority, path, { digest, time }),
  )
}

/** Writes the true ByteRange over the placeholders, and the token into Contents. */
async function filled(
  prepared: Uint8Array,
  number: number,
  token: (digest: Uint8Array) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const value = openPdf(prepared).get(ref(number))
  const contents = isDictionary(value) ? value.entries.get('Contents') : undefined
  if (!isString(contents) || contents.span === undefined) throw new TypeError('no /Contents was written')
  const { start, end } = contents.span
  const whole = prepared.slice()
  const written = Buffer.from(whole).toString('latin1')
  const placeholder = /\/ByteRange\s*\[[^\]]*\]/g
  for (const match of written.matchAll(placeholder)) {
    if (!match[0].includes(String(PLACEHOLDER))) continue
    const range = `/ByteRange[0 ${start} ${end} ${whole.length - end}`.padEnd(match[0].length - 1, ' ')
    whole.set(latin1(`${range}]`), match.index)
  }
  const covered = Buffer.concat([whole.subarray(0, start), whole.subarray(end)])
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', covered))
  whole.set(latin1(Buffer.from(await token(digest)).toString('hex')), start + 1)
  return whole
}
