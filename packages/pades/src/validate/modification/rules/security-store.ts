// The rule for the document security store (EN 319 142-1 §5.4.2): it may be added, renewed and
// merged, and holds validation data and nothing else, so that it is no place to keep pictures or
// actions in.
import { resolved } from '../../../document/pdf-view.ts'
import { storeArrays } from '../../../document/security-store.ts'
import {
  isArray,
  isDictionary,
  isStream,
  isString,
  type PdfDictionary,
  type PdfValue,
} from '../../../pdf/objects.ts'
import { type Difference, found } from '../findings.ts'
import { entriesUnder, type Revisions } from '../revisions.ts'
import { type Inputs, ifFound, type Judging, sameValue } from './rule.ts'

/** Stands for what cannot be read, which is no validation data: it passes no check. */
const unreadable: PdfValue = [[]]

type Check = (value: PdfValue, revisions: Revisions) => boolean

const changed: Difference = {
  code: 'DSS_MODIFIED',
  level: 'LTA_UPDATES',
  message: 'validation data was added or renewed',
}
const abused: Difference = {
  code: 'DSS_MODIFIED',
  level: 'UNDEFINED',
  message: 'the security store holds something else than validation data',
}
/**
 * What a stream of certificates, revocation data or a timestamp needs (§7.3.8.2); /F names another
 * file.
 */
const streamKeys: ReadonlySet<string> = new Set(['Length', 'Filter', 'DecodeParms', 'DL'])

const storeEntries: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['Type', isSmall],
  ['VRI', isRelatedInformation],
  ...storeArrays.map(([, inStore]) => [inStore, isStreamList] as const),
])
const relatedEntries: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['Type', isSmall],
  ['TU', isString],
  ['TS', isPlainStream],
  ...storeArrays.map(([, , inVri]) => [inVri, isStreamList] as const),
])

export function* judgeSecurityStore({ catalog }: Pick<Inputs, 'catalog'>, revisions: Revisions): Judging {
  const stated = entriesUnder(catalog, 'DSS')
  yield sameValue(stated, changed)
  yield ifFound(changed, () => {
    const isAbused =
      stated.after !== undefined && !hasOnly(readIn(revisions, stated.after), storeEntries, revisions)
    return isAbused ? [found(abused)] : []
  })
}

/**
 * Whether a value is a map to what belongs to one signature each; some writers state a /Type among
 * them.
 */
function isRelatedInformation(value: PdfValue, revisions: Revisions): boolean {
  if (!isDictionary(value) || value.duplicateKeys !== undefined) return false
  revisions.spend(value.entries.size)
  return [...value.entries.values()].every((entry) => {
    const related = readIn(revisions, entry)
    return isSmall(related) || hasOnly(related, relatedEntries, revisions)
  })
}

/** Whether every entry of a dictionary has a check and passes it; null is as good as absent. */
function hasOnly(value: PdfValue, checks: ReadonlyMap<string, Check>, revisions: Revisions): boolean {
  if (!isDictionary(value) || value.duplicateKeys !== undefined) return false
  return [...value.entries].every(([key, entry]) => {
    const held = readIn(revisions, entry)
    return held === null || checks.get(key)?.(held, revisions) === true
  })
}

function isStreamList(value: PdfValue, revisions: Revisions): boolean {
  if (!isArray(value)) return false
  revisions.spend(value.length)
  return value.every((item) => isPlainStream(readIn(revisions, item)))
}

function isPlainStream(value: PdfValue): boolean {
  return isStream(value) && hasOnlyKeys(value.dictionary, streamKeys)
}

function hasOnlyKeys({ entries, duplicateKeys }: PdfDictionary, keys: ReadonlySet<string>): boolean {
  return duplicateKeys === undefined && [...entries.keys()].every((key) => keys.has(key))
}

/** Whether a value is a name, string, number or truth value, which leads nowhere. */
function isSmall(value: PdfValue): boolean {
  return !isArray(value) && !isDictionary(value) && !isStream(value)
}

function readIn({ after }: Revisions, value: PdfValue): PdfValue {
  const read = resolved(after, value)
  return read === undefined ? unreadable : read
}
