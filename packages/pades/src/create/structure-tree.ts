// A tagged document stays tagged: the widget of a new signature enters the structure tree as a Form element (ISO 32000-2 §14.7.5.3,
// §14.8.4.8.5; ISO 14289-1 §7.18.4), in the shape that our own validation permits beside an earlier signature.

import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import {
  dictionary,
  isArray,
  isDictionary,
  isName,
  isRef,
  name,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
  ref,
} from '../pdf/objects.ts'
import type { IncrementalUpdate } from '../pdf/update.ts'
import { highestKey, withLeaf } from './number-tree.ts'

/** Where a widget goes in the structure tree. */
export interface StructurePlace {
  /** /StructParent of the widget: its key in the parent tree. */
  readonly key: number
  /** Writes the element and what leads to it. */
  write(update: IncrementalUpdate, widget: { readonly reference: PdfRef; readonly page: PdfRef }): void
}

interface Node {
  readonly reference: PdfRef
  readonly dictionary: PdfDictionary
}

/**
 * Undefined when the document is not tagged, or its tree is of no shape that one may add to: it is then signed untagged.
 */
export function structurePlace(document: PdfDocument): StructurePlace | undefined {
  try {
    return placeIn(document)
  } catch (error) {
    // A tree that cannot be read is nobody's to add to; the document is signed all the same.
    if (error instanceof PdfError) return undefined
    throw error
  }
}

function placeIn(document: PdfDocument): StructurePlace | undefined {
  const root = nodeOf(document, document.catalog.entries.get('StructTreeRoot'))
  if (root === undefined) return undefined
  const tree = root.dictionary.entries.get('ParentTree')
  const highest = highestKey(document, tree)
  if (highest === undefined) return undefined
  const next = document.resolve(root.dictionary.entries.get('ParentTreeNextKey'))
  const key = Math.max(highest + 1, typeof next === 'number' && Number.isSafeInteger(next) ? next : 0)
  const parent = topElement(document, root) ?? root
  return {
    key,
    write(update, { reference, page }) {
      const element = ref(update.allocate())
      const kid = dictionary({ Type: name('OBJR'), Obj: reference, Pg: page })
      const entries = { Type: name('StructElem'), S: name('Form'), P: parent.reference, Pg: page, K: kid }
      update.add(element.objectNumber, dictionary(entries))
      const kids = withKid(document, update, parent, element)
      const isRoot = parent.reference.objectNumber === root.reference.objectNumber
      if (!isRoot && kids !== undefined)
        update.replace(parent.reference, withEntries(parent.dictionary, { K: kids }))
      const grown = withLeaf(document, update, tree, key, element)
      update.replace(
        root.reference,
        withEntries(root.dictionary, {
          ParentTreeNextKey: key + 1,
          ...(isRoot && kids !== undefined ? { K: kids } : {}),
          ...(grown === undefined ? {} : { ParentTree: grown }),
        }),
      )
    },
  }
}

/** The one element below the root, usually Document; undefined when there are several, or none. */
function topElement(document: PdfDocument, root: Node): Node | undefined {
  const stated = root.dictionary.entries.get('K')
  const kids = document.resolve(stated)
  const [only, ...more] = isArray(kids) ? kids : [stated]
  const found = more.length === 0 ? nodeOf(document, only) : undefined
  const type = document.resolve(found?.dictionary.entries.get('S'))
  return isName(type) ? found : undefined
}

/** The value of /K with one more kid; undefined when it is a list of its own, which is then written. */
function withKid(
  document: PdfDocument,
  update: IncrementalUpdate,
  { dictionary: parent }: Node,
  kid: PdfRef,
): PdfValue | undefined {
  const stated = parent.entries.get('K')
  const kids = document.resolve(stated)
  if (isRef(stated) && isArray(kids)) {
    update.replace(stated, [...kids, kid])
    return undefined
  }
  if (isArray(kids)) return [...kids, kid]
  return kids === null || stated === undefined ? [kid] : [stated, kid]
}

function nodeOf(document: PdfDocument, value: PdfValue | undefined): Node | undefined {
  const found = document.resolve(value)
  return isRef(value) && isDictionary(found) ? { reference: value, dictionary: found } : undefined
}

function withEntries(before: PdfDictionary, entries: Readonly<Record<string, PdfValue>>): PdfDictionary {
  return { kind: 'dictionary', entries: new Map([...before.entries, ...Object.entries(entries)]) }
}
