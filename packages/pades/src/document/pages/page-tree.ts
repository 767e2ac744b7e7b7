// The pages of a document in order (ISO 32000-2 §7.7.3), for looking at widgets and for comparing two revisions.

import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import { arrayEntry, nameEntry, resolved } from '../pdf-view.ts'

export interface Page {
  readonly page: PdfDictionary
  /** Absent when the page stands directly in /Kids, which the standard forbids. */
  readonly objectNumber?: number
}

const MAXIMUM_NODES = 200_000
const MAXIMUM_DEPTH = 100

/** Bounded; a node met twice is not entered again. Unreadable nodes are left out: only a comparison may judge them. */
export function pagesOf(document: PdfDocument): readonly Page[] {
  const pages: Page[] = []
  const visited = new Set<PdfDictionary>()
  const visit = (value: PdfValue | undefined, depth: number): void => {
    const node = resolved(document, value)
    if (!isDictionary(node) || visited.has(node)) return
    if (depth > MAXIMUM_DEPTH || visited.size >= MAXIMUM_NODES) return
    visited.add(node)
    const kids = nameEntry(document, node, 'Type') === 'Page' ? undefined : arrayEntry(document, node, 'Kids')
    if (kids === undefined) {
      pages.push({ page: node, ...(isRef(value) ? { objectNumber: value.objectNumber } : {}) })
      return
    }
    for (const kid of kids) visit(kid, depth + 1)
  }
  visit(document.catalog.entries.get('Pages'), 0)
  return pages
}
