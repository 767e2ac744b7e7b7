// The findings of one comparison: each message once, and not without end.
import { present } from '@tapis/pki'
import { exceeds, type Finding, type FindingCode, type ModificationLevel } from './level.ts'

/** What to report when a comparison finds a difference. */
export type Difference = Pick<Finding, 'code' | 'level' | 'message'>

/** A difference that was found. */
export interface Found {
  readonly kind: 'found'
  readonly difference: Difference
  /** Number of the object in which it shows. */
  readonly object: number | undefined
}

// A document may have fewer signatures than this: of so many added ones, one at least is not
// accounted for.
const MAXIMUM_FINDINGS_PER_CODE = 300

/** Makes the record of a difference that was found. */
export function found(difference: Difference, object?: number): Found {
  return { kind: 'found', difference, object }
}

/** Returns what tells one difference from another, whatever its level. */
export function keyOf({ code, message }: Difference): string {
  return `${code} ${message}`
}

/** Collects findings. Its owner alone adds to it. */
export class Findings {
  readonly #list: Finding[] = []
  readonly #revision: number
  /** Messages and their levels. Owned by `add`. */
  readonly #reported = new Map<FindingCode, Map<string, ModificationLevel>>()
  /**
   * Keys of what is no failure by itself, also beyond what the list has room for. Owned by `add`.
   */
  readonly #permissible = new Set<string>()

  /** @param revision index of the revision that made the changes */
  constructor(revision: number) {
    this.#revision = revision
  }

  get list(): readonly Finding[] {
    return this.#list
  }

  /** Keys of all that was found and is no failure by itself, in the order in which it was found. */
  get permissible(): ReadonlySet<string> {
    return this.#permissible
  }

  /** Adds a finding, unless it is there already at that level or there are plenty of its code. */
  add({ difference, object }: Found): void {
    const { code, level, message } = difference
    if (level !== 'UNDEFINED') this.#permissible.add(keyOf(difference))
    const ofCode = this.#reported.get(code) ?? new Map<string, ModificationLevel>()
    this.#reported.set(code, ofCode)
    const known = ofCode.get(message)
    if (known !== undefined && !exceeds(level, known)) return
    const isPlenty = ofCode.size >= MAXIMUM_FINDINGS_PER_CODE
    if (isPlenty && [...ofCode.values()].some((other) => !exceeds(level, other))) return
    ofCode.set(message, level)
    this.#list.push({ code, level, message, revision: this.#revision, ...present({ object }) })
  }
}
