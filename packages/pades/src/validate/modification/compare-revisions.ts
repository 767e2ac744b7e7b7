// All rules on two neighbouring revisions, in the order of a document: trailer, catalog and form, pages.
import { PdfError } from '../../pdf/errors.ts'
import type { Finding } from './level.ts'
import { compareCatalogs, compareTrailers } from './rules/catalog.ts'
import { comparePages } from './rules/pages/pages.ts'
import { Comparison, type ComparisonOptions } from './rules/rule.ts'
import { compareStructureTrees } from './rules/structure/structure-tree.ts'
import { reportUnexplained } from './unexplained-objects.ts'
import { RuledObjects } from './walk/ruled-objects.ts'

export interface RevisionPair extends Omit<ComparisonOptions, 'ruled'> {
  /** Whether `after` is one revision more than `before`, whose every entry must then be explained. */
  readonly isNextRevision: boolean
}

/** What differs between two revisions. @throws PdfError LIMIT_EXCEEDED */
export function compareRevisions({ isNextRevision, ...options }: RevisionPair): readonly Finding[] {
  const comparison = new Comparison({ ...options, ruled: new RuledObjects(options.before) })
  try {
    applyRules(comparison)
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    const message = `a later revision cannot be read: ${error.code}`
    comparison.report({ code: 'OBJECT_UNREADABLE', level: 'UNDEFINED', message })
  }
  // Also where a rule gave up: what it had looked at until then is paid for here.
  comparison.settle()
  if (isNextRevision) reportUnexplained(comparison)
  return comparison.findings
}

function applyRules(comparison: Comparison): void {
  if (!compareTrailers(comparison)) return
  const { before, after } = comparison
  comparison.refuseDuplicateKeys(before.trailer, after.trailer, (key) => ({
    code: 'TRAILER_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the trailer was changed`,
  }))
  compareCatalogs(comparison)
  comparePages(comparison)
  // After the pages, from which the widgets are known that the tree may take in.
  compareStructureTrees(comparison)
}
