// A table of rules in their order. Its type knows what each rule returns: a rule that reads what no
// rule before it gives does not compile.
import type { Revisions } from '../revisions.ts'
import type { ExplainedEntries, Inputs, Judging, Rule, RuleDescription } from './rule.ts'

export interface RuleTable<Start extends object, Known extends object> {
  readonly rules: readonly RuleDescription[]
  /**
   * Applies the rules, each to what is known by then.
   * @returns all that is known in the end; undefined where a rule found that no more can be
   *   compared
   */
  readonly judge: (start: Start, revisions: Revisions) => Judging<Known | undefined>
  /** Returns the table with one more rule, which gives nothing to others. */
  readonly and: (rule: Rule<Known>) => RuleTable<Start, Known>
  /** Returns the table with one more rule, from which those after it read; undefined ends them. */
  readonly andRead: <Given extends object>(
    rule: Rule<Known, Given | undefined>,
  ) => RuleTable<Start, Known & Given>
}

/** Makes an empty table, whose rules may read `Given` from the start. */
export function tableOver<Given extends keyof Inputs>(): RuleTable<Pick<Inputs, Given>, Pick<Inputs, Given>> {
  return tableOf([], function* (start) {
    yield* []
    return start
  })
}

/** Returns, of each dictionary, the entries that some rule of a table explains. */
export function entriesExplainedBy(rules: readonly RuleDescription[]): ExplainedEntries {
  const entriesOf = (holder: keyof ExplainedEntries) =>
    new Set(rules.flatMap(({ explains }) => explains[holder] ?? []))
  return { catalog: entriesOf('catalog'), form: entriesOf('form'), page: entriesOf('page') }
}

function tableOf<Start extends object, Known extends object>(
  rules: readonly RuleDescription[],
  judge: RuleTable<Start, Known>['judge'],
): RuleTable<Start, Known> {
  return {
    rules,
    judge,
    and: (rule) =>
      tableOf([...rules, rule], function* (start, revisions) {
        const known = yield* judge(start, revisions)
        if (known !== undefined) yield* rule.judge(known, revisions)
        return known
      }),
    andRead: (rule) =>
      tableOf([...rules, rule], function* (start, revisions) {
        const known = yield* judge(start, revisions)
        if (known === undefined) return undefined
        const given = yield* rule.judge(known, revisions)
        return given === undefined ? undefined : { ...known, ...given }
      }),
  }
}
