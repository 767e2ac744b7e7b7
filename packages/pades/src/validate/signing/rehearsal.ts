// A signature that nobody makes: the document with one revision more, which has a signature field
// and a signature of the right shape over the whole file. For learning beforehand what validation
// will say of a document once it is signed.

import { hex, OID, SHA_256 } from '@tapis/pki'
import { derContext, derInteger, derOctetString, derOid, derSequence, derSetOf } from '@tapis/pki/asn1'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  isRef,
  name,
  type PdfValue,
  ref,
  textString,
} from '../../pdf/objects.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { IncrementalUpdate } from '../../pdf/update.ts'

interface Rehearsal {
  readonly pdf: Uint8Array
  /** Of the signature that was added. */
  readonly fieldName: string
}

/**
 * A document that has such a field already is signed by its real name all the same; only the
 * rehearsal refuses it.
 */
const FIELD_NAME = 'Rehearsal of a signature'
/** §14.4: changes with every save. */
const IDENTIFIER = new Uint8Array(16)
const BYTE_RANGE_ROOM = 45

/** @throws PdfError when the document cannot take another revision */
export function rehearse(document: PdfDocument): Rehearsal {
  const update = new IncrementalUpdate(document)
  const signature = update.allocate()
  const field = update.allocate()
  let byteRangeStart = 0
  let contentsStart = 0
  const contents = `<${hex(emptyContainer())}>`
  update.add(signature, (writer) => {
    writer.text('<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange ')
    byteRangeStart = writer.position
    writer.fill(0x20, BYTE_RANGE_ROOM)
    writer.text('/Contents ')
    contentsStart = writer.position
    writer.text(`${contents}>>`)
  })
  update.add(field, dictionary({ FT: name('Sig'), T: textString(FIELD_NAME), V: ref(signature) }))
  addField(document, update, field)
  const writer = update.finish(IDENTIFIER)
  const contentsEnd = contentsStart + contents.length
  writer.overwrite(byteRangeStart, `[0 ${contentsStart} ${contentsEnd} ${writer.position - contentsEnd}]`)
  const pdf = new Uint8Array(writer.position)
  pdf.set(document.bytes)
  pdf.set(writer.view(), document.bytes.length)
  return { pdf, fieldName: FIELD_NAME }
}

/** At the end of the root fields of the form (§12.7.3), each part written anew where it stands. */
function addField(document: PdfDocument, update: IncrementalUpdate, field: number): void {
  const root = document.trailer.entries.get('Root')
  if (!isRef(root)) throw new PdfError('OBJECT_INVALID', 'expected the catalog to be an indirect object')
  const catalog = document.catalog
  const statedForm = catalog.entries.get('AcroForm')
  const form = document.resolve(statedForm)
  const entries = new Map<string, PdfValue>(isDictionary(form) ? form.entries : [])
  const statedFields = entries.get('Fields')
  const listed = document.resolve(statedFields)
  const fields = [...(isArray(listed) ? listed : []), ref(field)]
  if (isRef(statedFields) && listed !== null) update.replace(statedFields, fields)
  else entries.set('Fields', fields)
  entries.set('SigFlags', 3)
  const changed: PdfValue = { kind: 'dictionary', entries }
  if (isRef(statedForm) && form !== null) update.replace(statedForm, changed)
  else
    update.replace(root, { kind: 'dictionary', entries: new Map(catalog.entries).set('AcroForm', changed) })
}

/** RFC 5652 §5.1, with a SignerInfo that names nobody. */
function emptyContainer(): Uint8Array {
  const digest = derSequence(derOid(SHA_256.oid))
  const nobody = derSequence(derSequence(), derInteger(0))
  const signer = derSequence(derInteger(1), nobody, digest, digest, derOctetString(latin1('')))
  const content = derSequence(derOid(OID.data))
  const signedData = derSequence(derInteger(1), derSetOf([digest]), content, derSetOf([signer]))
  return derSequence(derOid(OID.signedData), derContext(0, signedData))
}
