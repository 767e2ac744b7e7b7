// The walk through two revisions side by side. Where it meets an object that has a rule of its own,
// it leaves it to that rule only if the path is one the rule stands on (ruled-objects.ts); on any
// other path, and in all that is shown, nothing may differ.
import { resolved } from '../../../document/pdf-view.ts'
import { PdfError } from '../../../pdf/errors.ts'
import { isRef, type PdfDictionary, type PdfRef, type PdfValue } from '../../../pdf/objects.ts'
import { type Difference, type Found, found } from '../findings.ts'
import type { Revisions, Sides } from '../revisions.ts'
import { compareValues, isSameReference, isSettled, normalise } from './compare-values.ts'
import { duplicateKeys } from './duplicate-keys.ts'
import { correctedReference } from './generations.ts'
import { type Pair, type SameEntries, type SameValue, VisitedPairs } from './pairs.ts'
import { type RuledObjects, stepTo, stepToItem } from './ruled-objects.ts'

/** Object numbers of the revision after, by what the walk did when it came to them. */
export interface WalkedObjects {
  /** Compared, whatever they are. */
  readonly compared: ReadonlySet<number>
  /** Left to the rules that they have. */
  readonly left: ReadonlySet<number>
}

// ISO 32000-2 §7.8.3, §7.7.3.3, §12.5.5, §12.7.3. A stream is taken for shown wherever it is.
const shownKeys: ReadonlySet<string> = new Set(['Resources', 'Contents', 'AP', 'DR'])

export class PairWalk implements WalkedObjects {
  /** Owned here. */
  readonly compared = new Set<number>()
  /** Owned here. */
  readonly left = new Set<number>()
  readonly #revisions: Revisions
  readonly #ruled: RuledObjects
  readonly #visited = new VisitedPairs()
  readonly #waiting: Pair[] = []
  /** What the step under way found. Owned by `differences`. */
  #found: Found[] = []

  /** @param ruled the objects of the revision before that have rules of their own */
  constructor(revisions: Revisions, ruled: RuledObjects) {
    this.#revisions = revisions
    this.#ruled = ruled
  }

  /**
   * Takes what has to be the same. Nothing is compared before `differences` is asked for, and then
   * the last first: of rules that lead to one object, the later one names what differs in it.
   *
   * An object that has a rule of its own is not left to it where a value given here is a reference
   * to it.
   * @throws PdfError LIMIT_EXCEEDED
   */
  add(demand: SameValue | SameEntries): void {
    const { object } = demand
    if (demand.kind === 'same-value') {
      const { before, after, difference } = demand
      this.#enqueue({ before, after, difference, object, isShown: false, step: {} })
    } else this.#enqueueEntries(demand, demand.excepted, demand.differenceOf, { object, isShown: false })
  }

  /**
   * Compares all that was taken.
   * @throws PdfError LIMIT_EXCEEDED: what was found until then is not all
   */
  *differences(): Generator<Found, void> {
    for (let pair = this.#waiting.pop(); pair !== undefined; pair = this.#waiting.pop()) {
      this.#compare(pair)
      if (this.#found.length === 0) continue
      yield* this.#found
      this.#found = []
    }
  }

  #enqueue(pair: Pair): void {
    this.#revisions.spend(1)
    this.#waiting.push(pair)
  }

