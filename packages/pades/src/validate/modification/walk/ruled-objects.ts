// Objects that rules compare by themselves (pages, fields, annotations, form, catalog), and the
// paths on which a walk may leave them to those rules. A prepared file can use a field as its
// resource dictionary: there, the field's rule says nothing.

import { allFields } from '../../../document/form/form-fields.ts'
import { pagesOf } from '../../../document/pages/page-tree.ts'
import { arrayEntry, resolved } from '../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../pdf/document.ts'
import { isDictionary, isRef, type PdfArray, type PdfRef, type PdfValue } from '../../../pdf/objects.ts'

/** The last step of the path on which a reference was met. */
export interface PathStep {
  /**
   * Key of the dictionary entry that holds the reference, itself or in its arrays; absent where no
   * rule stands on the key.
   */
  readonly key?: string
  /**
   * The reference is the first item of an array: the page of an explicit destination (ISO 32000-2
   * §12.3.2.2), whatever the key.
   */
  readonly isFirst?: boolean
  /** Number of the indirect object that the entry stands in. */
  readonly container?: number | undefined
}

/** Returns the step to the entry of a dictionary. */
export function stepTo(key: string, container: number | undefined): PathStep {
  return isRuledKey(key) ? { key, container } : { container }
}

/** Returns the step on to an item of an array. */
export function stepToItem({ key, container }: PathStep, isFirst: boolean): PathStep {
  // No list of parents has a meaning.
  return key === undefined || key === 'Parent' ? { container, isFirst } : { key, container, isFirst }
}

interface Index {
  readonly fieldNames: ReadonlyMap<number, string>
  readonly pages: ReadonlySet<number>
  readonly annotations: ReadonlySet<number>
  readonly others: ReadonlySet<number>
}

// §7.7.3 /Pages and /Kids; /P of annotations and beads; /Pg of structure elements; /Parent; /Names
// of named pages.
const pageKeys: ReadonlySet<string> = new Set(['Pages', 'Kids', 'P', 'Pg', 'Parent', 'Names'])
// §14.7.5.3 /Obj; §12.5.6.14 /Popup; §12.5.6.2 /IRT; §12.7.3 /CO; actions that name fields or
// annotations: /Fields, /T, /AN, /TA.
const fieldKeys: ReadonlySet<string> = new Set(['Obj', 'Popup', 'IRT', 'CO', 'Fields', 'T', 'AN', 'TA'])

function isRuledKey(key: string): boolean {
  return key === 'Data' || pageKeys.has(key) || fieldKeys.has(key)
}

/** The objects of one revision that rules compare. Nothing is looked for before it is asked for. */
export class RuledObjects {
  readonly #document: PdfDocument
  #found: Index | undefined

  constructor(document: PdfDocument) {
    this.#document = document
  }

  /** Returns the fully qualified name of the field that an object is, or is a widget of. */
  fieldName(objectNumber: number): string | undefined {
    return this.#index.fieldNames.get(objectNumber)
  }

  has(objectNumber: number): boolean {
    const { fieldNames, pages, annotations, others } = this.#index
    const isPart = fieldNames.has(objectNumber) || annotations.has(objectNumber)
    return isPart || pages.has(objectNumber) || others.has(objectNumber)
  }

  /**
   * Whether what stands at the end of this path is used as the page, field, annotation or catalog
   * that its rule takes it for. The answer holds only outside of what is shown: in resources any
   * key can be the name of a font or picture.
   *
   * /Kids of fields and /Annots of pages are missing on purpose: the rules follow them, and whoever
   * else has such an entry is no field.
   */
  isRuledPath({ objectNumber, generation }: PdfRef, step: PathStep): boolean {
    const entry = this.#document.entry(objectNumber)
    if (entry === undefined || generation !== (entry.kind === 'compressed' ? 0 : entry.generation))
      return false
    const { fieldNames, pages, annotations } = this.#index
    const { key = '', isFirst = false } = step
    // §12.8.1, table 256: the object that a signature's transform looks at is the catalog in most
    // files.
    if (key === 'Data') return this.has(objectNumber)
    // A page's rule lets nothing change but /Annots and /Tabs, which mean something in a page only.
    if (pages.has(objectNumber) && (isFirst || pageKeys.has(key))) return true
    if (key === 'Parent') return this.#isRuledParent(objectNumber, step.container)
    return (fieldNames.has(objectNumber) || annotations.has(objectNumber)) && fieldKeys.has(key)
  }

  /**
   * A field inherits from its parent what the rule for fields guards; a page inherits resources,
   * which no rule for fields guards.
   */
  #isRuledParent(parent: number, container: number | undefined): boolean {
    const { fieldNames, pages, annotations } = this.#index
    if (container === undefined || pages.has(container)) return false
    if (fieldNames.has(container)) return fieldNames.has(parent)
    return annotations.has(container) && (annotations.has(parent) || fieldNames.has(parent))
  }

  get #index(): Index {
    this.#found ??= indexOf(this.#document)
    return this.#found
  }
}

function indexOf(document: PdfDocument): Index {
  const fieldNames = new Map<number, string>()
  for (const { objectNumber, name } of allFields(document)) {
    if (objectNumber !== undefined) fieldNames.set(objectNumber, name)
  }
  const others = new Set<number>()
  const { trailer, catalog } = document
  for (const value of [trailer.entries.get('Root'), catalog.entries.get('AcroForm')]) addTo(others, value)
  const pages = new Set<number>()
  const annotations = new Set<number>()
  // Thousands of pages may share one long list.
  const lists = new Set<PdfArray>()
  for (const { page, objectNumber } of pagesOf(document)) {
    if (objectNumber !== undefined) pages.add(objectNumber)
    const list = arrayEntry(document, page, 'Annots') ?? []
    // No rule compares what is no dictionary, so that it is not left to one.
    const isNew = !lists.has(list)
    for (const item of isNew ? list : []) if (isDictionary(resolved(document, item))) addTo(annotations, item)
    lists.add(list)
  }
  return { fieldNames, pages, annotations, others }
}

function addTo(numbers: Set<number>, value: PdfValue | undefined): void {
  if (isRef(value)) numbers.add(value.objectNumber)
}
