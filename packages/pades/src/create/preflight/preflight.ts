// Before a document is signed: what in it could be turned against the signature later. Named, and by a policy refused; nothing is changed.

import { contradictoryObject } from '../../pdf/contradictory-objects.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { PadesError } from '../errors.ts'
import { type OpeningOptions, withSignableDocument } from '../open-for-signing.ts'
import { fieldsThatShowOtherText } from './field-appearance.ts'
import {
  defaultPreflightPolicy,
  type PreflightCode,
  type PreflightFinding,
  type PreflightPolicy,
} from './finding.ts'
import { ReachableObjects } from './reachable-objects.ts'
import { catalogSuspicions, type Suspicion, suspicionsOf } from './suspicious-entries.ts'

const MOST_VALUES = 2_000_000
/** Objects that readers find by other ways than references: streams of objects and of the cross-reference. */
const FOUND_OTHERWISE: ReadonlySet<string> = new Set(['ObjStm', 'XRef'])

export interface PreflightOptions extends OpeningOptions {
  /** Default `defaultPreflightPolicy`. */
  readonly policy?: PreflightPolicy
}

/**
 * Each kind of finding once, with the number of an object where it shows. Reads every object that the document leads to, and no content
 * but that of form fields: what pages draw is not judged.
 * @throws PdfError, PadesError when the document cannot be read
 */
export function preflight(
  pdf: Uint8Array,
  { policy = defaultPreflightPolicy, ...opening }: PreflightOptions = {},
): readonly PreflightFinding[] {
  return withSignableDocument(pdf, opening, (document) => preflightOf(document, policy))
}

/** As `preflight`, of a document that is open. */
export function preflightOf(document: PdfDocument, policy: PreflightPolicy): readonly PreflightFinding[] {
  const found = new Map<PreflightCode, PreflightFinding>()
  const report = ({ code, message }: Suspicion, object?: number): void => {
    const action = policy[code]
    if (action === 'ignore' || found.has(code)) return
    found.set(code, { code, action, message, ...(object === undefined ? {} : { object }) })
  }
  const reachable = new ReachableObjects(document, MOST_VALUES)
  for (const reached of reachable.walk()) {
    for (const suspicion of suspicionsOf(document, reached)) report(suspicion, reached.object)
  }
  for (const suspicion of catalogSuspicions(document)) report(suspicion)
  if (reachable.isCutShort)
    report({ code: 'NOT_FINISHED', message: `more than ${MOST_VALUES} values were not looked at` })
  else reportUnreferenced(document, reachable.numbers, report)
  const doubled = tolerant(() => contradictoryObject(document))
  if (doubled !== undefined) {
    report({ code: 'DUPLICATE_OBJECT', message: 'one save of the file defines an object twice' }, doubled)
  }
  const differing = tolerant(() => fieldsThatShowOtherText(document)) ?? 0
  if (differing > 0) {
    const message = `form fields that show another text than their value: ${differing}`
    report({ code: 'VALUE_APPEARANCE_MISMATCH', message })
  }
  return [...found.values()]
}

type Report = (suspicion: Suspicion, object?: number) => void

function reportUnreferenced(document: PdfDocument, reached: ReadonlySet<number>, report: Report): void {
  const stated = new Set<number>()
  for (const { entries, xrefStreamNumbers } of document.revisions) {
    for (const [objectNumber, { kind }] of entries) if (kind !== 'free') stated.add(objectNumber)
    for (const objectNumber of xrefStreamNumbers) stated.delete(objectNumber)
  }
  const lost = [...stated].filter(
    (objectNumber) => !reached.has(objectNumber) && isContent(document, objectNumber),
  )
  const [first] = lost
  if (first === undefined) return
  report({ code: 'UNREFERENCED_OBJECT', message: `objects that nothing leads to: ${lost.length}` }, first)
}

/** Not what holds other objects, describes the file to readers that load it page by page (Annex F), or is nothing. */
function isContent(document: PdfDocument, objectNumber: number): boolean {
  const entry = document.entry(objectNumber)
  if (entry === undefined || entry.kind === 'free') return false
  const generation = entry.kind === 'offset' ? entry.generation : 0
  const value = tolerant(() => document.get({ kind: 'ref', objectNumber, generation })) ?? null
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !('kind' in value)) return false
  const dictionary = value.kind === 'stream' ? value.dictionary : value
  if (dictionary.kind !== 'dictionary') return false
  const type = tolerant(() => document.resolve(dictionary.entries.get('Type'))) ?? null
  const isOtherwise =
    type !== null &&
    typeof type === 'object' &&
    'kind' in type &&
    type.kind === 'name' &&
    FOUND_OTHERWISE.has(type.value)
  return (
    !isOtherwise && !dictionary.entries.has('Linearized') && !isHintStream(value.kind, dictionary.entries)
  )
}

/** A hint stream of a linearised file has nothing but /S, /P and the like beside its filters. */
function isHintStream(kind: string, entries: ReadonlyMap<string, unknown>): boolean {
  return (
    kind === 'stream' &&
    !entries.has('Type') &&
    !entries.has('Subtype') &&
    entries.has('S') &&
    typeof entries.get('S') === 'number'
  )
}

function tolerant<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof PdfError || error instanceof PadesError) return undefined
    throw error
  }
}
