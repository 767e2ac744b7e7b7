// What differs between two revisions: the rules speak in their order, what they want to be the same
// is compared by a walk, what depends on what was found is looked at, and what nothing led to is
// named.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import type { ComparisonBudget } from './comparison-budget.ts'
import { Findings, type Found, found, keyOf } from './findings.ts'
import type { Finding } from './level.ts'
import type { Revisions, Sides } from './revisions.ts'
import type { IfFound, Judgement } from './rules/rule.ts'
import { judgeRevisions } from './rules/whitelist.ts'
import { unexplainedObjects } from './unexplained-objects.ts'
import { PairWalk } from './walk/pair-walk.ts'
import { RuledObjects } from './walk/ruled-objects.ts'

interface RevisionPair
  extends Sides<PdfDocument>,
    Pick<Revisions, 'certified' | 'isLocked' | 'toleratesDuplicates'> {
  /**
   * Whether `after` is one revision more than `before`, whose every object must then be explained.
   */
  readonly isNextRevision: boolean
  /** The file's, shared by all its comparisons. */
  readonly budget: ComparisonBudget
}

/** Returns what differs between two revisions. @throws PdfError LIMIT_EXCEEDED */
export function compareRevisions({ isNextRevision, budget, ...pair }: RevisionPair): readonly Finding[] {
  const ruled = new RuledObjects(pair.before)
  const revisions: Revisions = {
    ...pair,
    fieldName: (objectNumber) => ruled.fieldName(objectNumber),
    spend: (steps) => budget.spend(steps),
  }
  const findings = new Findings(pair.after.revisions.length - 1)
  const report = (difference: Found): void => {
    budget.spend(1)
    findings.add(difference)
  }
  const walk = new PairWalk(revisions, ruled)
  const conditions: IfFound[] = []
  const take = (judgement: Judgement): void => {
    if (judgement.kind === 'found') report(judgement)
    else if (judgement.kind === 'if-found') conditions.push(judgement)
    else walk.add(judgement)
  }
  try {
    for (const said of judgeRevisions(revisions)) {
      if (isSingle(said)) take(said)
      else for (const judgement of said) take(judgement)
    }
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    const message = `a later revision cannot be read: ${error.code}`
    report(found({ code: 'OBJECT_UNREADABLE', level: 'UNDEFINED', message }))
  }
  // Also where a rule gave up: what the rules had asked for until then is compared.
  for (const difference of walk.differences()) report(difference)
  for (const difference of lookAgain(conditions, findings.permissible)) report(difference)
  if (isNextRevision) for (const unexplained of unexplainedObjects(revisions, walk)) report(unexplained)
  return findings.list
}

function isSingle(said: Judgement | readonly Judgement[]): said is Judgement {
  return 'kind' in said
}

/**
 * Looks at what rules wanted to be looked at if a difference was found, in the order of what was
 * found.
 */
function* lookAgain(conditions: readonly IfFound[], foundKeys: Iterable<string>): Generator<Found, void> {
  const byKey = new Map<string, IfFound[]>()
  for (const condition of conditions) {
    const key = keyOf(condition.difference)
    const others = byKey.get(key)
    if (others === undefined) byKey.set(key, [condition])
    else others.push(condition)
  }
  for (const key of foundKeys) for (const { look } of byKey.get(key) ?? []) yield* look()
}
