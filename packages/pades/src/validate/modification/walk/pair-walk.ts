// The walk through two revisions side by side. Where it meets an object that has a rule of its own, it leaves it to that rule only if the
// path is one the rule stands on (ruled-objects.ts); on any other path, and in all that is shown, nothing may differ.

import { resolved } from '../../../document/pdf-view.ts'
import type { PdfDocument } from '../../../pdf/document.ts'
import { PdfError } from '../../../pdf/errors.ts'
import {
  isArray,
  isDictionary,
  isRef,
  isStream,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
} from '../../../pdf/objects.ts'
import type { Difference } from '../findings.ts'
import { sameAtom, sameData } from './compare-values.ts'
import { correctedReference } from './generations.ts'
import type { Pair } from './pairs.ts'
import { type RuledObjects, stepTo, stepToItem } from './ruled-objects.ts'
import { VisitedPairs } from './visited-pairs.ts'

/** What the walk tells. */
export interface WalkReports {
  /** Accounts for a number of steps. @throws PdfError LIMIT_EXCEEDED */
  spend(steps: number): void
  report(difference: Difference, object: number | undefined): void
  refuseDuplicateKeys(
    before: PdfDictionary,
    after: PdfDictionary,
    difference: (key: string) => Difference,
    object: number | undefined,
  ): void
}

// ISO 32000-2 §7.8.3, §7.7.3.3, §12.5.5, §12.7.3. A stream is taken for shown wherever it is.
const shownKeys: ReadonlySet<string> = new Set(['Resources', 'Contents', 'AP', 'DR'])

export class PairWalk {
  /** Numbers of the later revision's objects that were compared, by no rule of their own. Owned here. */
  readonly met = new Set<number>()
  /** Numbers of those that the walk came to and left to their rules. Owned here. */
  readonly left = new Set<number>()
  readonly #before: PdfDocument
  readonly #after: PdfDocument
  /** Of the earlier revision. */
  readonly #ruled: RuledObjects
  readonly #reports: WalkReports
  readonly #visited = new VisitedPairs()
  readonly #queue: Pair[] = []

  constructor(before: PdfDocument, after: PdfDocument, ruled: RuledObjects, reports: WalkReports) {
    this.#before = before
    this.#after = after
    this.#ruled = ruled
    this.#reports = reports
  }

  /** Leaves a pair for `settle`. @throws PdfError LIMIT_EXCEEDED */
  enqueue(pair: Pair): void {
    this.#reports.spend(1)
    this.#queue.push(pair)
  }

  /** Leaves every entry of two dictionaries for `settle`, but those excepted. @throws PdfError LIMIT_EXCEEDED */
  enqueueEntries(
    before: PdfDictionary,
    after: PdfDictionary,
    excepted: ReadonlySet<string> | undefined,
    difference: (key: string) => Difference,
    { object, isShown }: Pick<Pair, 'object' | 'isShown'>,
  ): void {
    this.#reports.spend(1)
    this.#reports.refuseDuplicateKeys(before, after, difference, object)
    const enqueue = (key: string, earlier: PdfValue | undefined, later: PdfValue | undefined): void => {
      if (excepted?.has(key) === true) return
      this.enqueue({
        before: earlier,
        after: later,
        difference: difference(key),
        object,
        isShown: isShown || shownKeys.has(key),
        step: stepTo(key, object),
      })
    }
    for (const [key, value] of before.entries) enqueue(key, value, after.entries.get(key))
    for (const [key, value] of after.entries) if (!before.entries.has(key)) enqueue(key, undefined, value)
  }

  /** Does all comparisons that were left. @throws PdfError LIMIT_EXCEEDED: what was found until then is not all */
  settle(): void {
    for (let pair = this.#queue.pop(); pair !== undefined; pair = this.#queue.pop()) this.#compare(pair)
  }

  #compare(pair: Pair): void {
    const { before, after, difference, object } = pair
    if (!isRef(before) && !isRef(after)) {
      this.#compareValues(before ?? null, after ?? null, pair)
      return
    }
    const left = isRef(before) ? before.objectNumber : undefined
    const right = isRef(after) ? after.objectNumber : undefined
    const isRuled = this.#isRuled(left) || (right !== left && this.#isRuled(right))
    if (isRuled && left !== right) {
      this.#reports.report(difference, object)
      return
    }
    if (isRef(before) && isRef(after)) {
      const isSameReference = left === right && before.generation === after.generation
      const isLeft = isRuled && isSameReference && !pair.isShown && this.#ruled.isRuledPath(before, pair.step)
      if (isLeft) {
        this.left.add(after.objectNumber)
        return
      }
      this.met.add(after.objectNumber)
      if (!this.#visited.isNew(pair, before, after)) return
    } else if (right !== undefined) this.met.add(right)
    const earlier = resolved(this.#before, before)
    const later = resolved(this.#after, after)
    if (earlier === undefined || later === undefined) {
      // Unreadable in both revisions, and not touched: every reader fails alike.
      const isUntouched = earlier === later && isRef(before) && left === right && this.#failsAlike(before)
      if (!isUntouched) {
        this.#reports.report({ ...difference, code: 'OBJECT_UNREADABLE', level: 'UNDEFINED' }, right ?? left)
      }
      return
    }
    if (earlier === null || later === null) this.#compareByNumber(pair)
    this.#compareValues(earlier, later, { ...pair, object: right ?? left ?? object })
  }

  /** For readers that do not look at generations, what is null here may be something there. */
  #compareByNumber(pair: Pair): void {
    const before = correctedReference(this.#before, pair.before)
    const after = correctedReference(this.#after, pair.after)
    if (before === undefined && after === undefined) return
    this.enqueue({ ...pair, before: before ?? pair.before, after: after ?? pair.after })
  }

  #isRuled(objectNumber: number | undefined): boolean {
    return objectNumber !== undefined && this.#ruled.has(objectNumber)
  }

  #compareValues(before: PdfValue, after: PdfValue, pair: Pair): void {
    const { difference, object, isShown, step } = pair
    if (isStream(before) && isStream(after)) {
      if (sameData(before, after)) {
        const shown = { object, isShown: true }
        this.enqueueEntries(before.dictionary, after.dictionary, undefined, () => difference, shown)
      } else this.#reports.report(difference, object)
    } else if (isDictionary(before) && isDictionary(after)) {
      this.enqueueEntries(before, after, undefined, () => difference, { object, isShown })
    } else if (isArray(before) && isArray(after)) {
      if (before.length !== after.length) this.#reports.report(difference, object)
      else
        for (const [index, item] of before.entries()) {
          const toItem = stepToItem(step, index === 0)
          this.enqueue({ before: item, after: after[index], difference, object, isShown, step: toItem })
        }
    } else if (!sameAtom(before, after)) this.#reports.report(difference, object)
  }

  /** @throws PdfError LIMIT_EXCEEDED when it is not the object that fails: other readers may get on */
  #failsAlike(reference: PdfRef): boolean {
    try {
      this.#before.resolve(reference)
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    }
    const { objectNumber } = reference
    return (
      JSON.stringify(this.#before.entry(objectNumber)) === JSON.stringify(this.#after.entry(objectNumber))
    )
  }
}
