// The page that shows a widget: the one that lists it, by which readers go, or else the one it names.

import type { PdfDocument } from '../pdf/document.ts'
import { isArray, isRef, type PdfDictionary, type PdfRef } from '../pdf/objects.ts'
import { type Page, pagesOf } from './page-tree.ts'

/**
 * Walks the pages until one lists it; undefined when none does and it names none.
 * @throws PadesError PAGE_TREE_INVALID; PdfError when an object on the way cannot be read
 */
export function pageOfWidget(
  document: PdfDocument,
  widget: { readonly reference: PdfRef; readonly dictionary: PdfDictionary },
): (Page & { readonly number: number }) | undefined {
  const stated = widget.dictionary.entries.get('P')
  let named: (Page & { readonly number: number }) | undefined
  for (const page of pagesOf(document)) {
    if (lists(document, page, widget.reference)) return page
    if (isRef(stated) && stated.objectNumber === page.reference.objectNumber) named ??= page
  }
  return named
}

function lists(document: PdfDocument, { dictionary }: Page, { objectNumber }: PdfRef): boolean {
  const annotations = document.resolve(dictionary.entries.get('Annots'))
  if (!isArray(annotations)) return false
  return annotations.some((annotation) => isRef(annotation) && annotation.objectNumber === objectNumber)
}
