// The page that a signature goes on: an indirect object of the page tree, found by its number or by
// the widget that it shows.

import { eachPage, findPage, type Page } from '../../document/pages/page-tree.ts'
import { arrayEntry } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, isRef, type PdfDictionary, type PdfRef } from '../../pdf/objects.ts'
import { PadesError, refuseDamage } from '../errors.ts'

/** A page that can be written anew. */
export interface PageToSign extends Page {
  readonly reference: PdfRef
}

/**
 * Finds the page with the 1-based number.
 * @throws PadesError PAGE_NOT_FOUND, PAGE_TREE_INVALID; PdfError when an object on the way cannot
 *   be read
 */
export function findPageToSign(document: PdfDocument, pageNumber: number): PageToSign {
  const root = document.resolve(document.catalog.entries.get('Pages'))
  if (!isDictionary(root)) {
    throw new PadesError('PAGE_TREE_INVALID', 'expected the catalog to have a page tree')
  }
  const found = findPage(document, pageNumber, refuseDamage)
  if (typeof found === 'number') {
    throw new PadesError('PAGE_NOT_FOUND', `expected a page from 1 to ${found}, found ${pageNumber}`)
  }
  if (!isWritable(found)) {
    throw new PadesError('PAGE_TREE_INVALID', 'expected the page to be an indirect object')
  }
  return found
}

/**
 * Finds the page that shows a widget: the one that lists it, by which readers go, or else the one
 * that it names. Walks the pages until one lists it; undefined when none does and it names none.
 * @throws PadesError PAGE_TREE_INVALID; PdfError when an object on the way cannot be read
 */
export function pageOfWidget(
  document: PdfDocument,
  widget: { readonly reference: PdfRef; readonly dictionary: PdfDictionary },
): PageToSign | undefined {
  const stated = widget.dictionary.entries.get('P')
  let named: PageToSign | undefined
  for (const page of eachPage(document, refuseDamage)) {
    if (!isWritable(page)) continue
    if (lists(document, page, widget.reference)) return page
    if (isRef(stated) && stated.objectNumber === page.objectNumber) named ??= page
  }
  return named
}

function isWritable(page: Page): page is PageToSign {
  return page.reference !== undefined
}

function lists(document: PdfDocument, { page }: Page, { objectNumber }: PdfRef): boolean {
  const annotations = arrayEntry(document, page, 'Annots', refuseDamage) ?? []
  return annotations.some((annotation) => isRef(annotation) && annotation.objectNumber === objectNumber)
}
