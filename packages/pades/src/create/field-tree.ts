// The fields of the interactive form as a tree, ISO 32000-2 §12.7.4: names joined by periods, types inherited.

import type { PdfDocument } from '../pdf/document.ts'
import { isArray, isDictionary, isName, isString, type PdfDictionary, type PdfValue } from '../pdf/objects.ts'
import { textOf } from '../pdf/text.ts'
import { PadesError } from './errors.ts'

const FIELD_LIMIT = 100_000

export interface FormField {
  /** As it stands in /Fields or /Kids. */
  readonly value: PdfValue
  readonly dictionary: PdfDictionary
  /** Fully qualified (§12.7.4.2). */
  readonly name: string
  /** /FT, own or inherited. */
  readonly type: string | undefined
  /** Kids that are fields or widgets, as they stand. */
  readonly kids: readonly PdfValue[]
}

interface Waiting {
  readonly value: PdfValue
  readonly parentName: string | undefined
  readonly type: string | undefined
}

/** Every field and widget once. @throws PadesError FORM_INVALID; PdfError when one cannot be read */
export function* formFields(document: PdfDocument, roots: readonly PdfValue[]): Generator<FormField> {
  const waiting: Waiting[] = roots.map((value) => ({ value, parentName: undefined, type: undefined }))
  const seen = new Set<PdfDictionary>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const field = document.resolve(next.value)
    if (!isDictionary(field) || seen.has(field)) continue
    seen.add(field)
    if (seen.size > FIELD_LIMIT) throw new PadesError('FORM_INVALID', `more than ${FIELD_LIMIT} form fields`)
    const title = document.resolve(field.entries.get('T'))
    const own = isString(title) ? textOf(title) : undefined
    const name = [next.parentName, own].filter((part) => part !== undefined).join('.')
    const stated = document.resolve(field.entries.get('FT'))
    const type = isName(stated) ? stated.value : next.type
    const listed = document.resolve(field.entries.get('Kids'))
    const kids = isArray(listed) ? listed : []
    for (const kid of kids) waiting.push({ value: kid, parentName: name, type })
    yield { value: next.value, dictionary: field, name, type, kids }
  }
}
