// Keeps a tagged document tagged: the widget of a new signature enters the structure tree as a Form
// element (ISO 32000-2 §14.7.5.3, §14.8.4.8.5; ISO 14289-1 §7.18.4), in the shape that our own
// validation permits beside an earlier signature.

import { present } from '@tapis/pki'
import { highestKey, leavesOf } from '../../document/tree-leaves.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
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
} from '../../pdf/objects.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'
import { refuseDamage } from '../errors.ts'
import type { PageToSign } from '../page/page-to-sign.ts'
import { objectForLeaf, withLeaf } from './number-tree.ts'

/** Where a widget goes in the structure tree. */
interface StructurePlace {
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
 * Annex C: the highest integer of common readers, less one, since the key after this one is stated
 * too.
 */
const KEY_LIMIT = 2 ** 31 - 2

/**
 * The remark beside a signature on a document that says it is tagged, and whose tree has no shape
 * to which one may add.
 */
export const UNTAGGED =
  'UNTAGGED: the structure tree cannot take the signature in; assistive technology may miss it'

/** Says whether the document states that it is tagged (§14.7.1). */
export function isTagged(document: PdfDocument): boolean {
  const { entries } = document.catalog
  const information = document.resolve(entries.get('MarkInfo'))
  const isMarked = isDictionary(information) && document.resolve(information.entries.get('Marked')) === true
  return isMarked && document.resolve(entries.get('StructTreeRoot')) !== null
}

/**
 * Returns the place of a new widget; undefined when the tree has no shape to which one may add, so
 * that the document is signed untagged.
 */
export function structurePlace(document: PdfDocument, page: PageToSign): StructurePlace | undefined {
  try {
    return placeIn(document, page)
  } catch (error) {
    // Nobody can add to a tree that cannot be read; the document is signed all the same.
    if (error instanceof PdfError) return undefined
    throw error
  }
}

function placeIn(document: PdfDocument, page: PageToSign): StructurePlace | undefined {
  const root = nodeOf(document, document.catalog.entries.get('StructTreeRoot'))
  if (root === undefined) return undefined
  const tree = root.dictionary.entries.get('ParentTree')
  const highest = highestKeyOf(document, tree)
  if (highest === undefined) return undefined
  const next = document.resolve(root.dictionary.entries.get('ParentTreeNextKey'))
  const key = Math.max(highest + 1, typeof next === 'number' && Number.isSafeInteger(next) ? next : 0)
  const parent = topElement(document, root) ?? root
  if (key > KEY_LIMIT || !areDistinct(objectsToWrite(document, page, { root, parent, tree })))
    return undefined
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
          ...present({ ParentTree: grown }),
        }),
      )
    },
  }
}

/**
 * Returns the objects that a signature and its place in the tree write anew, which have to be
 * distinct: none may be written twice.
 */
function objectsToWrite(
  document: PdfDocument,
  page: PageToSign,
  { root, parent, tree }: { readonly root: Node; readonly parent: Node; readonly tree: PdfValue | undefined },
): readonly (PdfValue | undefined)[] {
  const form = document.catalog.entries.get('AcroForm')
  const found = document.resolve(form)
  const fields = isDictionary(found) ? found.entries.get('Fields') : undefined
  const annotations = page.page.entries.get('Annots')
  const kids = parent.dictionary.entries.get('K')
  const isListOwn = isRef(kids) && isArray(document.resolve(kids))
  const isRoot = parent.reference.objectNumber === root.reference.objectNumber
  return [
    ...[document.trailer.entries.get('Root'), form, page.reference, annotations],
    // Some one-page forms use one array as /Fields and /Annots.
    isRef(fields) && isRef(annotations) && fields.objectNumber === annotations.objectNumber
      ? undefined
      : fields,
    ...[root.reference, objectForLeaf(document, tree)],
    isListOwn ? kids : isRoot ? undefined : parent.reference,
  ]
}

function highestKeyOf(document: PdfDocument, tree: PdfValue | undefined): number | undefined {
  const stated = document.resolve(tree) === null ? undefined : tree
  const leaves = leavesOf(document, stated, 'Nums', (steps) => document.spend(steps), refuseDamage)
  return leaves && highestKey(leaves)
}

function areDistinct(values: readonly (PdfValue | undefined)[]): boolean {
  const numbers = values.flatMap((value) => (isRef(value) ? [value.objectNumber] : []))
  return new Set(numbers).size === numbers.length
}

/**
 * Returns the one element below the root, usually Document; undefined when there are several, or
 * none.
 */
function topElement(document: PdfDocument, root: Node): Node | undefined {
  const stated = root.dictionary.entries.get('K')
  const kids = document.resolve(stated)
  const [only, ...more] = isArray(kids) ? kids : [stated]
  const found = more.length === 0 ? nodeOf(document, only) : undefined
  const type = document.resolve(found?.dictionary.entries.get('S'))
  return isName(type) ? found : undefined
}

/**
 * Returns the value of /K with one more kid; undefined when it is a list of its own, which is then
 * written.
 */
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
