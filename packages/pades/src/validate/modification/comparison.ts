// Two neighbouring revisions side by side. Values are compared, not object numbers: an object is cleared only by the rule of
// every path that leads to it, so one that an allowed change reaches is still caught where the page uses it too.
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
  type PdfValue,
} from '../../pdf/objects.ts'
import { exceeds, type Finding, type ModificationLevel } from './level.ts'

/** What to report when a comparison finds a difference. */
export type Difference = Pick<Finding, 'code' | 'level' | 'message'>

interface Pair {
  readonly before: PdfValue | undefined
  readonly after: PdfValue | undefined
  readonly difference: Difference
  readonly object: number | undefined
}

const MAXIMUM_PAIRS = 1_000_000
const MAXIMUM_FINDINGS = 100

export class Comparison {
  readonly before: PdfDocument
  readonly after: PdfDocument
  /** A certification signature is in force: new visible signature fields are then refused (the sneaky signature attack). */
  readonly certified: boolean
  /** Whether a FieldMDP of the judged signature locks the field of this name. */
  readonly isLocked: (fieldName: string) => boolean
  readonly findings: Finding[] = []
  /** Objects of the earlier revision with a rule of their own: pages, annotations, fields, the catalog, the form. */
  readonly #ruled: ReadonlySet<number>
  readonly #fieldNames: ReadonlyMap<number, string>
  readonly #visited = new Map<ModificationLevel, Set<string>>()
  readonly #queue: Pair[] = []
  readonly #revision: number
  #pairs = 0

  constructor(options: {
    readonly before: PdfDocument
    readonly after: PdfDocument
    readonly certified: boolean
    readonly isLocked: (fieldName: string) => boolean
    readonly ruled: ReadonlySet<number>
    readonly fieldNames: ReadonlyMap<number, string>
  }) {
    this.before = options.before
    this.after = options.after
    this.certified = options.certified
    this.isLocked = options.isLocked
    this.#ruled = options.ruled
    this.#fieldNames = options.fieldNames
    this.#revision = options.after.revisions.length - 1
  }

  /** Compares two values and all they lead to, later (`settle`): any difference is reported as `difference`. */
  same(
    before: PdfValue | undefined,
    after: PdfValue | undefined,
    difference: Difference,
    object?: number,
  ): void {
    this.#queue.push({ before, after, difference, object })
  }

  /** Compares every entry of two dictionaries but those that have a rule of their own. */
  sameEntries(
    before: PdfDictionary,
    after: PdfDictionary,
    excepted: ReadonlySet<string>,
    difference: (key: string) => Difference,
    object?: number,
  ): void {
    if (after.duplicateKeys !== undefined && before.duplicateKeys === undefined) {
      this.report({ ...difference(after.duplicateKeys[0] ?? ''), level: 'UNDEFINED' }, object)
    }
    for (const key of new Set([...before.entries.keys(), ...after.entries.keys()])) {
      if (!excepted.has(key))
        this.same(before.entries.get(key), after.entries.get(key), difference(key), object)
    }
  }

  report(difference: Difference, object?: number): void {
    const { code, level, message } = difference
    const known = this.findings.find((finding) => finding.code === code && finding.message === message)
    if (known !== undefined && !exceeds(level, known.level)) return
    const finding = {
      code,
      level,
      message,
      revision: this.#revision,
      ...(object === undefined ? {} : { object }),
    }
    if (this.findings.length < MAXIMUM_FINDINGS || exceeds(level, 'ANNOTATIONS')) this.findings.push(finding)
  }

