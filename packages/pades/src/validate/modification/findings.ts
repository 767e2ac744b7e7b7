// The findings of one comparison: each message once, and not without end.
import { exceeds, type Finding, type FindingCode, type ModificationLevel } from './level.ts'

/** What to report when a comparison finds a difference. */
export type Difference = Pick<Finding, 'code' | 'level' | 'message'>

// More than a document may have signatures: of so many that were added, one at least is not accounted for.
const MAXIMUM_FINDINGS_PER_CODE = 300

export class Findings {
  readonly list: Finding[] = []
  readonly #revision: number
  /** Messages and their levels. Owned by `add`. */
  readonly #reported = new Map<FindingCode, Map<string, ModificationLevel>>()

  /** @param revision index of the revision that made the changes */
  constructor(revision: number) {
    this.#revision = revision
  }

  /** Adds a finding, unless it is there already at that level or there are plenty of its code. */
  add({ code, level, message }: Difference, object?: number): void {
    const ofCode = this.#reported.get(code) ?? new Map<string, ModificationLevel>()
    this.#reported.set(code, ofCode)
    const known = ofCode.get(message)
    if (known !== undefined && !exceeds(level, known)) return
    const isPlenty = ofCode.size >= MAXIMUM_FINDINGS_PER_CODE
    if (isPlenty && [...ofCode.values()].some((other) => !exceeds(level, other))) return
    ofCode.set(message, level)
    const place = object === undefined ? {} : { object }
    this.list.push({ code, level, message, revision: this.#revision, ...place })
  }
}
