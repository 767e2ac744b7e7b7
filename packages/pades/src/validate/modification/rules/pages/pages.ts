// Rules for pages (ISO 32000-2 §7.7.3): the same pages in the same order, and of a page nothing
// changes but its annotations and, once, its tab order.
import { type Page, pagesOf } from '../../../../document/pages/page-tree.ts'
import { type Difference, found } from '../../findings.ts'
import { entriesUnder, type Revisions } from '../../revisions.ts'
import {
  type AddedWidget,
  type Inputs,
  type Judging,
  type PagePair,
  sameEntries,
  sameValue,
} from '../rule.ts'
import type { RuleTable } from '../rule-table.ts'

type Table = RuleTable<
  Pick<Inputs, 'page' | 'explained'>,
  Pick<Inputs, 'page' | 'explained' | 'addedAnnotations'>
>

/** Pages are told by their objects; of pages that are not the same ones, none is compared. */
export function* judgePageOrder(
  _inputs: Pick<Inputs, 'catalog'>,
  revisions: Revisions,
): Judging<Pick<Inputs, 'pages'>> {
  const before = pagesOf(revisions.before)
  const after = pagesOf(revisions.after)
  const pages = pairPages(before, after)
  if (pages !== undefined) return { pages }
  const counts = `${before.length} before, ${after.length} after`
  const message = `the pages are not the same ones in the same order (${counts})`
  yield found({ code: 'PAGES_MODIFIED', level: 'UNDEFINED', message })
  return { pages: [] }
}

/** Returns the judgement of each page by the rules of a table, in the order of the pages. */
export function judgeEachPage({ judge }: Table) {
  return function* (
    { pages, explained }: Pick<Inputs, 'pages' | 'explained'>,
    revisions: Revisions,
  ): Judging<Pick<Inputs, 'addedAnnotations'>> {
    const added: AddedWidget[] = []
    for (const page of pages) {
      const known = yield* judge({ page, explained }, revisions)
      for (const widget of known?.addedAnnotations ?? []) added.push(widget)
    }
    return { addedAnnotations: added }
  }
}

/** Entries of a page that no rule explains stay as they were. */
export function* judgePageEntries(
  { page, explained }: Pick<Inputs, 'page' | 'explained'>,
  revisions: Revisions,
): Judging {
  const differenceOf = (key: string): Difference => ({
    code: 'PAGE_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of page ${page.number} was changed`,
  })
  yield sameEntries(revisions, page, explained.page, differenceOf, page.object)
}

/**
 * A tab order may be stated where there was none: it says nothing on screen, and a writer that adds
 * the first widget of a tagged page has to state it (PDF/UA).
 */
export function* judgeTabOrder({ page }: Pick<Inputs, 'page'>): Judging {
  if (!page.before.entries.has('Tabs')) return
  const message = `the tab order of page ${page.number} was changed`
  yield sameValue(
    entriesUnder(page, 'Tabs'),
    { code: 'TABS_MODIFIED', level: 'UNDEFINED', message },
    page.object,
  )
}

function pairPages(before: readonly Page[], after: readonly Page[]): readonly PagePair[] | undefined {
  if (before.length !== after.length) return undefined
  const pairs: PagePair[] = []
  for (const [index, { page, objectNumber }] of before.entries()) {
    const counterpart = after[index]
    if (objectNumber === undefined || counterpart?.objectNumber !== objectNumber) return undefined
    pairs.push({ before: page, after: counterpart.page, number: index + 1, object: objectNumber })
  }
  return pairs
}
