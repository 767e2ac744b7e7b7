// Two neighbouring revisions side by side. Where the walk meets an object that has a rule of its own, it leaves it to that rule only if
// the path is one the rule stands on (ruled-objects.ts); on any other path, and in all that is shown, nothing may differ.
import { equalBytes } from '../../asn1/bytes.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import {
  isArray,
  isDictionary,
  isName,
  isRef,
  isStream,
  isString,
  type PdfDictionary,
  type PdfRef,
  type PdfValue,
} from '../../pdf/objects.ts'
import { resolved } from '../pdf-view.ts'
import type { ComparisonBudget } from './comparison-budget.ts'
import { exceeds, type Finding, type FindingCode, type ModificationLevel } from './level.ts'
import { type RuledObjects, type Step, stepTo, stepToItem } from './ruled-objects.ts'

/** What to report when a comparison finds a difference. */
export type Difference = Pick<Finding, 'code' | 'level' | 'message'>

interface Pair {
  readonly before: PdfValue | undefined
  readonly after: PdfValue | undefined
  readonly difference: Difference
  /** Number of the indirect object that the values stand in. */
  readonly object: number | undefined
  /** The path to the values went through something that is shown: no rule holds there, nor beyond. */
  readonly isShown: boolean
  readonly step: Step
}

// More than a document may have signatures: of so many that were added, one at least is not accounted for.
const MAXIMUM_FINDINGS_PER_CODE = 300
// ISO 32000-2 §7.8.3, §7.7.3.3, §12.5.5, §12.7.3. A stream is taken for shown wherever it is.
const shownKeys: ReadonlySet<string> = new Set(['Resources', 'Contents', 'AP', 'DR'])
const noKeys: ReadonlySet<string> = new Set()

export class Comparison {
  readonly before: PdfDocument
  readonly after: PdfDocument
  /** A certification signature is in force: new visible signature fields are then refused (the sneaky signature attack). */
  readonly certified: boolean
  /** Whether a FieldMDP of the judged signature locks the field of this name. */
  readonly isLocked: (fieldName: string) => boolean
  readonly findings: Finding[] = []
  /** Of the earlier revision. */
  readonly #ruled: RuledObjects
  readonly #budget: ComparisonBudget
  readonly #toleratesDuplicates: boolean
  /** What was compared, by the level that a difference there would have had and the last step of the path. Owned by `#isNew`. */
  readonly #visited = new Map<ModificationLevel, Map<string, Set<string | number>>>()
  /** Messages and their levels. Owned by `report`. */
  readonly #reported = new Map<FindingCode, Map<string, ModificationLevel>>()
  readonly #queue: Pair[] = []
  readonly #revision: number

  /**
   * @param options `budget` is the file's, shared by all its comparisons; `toleratesDuplicates` is for revisions that differ in nothing
   * they state, where only a key that became one stated twice is a change
   */
  constructor(options: {
    readonly before: PdfDocument
    readonly after: PdfDocument
    readonly certified: boolean
    readonly isLocked: (fieldName: string) => boolean
    readonly ruled: RuledObjects
    readonly budget: ComparisonBudget
    readonly toleratesDuplicates: boolean
  }) {
    this.before = options.before
    this.after = options.after
    this.certified = options.certified
    this.isLocked = options.isLocked
    this.#ruled = options.ruled
    this.#budget = options.budget
    this.#toleratesDuplicates = options.toleratesDuplicates
    this.#revision = options.after.revisions.length - 1
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
    this.#enqueue({ before, after, difference, object, isShown: false, step: {} })
  }

