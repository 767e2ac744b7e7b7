// Rules for pages: the same pages in the same order, nothing of a page changed but the list of its annotations.
import { type Page, pagesOf } from '../../../../document/pages/page-tree.ts'
import type { Comparison, Difference } from '../rule.ts'
import { compareAnnotations } from './annotations.ts'

const pageRules: ReadonlySet<string> = new Set(['Annots', 'Tabs'])

export function comparePages(comparison: Comparison): void {
  const before = pagesOf(comparison.before)
  const after = pagesOf(comparison.after)
  const sameOrder =
    before.length === after.length &&
    before.every(
      ({ objectNumber }, index) => objectNumber !== undefined && objectNumber === after[index]?.objectNumber,
    )
  if (!sameOrder) {
    const message = `the pages are not the same ones in the same order (${before.length} before, ${after.length} after)`
    comparison.report({ code: 'PAGES_MODIFIED', level: 'UNDEFINED', message })
    return
  }
  for (const [index, page] of before.entries()) {
    const later = after[index]
    if (later !== undefined) comparePage(comparison, page, later, index + 1)
  }
}

function comparePage(comparison: Comparison, before: Page, after: Page, number: number): void {
  const object = after.objectNumber
  comparison.sameEntries(
    before.page,
    after.page,
    pageRules,
    (key) => ({
      code: 'PAGE_MODIFIED',
      level: 'UNDEFINED',
      message: `/${key} of page ${number} was changed`,
    }),
    object,
  )
  // Tab order says nothing on screen; a writer that adds the first widget of a tagged page has to state it (PDF/UA).
  if (before.page.entries.has('Tabs')) {
    const difference: Difference = {
      code: 'TABS_MODIFIED',
      level: 'UNDEFINED',
      message: `the tab order of page ${number} was changed`,
    }
    comparison.same(before.page.entries.get('Tabs'), after.page.entries.get('Tabs'), difference, object)
  }
  compareAnnotations(comparison, before.page, after.page, number)
}
