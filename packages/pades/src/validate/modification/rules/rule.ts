// Two neighbouring revisions side by side, as the rules see them: what they ask to be the same is compared by a walk (pair-walk.ts), what
// they find is collected.
import type { PdfDocument } from '../../../pdf/document.ts'
import type { PdfDictionary, PdfValue } from '../../../pdf/objects.ts'
import type { ComparisonBudget } from '../comparison-budget.ts'
import { type Difference, Findings } from '../findings.ts'
import type { Finding } from '../level.ts'
import { PairWalk } from '../walk/pair-walk.ts'
import type { RuledObjects } from '../walk/ruled-objects.ts'

export type { Difference } from '../findings.ts'

/** `budget` is the file's, shared by all its comparisons. */
export interface ComparisonOptions {
  readonly before: PdfDocument
  readonly after: PdfDocument
  /** A certification signature is in force: new visible signature fields are then refused (the sneaky signature attack). */
  readonly certified: boolean
  /** Whether a FieldMDP of the judged signature locks the field of this name. */
  readonly isLocked: (fieldName: string) => boolean
  /** Of the earlier revision. */
  readonly ruled: RuledObjects
  readonly budget: ComparisonBudget
  /** For revisions that differ in nothing they state, where only a key that became one stated twice is a change. */
  readonly toleratesDuplicates: boolean
}

export class Comparison {
  readonly before: PdfDocument
  readonly after: PdfDocument
  readonly certified: boolean
  readonly isLocked: (fieldName: string) => boolean
  /** Widgets that the later revision added, by object number, as the rules came to them; for the structure tree's rule. */
  readonly addedWidgets = new Map<number, PdfDictionary>()
  readonly #ruled: RuledObjects
  readonly #budget: ComparisonBudget
  readonly #toleratesDuplicates: boolean
  readonly #findings: Findings
  readonly #walk: PairWalk
  /** What to do when a difference of this code and message was found. Owned by `whenReported`. */
  readonly #questions = new Map<string, (() => void)[]>()
  /** Code and message of what was found and is no failure yet, however much it is: the findings name only so many. */
  readonly #found = new Set<string>()

  constructor(options: ComparisonOptions) {
    this.before = options.before
    this.after = options.after
    this.certified = options.certified
    this.isLocked = options.isLocked
    this.#ruled = options.ruled
    this.#budget = options.budget
    this.#toleratesDuplicates = options.toleratesDuplicates
    this.#findings = new Findings(options.after.revisions.length - 1)
    this.#walk = new PairWalk(options.before, options.after, options.ruled, this)
  }

  get findings(): readonly Finding[] {
    return this.#findings.list
  }

  /** Numbers of objects of the later revision that were compared with the earlier one's, whatever they are. */
  get met(): ReadonlySet<number> {
    return this.#walk.met
  }

  /** Numbers of objects that something led to and that have a rule of their own. */
  get left(): ReadonlySet<number> {
    return this.#walk.left
  }

  /**
   * Compares two values and all they lead to, later (`settle`): any difference is reported as `difference`. An object that has a rule
   * of its own is not left to it where one of the values is a reference to it.
   * @param object number of the indirect object that the values stand in
   * @throws PdfError LIMIT_EXCEEDED
   */
  same(
    before: PdfValue | undefined,
    after: PdfValue | undefined,
    difference: Difference,
    object?: number,
  ): void {
    this.#walk.enqueue({ before, after, difference, object, isShown: false, step: {} })
  }

  /** Compares every entry of two dictionaries but those that have a rule of their own. @throws PdfError LIMIT_EXCEEDED */
  sameEntries(
    before: PdfDictionary,
    after: PdfDictionary,
    excepted: ReadonlySet<string>,
    difference: (key: string) => Difference,
    object?: number,
  ): void {
    this.#walk.enqueueEntries(before, after, excepted, difference, { object, isShown: false })
  }

  /**
   * A key stated twice counts as changed, although the dictionary is as it was signed: the value that was dropped in reading, which other
   * readers show, leads to objects that nobody compared, and any later revision may hold them. The level is that of a change of the
   * key, since no more can be shown by the other value. A file to which nothing was added is not compared at all.
   */
  refuseDuplicateKeys(
    before: PdfDictionary,
    after: PdfDictionary,
    difference: (key: string) => Difference,
    object?: number,
  ): void {
    if (before.duplicateKeys === undefined && after.duplicateKeys === undefined) return
    for (const key of new Set([...(before.duplicateKeys ?? []), ...(after.duplicateKeys ?? [])])) {
      const { code, level } = difference(key)
      const isOld = before.duplicateKeys?.includes(key) === true
      if (isOld && this.#toleratesDuplicates) continue
      const message = `/${key} is stated twice: what a reader shows of it may have changed`
      this.report({ code, level: isOld ? level : 'UNDEFINED', message }, object)
    }
  }

  /** Adds a finding. @throws PdfError LIMIT_EXCEEDED */
  report(difference: Difference, object?: number): void {
    this.spend(1)
    if (difference.level !== 'UNDEFINED') this.#found.add(keyOf(difference))
    this.#findings.add(difference, object)
  }

  /** Has something looked at only if a difference is found in the end (`settle`), and is no failure by itself. */
  whenReported(difference: Difference, look: () => void): void {
    const key = keyOf(difference)
    const asked = this.#questions.get(key)
    if (asked === undefined) this.#questions.set(key, [look])
    else asked.push(look)
  }

  /** Accounts for steps of work. @throws PdfError LIMIT_EXCEEDED */
  spend(steps: number): void {
    this.#budget.spend(steps)
  }

  /** Fully qualified name in the earlier revision of the field that an object is, or is a widget of; empty when it is none. */
  fieldName(object: number | undefined): string {
    return (object === undefined ? undefined : this.#ruled.fieldName(object)) ?? ''
  }

  /** The value in the earlier revision. @throws PdfError when it cannot be read */
  resolveBefore(value: PdfValue | undefined): PdfValue {
    return this.before.resolve(value)
  }

  /** The value in the later revision. @throws PdfError when it cannot be read */
  resolveAfter(value: PdfValue | undefined): PdfValue {
    return this.after.resolve(value)
  }

  /** Does the comparisons that were asked for. @throws PdfError LIMIT_EXCEEDED: what was found until then is not all */
  settle(): void {
    this.#walk.settle()
    for (const key of this.#found) for (const look of this.#questions.get(key) ?? []) look()
  }
}

function keyOf({ code, message }: Difference): string {
  return `${code} ${message}`
}
