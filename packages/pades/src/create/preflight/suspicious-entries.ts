// What one dictionary says about itself: actions, data from outside, means of hiding.

import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isDictionary, isName, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import type { PreflightCode } from './finding.ts'
import type { ReachedDictionary } from './reachable-objects.ts'

export interface Suspicion {
  readonly code: PreflightCode
  readonly message: string
}

const remoteActions: ReadonlySet<string> = new Set([
  'Launch',
  'GoToR',
  'GoToE',
  'SubmitForm',
  'ImportData',
  'RichMediaExecute',
])

/** ISO 32000-2 §12.6 (actions), §7.3.8.2 (external streams), §8.10.4 (reference XObjects), §11.6 (blending and masks). */
export function suspicionsOf(document: PdfDocument, reached: ReachedDictionary): readonly Suspicion[] {
  const { dictionary, stream } = reached
  const found: Suspicion[] = []
  const text = (key: string) => nameIn(document, dictionary, key)
  const action = text('S')
  if (action === 'JavaScript' || has(document, dictionary, 'JS')) {
    found.push({ code: 'JAVASCRIPT', message: 'the document has a script' })
  }
  if (action !== undefined && remoteActions.has(action) && text('Type') !== 'StructElem') {
    found.push({ code: 'REMOTE_ACTION', message: `the document has an action of type ${action}` })
  }
  if (stream !== undefined && has(document, dictionary, 'F')) {
    found.push({ code: 'EXTERNAL_STREAM', message: 'a stream has its data in another file' })
  }
  if (stream !== undefined && text('Subtype') === 'Form' && has(document, dictionary, 'Ref')) {
    found.push({ code: 'EXTERNAL_STREAM', message: 'a picture stands for a page of another file' })
  }
  if (text('Type') === 'EmbeddedFile') {
    found.push({ code: 'EMBEDDED_FILE', message: 'the document has an attachment' })
  }
  if (isBlending(document, dictionary)) {
    found.push({
      code: 'HIDING_CONTENT',
      message: 'content is blended or masked: it can be made to hide what is under it',
    })
  }
  return found
}

/** What only the catalog can say: layers, and the form. */
export function catalogSuspicions(document: PdfDocument): readonly Suspicion[] {
  const found: Suspicion[] = []
  const layers = document.resolve(document.catalog.entries.get('OCProperties'))
  const groups = isDictionary(layers) ? document.resolve(layers.entries.get('OCGs')) : null
  if (isArray(groups) && groups.length > 0) {
    found.push({ code: 'HIDING_CONTENT', message: 'the document has layers that can be switched on and off' })
  }
  const form = document.resolve(document.catalog.entries.get('AcroForm'))
  if (isDictionary(form) && has(document, form, 'XFA')) {
    found.push({ code: 'XFA', message: 'the document has a second form, in XML' })
  }
  if (isDictionary(form) && document.resolve(form.entries.get('NeedAppearances')) === true) {
    const message = 'the form leaves it to the viewer what its fields show'
    found.push({ code: 'VALUE_APPEARANCE_MISMATCH', message })
  }
  return found
}

/** A graphics state with a blend mode of its own, or a soft mask (§11.6.3, §11.6.5). */
function isBlending(document: PdfDocument, dictionary: PdfDictionary): boolean {
  if (nameIn(document, dictionary, 'Type') === 'ExtGState' || dictionary.entries.has('BM')) {
    const stated = document.resolve(dictionary.entries.get('BM'))
    const modes = isArray(stated) ? stated.map((mode) => document.resolve(mode)) : [stated]
    const isBlended = modes.some(
      (mode) => isName(mode) && mode.value !== 'Normal' && mode.value !== 'Compatible',
    )
    return isBlended || isDictionary(document.resolve(dictionary.entries.get('SMask')))
  }
  return false
}

function has(document: PdfDocument, { entries }: PdfDictionary, key: string): boolean {
  return document.resolve(entries.get(key)) !== null
}

function nameIn(document: PdfDocument, { entries }: PdfDictionary, key: string): string | undefined {
  const value: PdfValue = document.resolve(entries.get(key))
  return isName(value) ? value.value : undefined
}
