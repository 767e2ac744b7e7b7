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
  return tableOf([], (start) => ({ steps: [], known: () => start }))
}

/** Returns, of each dictionary, the entries that some rule of a table explains. */
export function entriesExplainedBy(rules: readonly RuleDescription[]): ExplainedEntries {
  const entriesOf = (holder: keyof ExplainedEntries) =>
    new Set(rules.flatMap(({ explains }) => explains[holder] ?? []))
  return { catalog: entriesOf('catalog'), form: entriesOf('form'), page: entriesOf('page') }
}

/**
 * One application of a table: a step for each rule, and what is known once the steps have been
 * taken. Steps are taken one after another, so that what a rule yields does not pass through all
 * that come after it.
 */
interface Application<Known> {
  readonly steps: readonly (() => Judging)[]
  readonly known: () => Known | undefined
}

function tableOf<Start extends object, Known extends object>(
  rules: readonly RuleDescription[],
  begin: (start: Start, revisions: Revisions) => Application<Known>,
): RuleTable<Start, Known> {
  return {
    rules,
    *judge(start, revisions) {
      const { steps, known } = begin(start, revisions)
      for (const step of steps) yield* step()
      return known()
    },
    and: (rule) =>
      tableOf([...rules, rule], (start, revisions) => {
        const { steps, known } = begin(start, revisions)
        const step = function* (): Judging {
          const read = known()
          if (read !== undefined) yield* rule.judge(read, revisions)
        }
        return { steps: [...steps, step], known }
      }),
    andRead: <Given extends object>(rule: Rule<Known, Given | undefined>) =>
      tableOf([...rules, rule], (start, revisions) => {
        const { steps, known } = begin(start, revisions)
        let all: (Known & Given) | undefined
        const step = function* (): Judging {
          const read = known()
          const given = read === undefined ? undefined : yield* rule.judge(read, revisions)
          if (read !== undefined && given !== undefined) all = { ...read, ...given }
        }
        return { steps: [...steps, step], known: () => all }
      }),
  }
}
