// The rule for the document security store (EN 319 142-1 clause 5.4.2): it may be added, renewed and merged, and holds validation data and
// nothing else, so that it is no place to keep pictures or actions in.

import { resolved } from '../../../document/pdf-view.ts'
import {
  isArray,
  isDictionary,
  isStream,
  isString,
  type PdfDictionary,
  type PdfValue,
} from '../../../pdf/objects.ts'
import type { Comparison, Difference } from './rule.ts'

/** Passes no check. */
const unreadable: PdfValue = [[]]

type Check = (value: PdfValue) => boolean

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
/** What a stream of certificates, revocation data or a timestamp needs (§7.3.8.2); /F would be a file elsewhere. */
const streamKeys: ReadonlySet<string> = new Set(['Length', 'Filter', 'DecodeParms', 'DL'])

export function compareSecurityStores(comparison: Comparison): void {
  const stated = comparison.before.catalog.entries.get('DSS')
  const later = comparison.after.catalog.entries.get('DSS')
  comparison.same(stated, later, changed)
  comparison.whenReported(changed, () => {
    if (later !== undefined && !isStore(comparison, readable(comparison, later))) comparison.report(abused)
  })
}

function isStore(comparison: Comparison, store: PdfValue): boolean {
  const isList: Check = (value) => isStreamList(comparison, value)
  const isRelated: Check = (value) => isMap(comparison, value, (entry) => isRelatedData(comparison, entry))
  return hasOnly(comparison, store, {
    Type: isSmall,
    Certs: isList,
    OCSPs: isList,
    CRLs: isList,
    VRI: isRelated,
  })
}

/** The value of one key of /VRI; some writers state a /Type among them. */
function isRelatedData(comparison: Comparison, value: PdfValue): boolean {
  const isList: Check = (list) => isStreamList(comparison, list)
  if (isSmall(value)) return true
  return hasOnly(comparison, value, {
    Type: isSmall,
    Cert: isList,
    CRL: isList,
    OCSP: isList,
    TU: isString,
    TS: isPlainStream,
  })
}

/** A dictionary whose every entry is one of these and passes its check; null is as good as absent. */
function hasOnly(comparison: Comparison, value: PdfValue, checks: Readonly<Record<string, Check>>): boolean {
  if (!isDictionary(value) || value.duplicateKeys !== undefined) return false
  return [...value.entries].every(([key, entry]) => {
    const resolved = readable(comparison, entry)
    return resolved === null || (Object.hasOwn(checks, key) && checks[key]?.(resolved) === true)
  })
}

function isMap(comparison: Comparison, value: PdfValue, check: Check): boolean {
  if (!isDictionary(value) || value.duplicateKeys !== undefined) return false
  comparison.spend(value.entries.size)
  return [...value.entries.values()].every((entry) => check(readable(comparison, entry)))
}

function isStreamList(comparison: Comparison, value: PdfValue): boolean {
  if (!isArray(value)) return false
  comparison.spend(value.length)
  return value.every((item) => isPlainStream(readable(comparison, item)))
}

function isPlainStream(value: PdfValue): boolean {
  return isStream(value) && hasKeys(value.dictionary, streamKeys)
}

function hasKeys({ entries, duplicateKeys }: PdfDictionary, keys: ReadonlySet<string>): boolean {
  return duplicateKeys === undefined && [...entries.keys()].every((key) => keys.has(key))
}

/** A name, string, number or truth value: nothing that leads anywhere. */
function isSmall(value: PdfValue): boolean {
  return !isArray(value) && !isDictionary(value) && !isStream(value)
}

/** What cannot be read is no validation data. */
function readable({ after }: Comparison, value: PdfValue): PdfValue {
  const found = resolved(after, value)
  return found === undefined ? unreadable : found
}