  /** Fully qualified name in the earlier revision of the field that an object is, or is a widget of. */
  fieldName(object: number | undefined): string {
    return (object === undefined ? undefined : this.#fieldNames.get(object)) ?? ''
  }

  /** The value in the earlier revision. @throws PdfError when it cannot be read */
  resolveBefore(value: PdfValue | undefined): PdfValue {
    return this.before.resolve(value)
  }

  /** The value in the later revision. @throws PdfError when it cannot be read */
  resolveAfter(value: PdfValue | undefined): PdfValue {
    return this.after.resolve(value)
  }

  /** Does the comparisons that were asked for. */
  settle(): void {
    for (let pair = this.#queue.pop(); pair !== undefined; pair = this.#queue.pop()) {
      this.#pairs += 1
      if (this.#pairs > MAXIMUM_PAIRS) {
        this.report({
          code: 'LIMIT_EXCEEDED',
          level: 'UNDEFINED',
          message: 'the revisions are too large to be compared',
        })
        this.#queue.length = 0
        return
      }
      this.#compare(pair)
    }
  }

  #compare({ before, after, difference, object }: Pair): void {
    if (isRef(before) || isRef(after)) {
      const left = isRef(before) ? before.objectNumber : undefined
      const right = isRef(after) ? after.objectNumber : undefined
      const ruled =
        (left !== undefined && this.#ruled.has(left)) || (right !== undefined && this.#ruled.has(right))
      if (ruled) {
        if (left !== right) this.report(difference, object)
        return
      }
      const key = `${left ?? `in ${object}`} ${right ?? `in ${object}`}`
      if (left !== undefined && right !== undefined) {
        const visited = this.#visited.get(difference.level) ?? new Set()
        this.#visited.set(difference.level, visited)
        if (visited.has(key)) return
        visited.add(key)
      }
      const [resolvedBefore, resolvedAfter] = this.#resolvePair(before, after)
      if (resolvedBefore === undefined || resolvedAfter === undefined) {
        // Unreadable in both revisions, and not touched: every reader fails alike.
        const bothUnreadable = resolvedBefore === undefined && resolvedAfter === undefined
        const untouched = bothUnreadable && left === right && left !== undefined && this.#sameEntry(left)
        if (!untouched)
          this.report({ ...difference, code: 'OBJECT_UNREADABLE', level: 'UNDEFINED' }, right ?? left)
        return
      }
      this.#compareValues(resolvedBefore, resolvedAfter, difference, right ?? left ?? object)
      return
    }
    this.#compareValues(before ?? null, after ?? null, difference, object)
  }

  #compareValues(
    before: PdfValue,
    after: PdfValue,
    difference: Difference,
    object: number | undefined,
  ): void {
    if (isStream(before) && isStream(after)) {
      const place = before.bytes.byteOffset === after.bytes.byteOffset
      const unmoved = place && before.bytes.length === after.bytes.length
      if (unmoved || equalBytes(before.bytes, after.bytes)) {
        this.sameEntries(before.dictionary, after.dictionary, NO_KEYS, () => difference, object)
      } else this.report(difference, object)
    } else if (isDictionary(before) && isDictionary(after)) {
      this.sameEntries(before, after, NO_KEYS, () => difference, object)
    } else if (isArray(before) && isArray(after)) {
      if (before.length !== after.length) this.report(difference, object)
      else for (const [index, item] of before.entries()) this.same(item, after[index], difference, object)
    } else if (!sameAtom(before, after)) this.report(difference, object)
  }

  #resolvePair(before: PdfValue | undefined, after: PdfValue | undefined) {
    return [tryResolve(this.before, before), tryResolve(this.after, after)] as const
  }

  #sameEntry(objectNumber: number): boolean {
    return JSON.stringify(this.before.entry(objectNumber)) === JSON.stringify(this.after.entry(objectNumber))
  }
}

const NO_KEYS: ReadonlySet<string> = new Set()

function tryResolve(document: PdfDocument, value: PdfValue | undefined): PdfValue | undefined {
  try {
    return document.resolve(value)
  } catch (error) {
    if (error instanceof PdfError) return undefined
    throw error
  }
}

/** Equality of values that hold no others. */
export function sameAtom(before: PdfValue, after: PdfValue): boolean {
  if (isName(before)) return isName(after) && before.value === after.value
  if (isString(before)) return isString(after) && equalBytes(before.bytes, after.bytes)
  return before === after
}