  #enqueueEntries(
    { before, after }: Sides<PdfDictionary>,
    excepted: ReadonlySet<string> | undefined,
    differenceOf: (key: string) => Difference,
    { object, isShown }: Pick<Pair, 'object' | 'isShown'>,
  ): void {
    this.#revisions.spend(1)
    const enqueue = (
      key: string,
      valueBefore: PdfValue | undefined,
      valueAfter: PdfValue | undefined,
    ): void => {
      if (excepted?.has(key) === true) return
      if (isSettled(valueBefore, valueAfter)) {
        this.#revisions.spend(1)
        return
      }
      this.#enqueue({
        before: valueBefore,
        after: valueAfter,
        difference: differenceOf(key),
        object,
        isShown: isShown || shownKeys.has(key),
        step: stepTo(key, object),
      })
    }
    for (const [key, value] of before.entries) enqueue(key, value, after.entries.get(key))
    for (const [key, value] of after.entries) if (!before.entries.has(key)) enqueue(key, undefined, value)
  }

  #compare(pair: Pair): void {
    const { before, after } = pair
    if (isRef(before) || isRef(after)) this.#compareReferences(pair)
    else this.#compareDirect(normalise(before), normalise(after), pair)
  }

  #compareReferences(pair: Pair): void {
    const { before, after, difference, object } = pair
    const numberBefore = isRef(before) ? before.objectNumber : undefined
    const numberAfter = isRef(after) ? after.objectNumber : undefined
    const isRuled =
      this.#isRuled(numberBefore) || (numberAfter !== numberBefore && this.#isRuled(numberAfter))
    if (isRuled && numberBefore !== numberAfter) {
      this.#report(difference, object)
      return
    }
    if (isRef(before) && isRef(after)) {
      if (isRuled && this.#isLeft(pair, before, after)) {
        this.left.add(after.objectNumber)
        return
      }
      this.compared.add(after.objectNumber)
      if (!this.#visited.enter(pair, before, after)) return
    } else if (numberAfter !== undefined) this.compared.add(numberAfter)
    const valueBefore = resolved(this.#revisions.before, before)
    const valueAfter = resolved(this.#revisions.after, after)
    if (valueBefore === undefined || valueAfter === undefined) {
      // What is unreadable in both revisions, and was not touched, fails every reader alike.
      const isUntouched =
        valueBefore === valueAfter &&
        isRef(before) &&
        numberBefore === numberAfter &&
        this.#failsAlike(before)
      if (isUntouched) return
      const unreadable: Difference = { ...difference, code: 'OBJECT_UNREADABLE', level: 'UNDEFINED' }
      this.#report(unreadable, numberAfter ?? numberBefore)
      return
    }
    if (valueBefore === null || valueAfter === null) this.#compareByNumber(pair)
    const holder = numberAfter ?? numberBefore ?? object
    this.#compareDirect(normalise(valueBefore), normalise(valueAfter), { ...pair, object: holder })
  }

  /** Whether the walk may leave an object to its rule. */
  #isLeft(pair: Pair, before: PdfRef, after: PdfRef): boolean {
    return !pair.isShown && isSameReference(before, after) && this.#ruled.isRuledPath(before, pair.step)
  }

  /** For readers that do not look at generations, what is null here may be something there. */
  #compareByNumber(pair: Pair): void {
    const before = correctedReference(this.#revisions.before, pair.before)
    const after = correctedReference(this.#revisions.after, pair.after)
    if (before === undefined && after === undefined) return
    this.#enqueue({ ...pair, before: before ?? pair.before, after: after ?? pair.after })
  }

  #isRuled(objectNumber: number | undefined): boolean {
    return objectNumber !== undefined && this.#ruled.has(objectNumber)
  }

  #compareDirect(before: PdfValue, after: PdfValue, pair: Pair): void {
    const { difference, object, isShown, step } = pair
    const comparison = compareValues(before, after)
    if (comparison.kind === 'different') this.#report(difference, object)
    else if (comparison.kind === 'entries') {
      const differenceOf = () => difference
      for (const twice of duplicateKeys(this.#revisions, comparison, differenceOf)) {
        this.#report(twice, object)
      }
      this.#enqueueEntries(comparison, undefined, differenceOf, {
        object,
        isShown: isShown || comparison.ofStream,
      })
    } else if (comparison.kind === 'items') {
      for (const [index, item] of comparison.before.entries()) {
        if (isSettled(item, comparison.after[index])) {
          this.#revisions.spend(1)
          continue
        }
        const toItem = stepToItem(step, index === 0)
        this.#enqueue({
          before: item,
          after: comparison.after[index],
          difference,
          object,
          isShown,
          step: toItem,
        })
      }
    }
  }

  #report(difference: Difference, object: number | undefined): void {
    this.#found.push(found(difference, object))
  }

  /**
   * @throws PdfError LIMIT_EXCEEDED when it is not the object that fails: other readers may get on
   */
  #failsAlike(reference: PdfRef): boolean {
    const { before, after } = this.#revisions
    try {
      before.resolve(reference)
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    }
    const { objectNumber } = reference
    return JSON.stringify(before.entry(objectNumber)) === JSON.stringify(after.entry(objectNumber))
  }
}
