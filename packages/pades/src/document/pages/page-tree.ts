// The page tree (ISO 32000-2 §7.7.3): its pages in order, one page found without reading all of
// them, and what a page inherits on the way down. A node is a page if its /Type says so or it lists
// no kids, as viewers have it.

import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfRef, type PdfValue } from '../../pdf/objects.ts'
import type { OnDamage } from '../damage.ts'
import { arrayEntry, entryOf, nameEntry, resolved } from '../pdf-view.ts'

/** A leaf of the page tree. */
export interface Page {
  readonly page: PdfDictionary
  /** Absent when the page stands directly in /Kids, which the standard forbids. */
  readonly objectNumber?: number
  readonly reference?: PdfRef
  /**
   * From 1, as viewers count: a page that is listed twice counts twice, and is given its first
   * number.
   */
  readonly number: number
  /** The nodes above it, from the root down. */
  readonly ancestors: readonly PdfDictionary[]
}

const MAXIMUM_NODES = 200_000
const MAXIMUM_DEPTH = 100

/**
 * Returns every page once, in order. Bounded; nodes that cannot be read are left out: only a
 * comparison may judge them.
 */
export function pagesOf(document: PdfDocument): readonly Page[] {
  return [...eachPage(document, 'skip')]
}

/**
 * Gives every page once, in order, reading no further than is asked for. Damage is a node that is
 * its own ancestor, or a tree of more nodes or levels than are read: PAGE_TREE_INVALID.
 * @throws PdfError unless damage is skipped
 */
export function* eachPage(document: PdfDocument, onDamage: OnDamage): Generator<Page> {
  const walk = new PageWalk(document, onDamage)
  yield* walk.pages(document.catalog.entries.get('Pages'), [])
}

/**
 * Finds the page with the 1-based number. Branches that state in /Count that they end before it are
 * passed over unread.
 * @returns the page, or how many pages there are when it is not among them
 * @throws PdfError unless damage is skipped, which is as in `eachPage`
 */
export function findPage(document: PdfDocument, pageNumber: number, onDamage: OnDamage): Page | number {
  const walk = new PageWalk(document, onDamage)
  return walk.find(document.catalog.entries.get('Pages'), pageNumber, []) ?? walk.passed
}

/** Returns how many pages the document says it has; undefined when it does not say. */
export function statedPageCount(document: PdfDocument, onDamage: OnDamage): number | undefined {
  const root = resolved(document, document.catalog.entries.get('Pages'), onDamage)
  return isDictionary(root) ? statedCount(document, root, onDamage) : undefined
}

/**
 * Returns an inheritable attribute (§7.7.3.4) as it stands, of the page or the nearest node that
 * lists it and states one.
 */
export function pageAttribute({ page, ancestors }: Page, key: string): PdfValue | undefined {
  for (const holder of [page, ...ancestors.toReversed()]) {
    const value = holder.entries.get(key)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}

class PageWalk {
  /** Pages known to come before the one that is next. */
  passed = 0
  readonly #document: PdfDocument
  readonly #onDamage: OnDamage
  /** How many pages are below a node that was met; undefined while the walk is below it. */
  readonly #met = new Map<PdfDictionary, number | undefined>()
  #nodes = 0

  constructor(document: PdfDocument, onDamage: OnDamage) {
    this.#document = document
    this.#onDamage = onDamage
  }

  *pages(value: PdfValue | undefined, ancestors: readonly PdfDictionary[]): Generator<Page> {
    const node = resolved(this.#document, value, this.#onDamage)
    // A missing kid is the null object: no page.
    if (!isDictionary(node)) return
    if (this.#met.has(node)) {
      const below = this.#met.get(node)
      if (below === undefined) this.#refuse('expected a tree, found a node that is its own ancestor')
      this.passed += below ?? 0
      return
    }
    if (!this.#isWithinLimits(ancestors)) return
    this.#met.set(node, undefined)
    const before = this.passed
    const kids = kidsOf(this.#document, node, this.#onDamage)
    if (kids === undefined) yield this.#leaf(value, node, ancestors)
    else {
      const line = [...ancestors, node]
      for (const kid of kids) yield* this.pages(kid, line)
    }
    this.#met.set(node, this.passed - before)
  }

  find(
    value: PdfValue | undefined,
    pageNumber: number,
    ancestors: readonly PdfDictionary[],
  ): Page | undefined {
    const node = resolved(this.#document, value, this.#onDamage)
    if (!isDictionary(node)) return undefined
    if (ancestors.includes(node)) {
      this.#refuse('expected a tree, found a node that is its own ancestor')
      return undefined
    }
    if (!this.#isWithinLimits(ancestors)) return undefined
    const kids = kidsOf(this.#document, node, this.#onDamage)
    if (kids === undefined) {
      const page = this.#leaf(value, node, ancestors)
      return page.number === pageNumber ? page : undefined
    }
    const stated = statedCount(this.#document, node, this.#onDamage)
    // The root's count is not believed where it would hide a page.
    if (ancestors.length > 0 && stated !== undefined && this.passed + stated < pageNumber) {
      this.passed += stated
      return undefined
    }
    const line = [...ancestors, node]
    for (const kid of kids) {
      const found = this.find(kid, pageNumber, line)
      if (found !== undefined) return found
    }
    return undefined
  }

  #leaf(value: PdfValue | undefined, page: PdfDictionary, ancestors: readonly PdfDictionary[]): Page {
    this.passed += 1
    const place = isRef(value) ? { objectNumber: value.objectNumber, reference: value } : {}
    return { page, number: this.passed, ancestors, ...place }
  }

  #isWithinLimits(ancestors: readonly PdfDictionary[]): boolean {
    this.#nodes += 1
    if (this.#nodes <= MAXIMUM_NODES && ancestors.length <= MAXIMUM_DEPTH) return true
    this.#refuse(`expected at most ${MAXIMUM_NODES} nodes in ${MAXIMUM_DEPTH} levels, found more`)
    return false
  }

  #refuse(message: string): void {
    if (this.#onDamage !== 'skip') this.#onDamage({ code: 'PAGE_TREE_INVALID', message })
  }
}

/** Returns what a node lists; undefined for a page. */
function kidsOf(
  document: PdfDocument,
  node: PdfDictionary,
  onDamage: OnDamage,
): readonly PdfValue[] | undefined {
  const isPage = nameEntry(document, node, 'Type', onDamage) === 'Page'
  return isPage ? undefined : arrayEntry(document, node, 'Kids', onDamage)
}

function statedCount(document: PdfDocument, node: PdfDictionary, onDamage: OnDamage): number | undefined {
  const count = entryOf(document, node, 'Count', onDamage)
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined
}
