// Looks, before a document is signed, for what in it could be turned against the signature later. A
// policy says what of it refuses the signing; nothing is changed.

import { present } from '@tapis/pki'
import { ReachableObjects } from '../../document/reachable-objects.ts'
import { TolerantReader } from '../../document/tolerant-reader.ts'
import { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { contradictoryObject } from '../../pdf/reading/contradictory-objects.ts'
import { type PdfInput, wholePdf } from '../../pdf/reading/file-bytes.ts'
import { PadesError } from '../errors.ts'
import { type OpeningOptions, withSignableDocument } from '../prepare/open-for-signing.ts'
import { fieldsThatShowOtherwise } from './field-appearance.ts'
import {
  defaultPreflightPolicy,
  type PreflightCode,
  type PreflightFinding,
  type PreflightPolicy,
} from './finding.ts'
import { catalogSuspicions, leavesDrawing, type Suspicion, suspicionsOf } from './suspicious-entries.ts'
import { unlistedObjects, unreferencedObjects } from './unreferenced-objects.ts'

const MOST_VALUES = 2_000_000
/** A file on disk that is larger is not taken into memory for this. */
const MOST_FILE_BYTES = 256 * 1024 * 1024

/** How a document is opened, and by which policy it is judged. */
export interface PreflightOptions extends OpeningOptions {
  /** Default `defaultPreflightPolicy`. */
  readonly policy?: PreflightPolicy
}

/**
 * Returns each kind of finding once, with the number of an object where it shows. Reads every
 * object of the document, and no content but that of form fields: what pages draw is not judged.
 * Where it would take too much work or memory (two million values; a file on disk above 256 MiB),
 * the finding NOT_FINISHED says so.
 * @throws PdfError, PadesError when the document cannot be read
 */
export function preflight(
  pdf: PdfInput | PdfDocument,
  { policy = defaultPreflightPolicy, ...opening }: PreflightOptions = {},
): readonly PreflightFinding[] {
  const found = new Findings(policy)
  if (Object.values(policy).every((action) => action === 'ignore')) return []
  const isOnDisk = !(pdf instanceof Uint8Array || pdf instanceof PdfDocument)
  if (isOnDisk && pdf.length > MOST_FILE_BYTES) {
    found.add({ code: 'NOT_FINISHED', message: 'the file is too large to be looked at' })
    return found.list
  }
  const whole = pdf instanceof PdfDocument ? pdf : wholePdf(pdf)
  withSignableDocument(whole, opening, (document) => examine(document, found))
  return found.list
}

class Findings {
  readonly #policy: PreflightPolicy
  readonly #found = new Map<PreflightCode, PreflightFinding>()

  constructor(policy: PreflightPolicy) {
    this.#policy = policy
  }

  get list(): readonly PreflightFinding[] {
    return [...this.#found.values()]
  }

  add({ code, message }: Suspicion, object?: number): void {
    const action = this.#policy[code]
    if (action === 'ignore' || this.#found.has(code)) return
    this.#found.set(code, { code, action, message, ...present({ object }) })
  }
}

function examine(document: PdfDocument, found: Findings): void {
  try {
    const reader = new TolerantReader(document)
    const reachable = new ReachableObjects(document, {
      roots: [document.trailer],
      read: (reference) => reader.get(reference),
      mostValues: MOST_VALUES,
    })
    for (const reached of reachable.walk()) {
      if (reached.kind === 'reference') continue
      for (const suspicion of suspicionsOf(reader, reached)) found.add(suspicion, reached.object)
    }
    for (const suspicion of catalogSuspicions(reader)) found.add(suspicion)
    if (reachable.isCutShort) {
      found.add({ code: 'NOT_FINISHED', message: `only ${MOST_VALUES} values were looked at` })
    } else addUnreferenced(reader, reachable.numbers, found)
    addUnreadable(reader, found)
    addDoubled(document, found)
    addOtherwiseShown(reader, found)
  } catch (error) {
    if (!(error instanceof PdfError) || error.code !== 'LIMIT_EXCEEDED') throw error
    found.add({ code: 'NOT_FINISHED', message: 'the document takes more work than is done for it' })
  }
}

function addUnreferenced(reader: TolerantReader, reached: ReadonlySet<number>, found: Findings): void {
  const numbers = [...new Set([...unreferencedObjects(reader, reached), ...unlistedObjects(reader)])]
  if (numbers.length === 0) return
  const message = `objects that nothing leads to: ${numbers.length}`
  found.add({ code: 'UNREFERENCED_OBJECT', message }, numbers[0])
}

function addUnreadable({ unreadable }: TolerantReader, found: Findings): void {
  const [first] = unreadable
  if (first === undefined) return
  const message = `objects that cannot be read, and that others may repair: ${unreadable.size}`
  found.add({ code: 'UNREADABLE_OBJECT', message }, first)
}

function addDoubled(document: PdfDocument, found: Findings): void {
  const doubled = contradictoryObject(document)
  if (doubled === undefined) return
  found.add({ code: 'DUPLICATE_OBJECT', message: 'one save of the file defines an object twice' }, doubled)
}

function addOtherwiseShown(reader: TolerantReader, found: Findings): void {
  const differing = countOrNone(() => fieldsThatShowOtherwise(reader))
  if (differing === 0) return
  if (leavesDrawing(reader)) {
    const message = `form fields that viewers draw anew now, and would not once the document is signed: ${differing}`
    found.add({ code: 'APPEARANCE_OUTDATED', message })
  } else {
    const message = `form fields that show something else than their value: ${differing}`
    found.add({ code: 'VALUE_APPEARANCE_MISMATCH', message })
  }
}

/** Returns the count, or 0: a form that cannot be read has no fields for anybody to fill in. */
function countOrNone(count: () => number): number {
  try {
    return count()
  } catch (error) {
    if (error instanceof PadesError) return 0
    if (error instanceof PdfError && error.code !== 'LIMIT_EXCEEDED') return 0
    throw error
  }
}
