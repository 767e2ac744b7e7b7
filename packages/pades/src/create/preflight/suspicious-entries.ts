// Tells what one dictionary says about itself: actions, data from outside, means of hiding.

import type { ReachedDictionary } from '../../document/reachable-objects.ts'
import type { TolerantReader } from '../../document/tolerant-reader.ts'
import { isArray, isDictionary, isName, type PdfDictionary } from '../../pdf/objects.ts'
import type { PreflightCode } from './finding.ts'

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

/**
 * Returns what is suspicious in a dictionary: ISO 32000-2 §12.6 (actions), §7.3.8.2 (external
 * streams), §7.11.4 (embedded files), §8.10.4 (reference XObjects), §11 (transparency).
 * @throws PdfError LIMIT_EXCEEDED
 */
export function suspicionsOf(
  reader: TolerantReader,
  { dictionary, stream }: ReachedDictionary,
): readonly Suspicion[] {
  const found: Suspicion[] = []
  const has = (key: string) => reader.entry(dictionary, key) !== null
  const action = reader.name(dictionary, 'S')
  if (action === 'JavaScript' || has('JS')) {
    found.push({ code: 'JAVASCRIPT', message: 'the document has a script' })
  }
  if (action !== undefined && remoteActions.has(action) && reader.name(dictionary, 'Type') !== 'StructElem') {
    found.push({ code: 'REMOTE_ACTION', message: `the document has an action of type ${action}` })
  }
  if (stream !== undefined && has('F')) {
    found.push({ code: 'EXTERNAL_STREAM', message: 'a stream has its data in another file' })
  }
  if (stream !== undefined && reader.name(dictionary, 'Subtype') === 'Form' && has('Ref')) {
    found.push({ code: 'EXTERNAL_STREAM', message: 'a picture stands for a page of another file' })
  }
  // The type is left out by some writers; nothing but a file specification has /EF.
  if (reader.name(dictionary, 'Type') === 'EmbeddedFile' || isDictionary(reader.entry(dictionary, 'EF'))) {
    found.push({ code: 'EMBEDDED_FILE', message: 'the document has an attachment' })
  }
  if (hidesByState(reader, dictionary)) {
    found.push({
      code: 'HIDING_CONTENT',
      message:
        'content is blended, masked or transparent: it can be made to hide what is under it, or is there unseen',
    })
  }
  return found
}

/** Returns what only the catalog can say: layers, and the form. @throws PdfError LIMIT_EXCEEDED */
export function catalogSuspicions(reader: TolerantReader): readonly Suspicion[] {
  const found: Suspicion[] = []
  const { catalog } = reader.document
  const layers = reader.entry(catalog, 'OCProperties')
  const groups = isDictionary(layers) ? reader.entry(layers, 'OCGs') : null
  if (isArray(groups) && groups.length > 0) {
    found.push({ code: 'HIDING_CONTENT', message: 'the document has layers that can be switched on and off' })
  }
  const form = reader.entry(catalog, 'AcroForm')
  if (!isDictionary(form)) return found
  if (reader.entry(form, 'XFA') !== null) {
    found.push({ code: 'XFA', message: 'the document has a second form, in XML' })
  }
  if (leavesDrawing(reader)) {
    const message = 'the form leaves it to the viewer what its fields show'
    found.push({ code: 'VALUE_APPEARANCE_MISMATCH', message })
  }
  return found
}

/**
 * Says whether viewers are to draw every field anew: /NeedAppearances (§12.7.3, table 224). @throws
 * PdfError LIMIT_EXCEEDED
 */
export function leavesDrawing(reader: TolerantReader): boolean {
  const form = reader.entry(reader.document.catalog, 'AcroForm')
  return isDictionary(form) && reader.entry(form, 'NeedAppearances') === true
}

/**
 * Says whether a graphics state has a blend mode of its own, a soft mask (§11.6.3, §11.6.5), or
 * leaves nothing of what is painted (§11.6.4.4).
 */
function hidesByState(reader: TolerantReader, dictionary: PdfDictionary): boolean {
  const { entries } = dictionary
  const isState =
    entries.has('BM') ||
    entries.has('ca') ||
    entries.has('CA') ||
    reader.name(dictionary, 'Type') === 'ExtGState'
  // /CA of an annotation is the opacity of what a viewer draws for it.
  if (!isState || entries.has('Subtype')) return false
  const stated = reader.entry(dictionary, 'BM')
  const modes = isArray(stated) ? stated.map((mode) => reader.resolve(mode)) : [stated]
  const isBlended = modes.some(
    (mode) => isName(mode) && mode.value !== 'Normal' && mode.value !== 'Compatible',
  )
  const isGone = reader.entry(dictionary, 'ca') === 0 || reader.entry(dictionary, 'CA') === 0
  return isBlended || isGone || isDictionary(reader.entry(dictionary, 'SMask'))
}