  /** Compares every entry of two dictionaries but those that have a rule of their own. @throws PdfError LIMIT_EXCEEDED */
  sameEntries(
    before: PdfDictionary,
    after: PdfDictionary,
    excepted: ReadonlySet<string>,
    difference: (key: string) => Difference,
    object?: number,
  ): void {
    this.#sameEntries(before, after, excepted, difference, object, false)
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

  /** Adds a finding, unless it is there already or there are plenty of its code. @throws PdfError LIMIT_EXCEEDED */
  report(difference: Difference, object?: number): void {
    this.#budget.spend(1)
    const { code, level, message } = difference
    const ofCode = this.#reported.get(code) ?? new Map<string, ModificationLevel>()
    this.#reported.set(code, ofCode)
    const known = ofCode.get(message)
    if (known !== undefined && !exceeds(level, known)) return
    const isPlenty = ofCode.size >= MAXIMUM_FINDINGS_PER_CODE
    if (isPlenty && [...ofCode.values()].some((other) => !exceeds(level, other))) return
    ofCode.set(message, level)
    const place = object === undefined ? {} : { object }
    this.findings.push({ code, level, message, revision: this.#revision, ...place })
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
    for (let pair = this.#queue.pop(); pair !== undefined; pair = this.#queue.pop()) this.#compare(pair)
  }

  #enqueue(pair: Pair): void {
    this.#budget.spend(1)
    this.#queue.push(pair)
  }

  #sameEntries(
    before: PdfDictionary,
    after: PdfDictionary,
    excepted: ReadonlySet<string>,
    difference: (key: string) => Difference,
    object: number | undefined,
    isShown: boolean,
  ): void {
    this.#budget.spend(1)
    this.refuseDuplicateKeys(before, after, difference, object)
    const enqueue = (key: string, earlier: PdfValue | undefined, later: PdfValue | undefined): void => {
      if (excepted.has(key)) return
      this.#enqueue({
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
      this.report(difference, object)
      return
    }
    if (isRef(before) && isRef(after)) {
      const isSameReference = left === right && before.generation === after.generation
      const isLeft = isRuled && isSameReference && !pair.isShown && this.#ruled.isRuledPath(before, pair.step)
      if (isLeft || !this.#isNew(pair, before, after)) return
    }
    const earlier = resolved(this.before, before)
    const later = resolved(this.after, after)
    if (earlier === undefined || later === undefined) {
      // Unreadable in both revisions, and not touched: every reader fails alike.
      const isUntouched =
        earlier === later && left === right && left !== undefined && this.#failsAlike(left, before)
      if (!isUntouched)
        this.report({ ...difference, code: 'OBJECT_UNREADABLE', level: 'UNDEFINED' }, right ?? left)
      return
    }
    this.#compareValues(earlier, later, { ...pair, object: right ?? left ?? object })
  }

  #isRuled(objectNumber: number | undefined): boolean {
    return objectNumber !== undefined && this.#ruled.has(objectNumber)
  }

  /** What two references lead to is compared once for each level, and once for each path on which other rules hold there. */
  #isNew({ difference: { level }, isShown, step }: Pair, before: PdfRef, after: PdfRef): boolean {
    const place = placeOf(before, after)
    const shown = this.#visitedOn(level, '(shown)')
    // Where things are shown no rule holds: that comparison is the strictest.
    if (shown.has(place)) return false
    const known = isShown ? shown : this.#visitedOn(level, step.key ?? '')
    if (known.has(place)) return false
    known.add(place)
    return true
  }

  #visitedOn(level: ModificationLevel, path: string): Set<string | number> {
    const ofLevel = this.#visited.get(level) ?? new Map<string, Set<string | number>>()
    this.#visited.set(level, ofLevel)
    const ofPath = ofLevel.get(path) ?? new Set<string | number>()
    ofLevel.set(path, ofPath)
    return ofPath
  }

  #compareValues(before: PdfValue, after: PdfValue, pair: Pair): void {
    const { difference, object, isShown, step } = pair
    if (isStream(before) && isStream(after)) {
      const place =
        before.bytes.buffer === after.bytes.buffer && before.bytes.byteOffset === after.bytes.byteOffset
      const unmoved = place && before.bytes.length === after.bytes.length
      if (unmoved || equalBytes(before.bytes, after.bytes)) {
        this.#sameEntries(before.dictionary, after.dictionary, noKeys, () => difference, object, true)
      } else this.report(difference, object)
    } else if (isDictionary(before) && isDictionary(after)) {
      this.#sameEntries(before, after, noKeys, () => difference, object, isShown)
    } else if (isArray(before) && isArray(after)) {
      if (before.length !== after.length) this.report(difference, object)
      else
        for (const [index, item] of before.entries()) {
          const toItem = stepToItem(step, index === 0)
          this.#enqueue({ before: item, after: after[index], difference, object, isShown, step: toItem })
        }
    } else if (!sameAtom(before, after)) this.report(difference, object)
  }

  /** @throws PdfError LIMIT_EXCEEDED when it is not the object that fails: other readers may get on */
  #failsAlike(objectNumber: number, value: PdfValue | undefined): boolean {
    try {
      this.before.resolve(value)
    } catch (error) {
      if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    }
    return JSON.stringify(this.before.entry(objectNumber)) === JSON.stringify(this.after.entry(objectNumber))
  }
}

/** Two references with their generations: of one object, of two of its generations or of two objects. */
function placeOf(before: PdfRef, after: PdfRef): string | number {
  const isSame = before.objectNumber === after.objectNumber && before.generation === after.generation
  // Nearly all are; a number takes a fraction of the time and room of a text.
  if (isSame && before.generation === 0) return before.objectNumber
  return [before.objectNumber, before.generation, after.objectNumber, after.generation].join(' ')
}

/** Equality of values that hold no others. */
export function sameAtom(before: PdfValue, after: PdfValue): boolean {
  if (isName(before)) return isName(after) && before.value === after.value
  if (isString(before)) return isString(after) && equalBytes(before.bytes, after.bytes)
  return before === after
}
