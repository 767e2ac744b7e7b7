// The page tree, ISO 32000-2 §7.7.3: finding one page without reading all of them, and what it inherits on the way.

import type { PdfDocument } from '../pdf/document.ts'
import {
  isArray,
  isDictionary,
  isName,
  isRef,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
} from '../pdf/objects.ts'
import { PadesError } from './errors.ts'

/** Attributes a page takes from the nodes above it (§7.7.3.4), as far as they matter here. */
const INHERITABLE = ['MediaBox', 'CropBox', 'Rotate', 'Resources'] as const
const DEPTH_LIMIT = 64
const NODE_LIMIT = 1_000_000

export interface Page {
  readonly reference: PdfRef
  readonly dictionary: PdfDictionary
  /** /MediaBox, /CropBox, /Rotate, /Resources, inherited ones included; values as they stand. */
  readonly attributes: ReadonlyMap<string, PdfValue>
  /** How many pages the document says it has. */
  readonly count: number
}

interface Node {
  readonly value: PdfValue
  readonly attributes: ReadonlyMap<string, PdfValue>
  readonly depth: number
}

/**
 * The page with the 1-based number.
 * @throws PadesError PAGE_NOT_FOUND, PAGE_TREE_INVALID; PdfError when an object on the way cannot be read
 */
export function findPage(document: PdfDocument, pageNumber: number): Page {
  const root = document.catalog.entries.get('Pages')
  const rootDictionary = document.resolve(root)
  if (!isDictionary(rootDictionary)) {
    throw new PadesError('PAGE_TREE_INVALID', 'expected the catalog to have a page tree')
  }
  const count = statedCount(document, rootDictionary) ?? 0
  const walk = new PageWalk(document)
  const found = walk.find({ value: root ?? null, attributes: new Map(), depth: 0 }, pageNumber)
  if (found === undefined) {
    const pages = walk.passed
    throw new PadesError('PAGE_NOT_FOUND', `expected a page from 1 to ${pages}, found ${pageNumber}`)
  }
  return { ...found, count: Math.max(count, pageNumber) }
}

/** Every page in order. @throws PadesError PAGE_TREE_INVALID; PdfError when an object on the way cannot be read */
export function* pagesOf(document: PdfDocument): Generator<Page & { readonly number: number }> {
  const walk = new PageWalk(document)
  const root = document.catalog.entries.get('Pages') ?? null
  for (const page of walk.all({ value: root, attributes: new Map(), depth: 0 })) {
    yield { ...page, number: walk.passed, count: walk.passed }
  }
}

class PageWalk {
  /** Pages known to come before the one sought. */
  passed = 0
  readonly #document: PdfDocument
  readonly #onPath = new Set<number>()
  #nodes = 0

  constructor(document: PdfDocument) {
    this.#document = document
  }

  find(node: Node, pageNumber: number): Omit<Page, 'count'> | undefined {
    if (++this.#nodes > NODE_LIMIT) {
      throw new PadesError('PAGE_TREE_INVALID', `the page tree has more than ${NODE_LIMIT} nodes`)
    }
    const reference = node.value
    const dictionary = this.#document.resolve(reference)
    // A missing kid is the null object: no page.
    if (!isDictionary(dictionary)) return undefined
    const attributes = withOwn(node.attributes, dictionary)
    const kids = this.#document.resolve(dictionary.entries.get('Kids'))
    if (!isArray(kids)) {
      if (!isPage(this.#document, dictionary)) return undefined
      this.passed++
      if (this.passed !== pageNumber) return undefined
      if (!isRef(reference)) {
        throw new PadesError('PAGE_TREE_INVALID', 'expected the page to be an indirect object')
      }
      return { reference, dictionary, attributes }
    }
    const stated = statedCount(this.#document, dictionary)
    // /Count lets whole branches be passed over; the root's is not believed where it would hide a page.
    if (node.depth > 0 && stated !== undefined && this.passed + stated < pageNumber) {
      this.passed += stated
      return undefined
    }
    this.#enter(reference, node.depth)
    for (const kid of kids) {
      const found = this.find({ value: kid, attributes, depth: node.depth + 1 }, pageNumber)
      if (found !== undefined) return found
    }
    if (isRef(reference)) this.#onPath.delete(reference.objectNumber)
    return undefined
  }

  *all(node: Node): Generator<Omit<Page, 'count'>> {
    if (++this.#nodes > NODE_LIMIT) {
      throw new PadesError('PAGE_TREE_INVALID', `the page tree has more than ${NODE_LIMIT} nodes`)
    }
    const reference = node.value
    const dictionary = this.#document.resolve(reference)
    if (!isDictionary(dictionary)) return
    const attributes = withOwn(node.attributes, dictionary)
    const kids = this.#document.resolve(dictionary.entries.get('Kids'))
    if (!isArray(kids)) {
      if (!isPage(this.#document, dictionary)) return
      this.passed++
      if (isRef(reference)) yield { reference, dictionary, attributes }
      return
    }
    this.#enter(reference, node.depth)
    for (const kid of kids) yield* this.all({ value: kid, attributes, depth: node.depth + 1 })
    if (isRef(reference)) this.#onPath.delete(reference.objectNumber)
  }

  #enter(reference: PdfValue, depth: number): void {
    if (depth > DEPTH_LIMIT) {
      throw new PadesError('PAGE_TREE_INVALID', `the page tree is deeper than ${DEPTH_LIMIT} levels`)
    }
    if (!isRef(reference)) return
    if (this.#onPath.has(reference.objectNumber)) {
      throw new PadesError(
        'PAGE_TREE_INVALID',
        `page tree node ${reference.objectNumber} is its own ancestor`,
      )
    }
    this.#onPath.add(reference.objectNumber)
  }
}

function isPage(document: PdfDocument, dictionary: PdfDictionary): boolean {
  const type = document.resolve(dictionary.entries.get('Type'))
  return !isName(type) || type.value !== 'Pages'
}

function statedCount(document: PdfDocument, dictionary: PdfDictionary): number | undefined {
  const count = document.resolve(dictionary.entries.get('Count'))
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined
}

function withOwn(
  inherited: ReadonlyMap<string, PdfValue>,
  own: PdfDictionary,
): ReadonlyMap<string, PdfValue> {
  const attributes = new Map(inherited)
  for (const key of INHERITABLE) {
    const value = own.entries.get(key)
    if (value !== undefined && value !== null) attributes.set(key, value)
  }
  return attributes
}
