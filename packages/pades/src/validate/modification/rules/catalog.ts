// Rules for the trailer and the catalog (ISO 32000-2 §7.5.5, §7.7.2): a few entries may change, all others lead to content.

import { nameEntry, resolved } from '../../../document/pdf-view.ts'
import { isDictionary, isName, isRef, isStream, type PdfValue } from '../../../pdf/objects.ts'
import { dictionariesOf } from './expected-kinds.ts'
import { compareForms } from './form/form.ts'
import type { Comparison, Difference } from './rule.ts'
import { sameTexts } from './same-texts.ts'
import { compareSecurityStores } from './security-store.ts'

const catalogRules: ReadonlySet<string> = new Set([
  'AcroForm',
  'DSS',
  'Extensions',
  'Metadata',
  'Version',
  'Perms',
  'StructTreeRoot',
])
// §14.3.3: every save writes them. They are not content, and viewers show them only in a properties dialog.
const infoDates: ReadonlySet<string> = new Set(['ModDate', 'Producer'])
const MAXIMUM_DEPTH = 4

/** Compares trailers; false when the catalog itself was exchanged and nothing more can be compared. */
export function compareTrailers(comparison: Comparison): boolean {
  const before = comparison.before.trailer
  const after = comparison.after.trailer
  const rootBefore = before.entries.get('Root')
  const rootAfter = after.entries.get('Root')
  if (!isRef(rootBefore) || !isRef(rootAfter) || rootBefore.objectNumber !== rootAfter.objectNumber) {
    comparison.report({ code: 'ROOT_CHANGED', level: 'UNDEFINED', message: 'the catalog was exchanged' })
    return false
  }
  const trailerModified = (key: string): Difference => ({
    code: 'TRAILER_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the trailer was changed`,
  })
  // §14.4: /ID names the file and its saves; nothing that is shown depends on it, save where it is part of an encryption key,
  // and that key then no longer opens the file.
  comparison.same(before.entries.get('Encrypt'), after.entries.get('Encrypt'), trailerModified('Encrypt'))
  compareInformation(comparison)
  return true
}

function compareInformation(comparison: Comparison): void {
  const stated = comparison.before.trailer.entries.get('Info')
  const later = comparison.after.trailer.entries.get('Info')
  const replaced: Difference = {
    code: 'INFO_MODIFIED',
    level: 'UNDEFINED',
    message: '/Info of the trailer is no dictionary, and was changed',
  }
  const info = dictionariesOf(comparison, stated, later, replaced)
  const same = sameTexts(comparison, info.earlier, info.later, info.earlier.entries.keys())
  comparison.sameEntries(info.earlier, info.later, same, (key) => ({
    code: 'INFO_MODIFIED',
    level: infoDates.has(key) ? 'LTA_UPDATES' : 'UNDEFINED',
    message: `/${key} of the document information was changed`,
  }))
}

export function compareCatalogs(comparison: Comparison): void {
  const before = comparison.before.catalog
  const after = comparison.after.catalog
  comparison.sameEntries(before, after, catalogRules, (key) => ({
    code: 'CATALOG_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the catalog was changed`,
  }))
  compareSecurityStores(comparison)
  // EN 319 142-1 clause 5.6: a file that gets a security store may have to state the extension. Read by no viewer for what it shows.
  compareAllowed(comparison, 'Extensions', isPlainTree, {
    code: 'EXTENSIONS_MODIFIED',
    message: 'developer extensions were stated',
  })
  compareAllowed(comparison, 'Version', isName, {
    code: 'EXTENSIONS_MODIFIED',
    message: 'the PDF version was raised',
  })
  // As for the document information: rewritten by every save, shown only in a properties dialog.
  compareAllowed(comparison, 'Metadata', isMetadata, {
    code: 'METADATA_MODIFIED',
    message: 'the XMP metadata was rewritten',
  })
  comparePermissions(comparison)
  const forms = dictionariesOf(comparison, before.entries.get('AcroForm'), after.entries.get('AcroForm'), {
    code: 'ACROFORM_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: '/AcroForm of the catalog is no dictionary, and was changed',
  })
  compareForms(comparison, forms.earlier, forms.later)
}

/** An entry that may change, to something of its own kind. */
function compareAllowed(
  comparison: Comparison,
  key: string,
  isOfKind: (value: PdfValue, comparison: Comparison) => boolean,
  difference: Pick<Difference, 'code' | 'message'>,
): void {
  const before = comparison.before.catalog.entries.get(key)
  const later = comparison.after.catalog.entries.get(key)
  const value = resolved(comparison.after, later)
  const isKind = value === null || (value !== undefined && isOfKind(value, comparison))
  const level = isKind ? 'LTA_UPDATES' : 'UNDEFINED'
  comparison.same(before, later, { ...difference, level })
}

/** Dictionaries of names, numbers and strings (§7.12): no place for streams or actions. */
function isPlainTree(value: PdfValue, comparison: Comparison, depth = 0): boolean {
  comparison.spend(1)
  if (isStream(value) || depth > MAXIMUM_DEPTH) return false
  const items = isDictionary(value) ? [...value.entries.values()] : Array.isArray(value) ? value : []
  return items.every((item) => isPlainTree(comparison.resolveAfter(item), comparison, depth + 1))
}

/** §14.3.2: a metadata stream, in this file. */
function isMetadata(value: PdfValue, { after }: Comparison): boolean {
  if (!isStream(value) || value.dictionary.entries.has('F')) return false
  const type = nameEntry(after, value.dictionary, 'Type')
  return type === undefined || type === 'Metadata'
}

function comparePermissions(comparison: Comparison): void {
  const stated = comparison.before.catalog.entries.get('Perms')
  const later = comparison.after.catalog.entries.get('Perms')
  const before = comparison.resolveBefore(stated)
  const after = comparison.resolveAfter(later)
  const hadCertification = isDictionary(before) && before.entries.has('DocMDP')
  if (isDictionary(after) && after.entries.has('DocMDP') && !hadCertification) {
    // §12.8.2.2.1: the certification is the first signature of a document, and there is only one.
    const message = 'a certification was added to a document that was signed already'
    comparison.report({ code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE', level: 'UNDEFINED', message })
    return
  }
  comparison.same(stated, later, {
    code: 'PERMISSIONS_MODIFIED',
    level: 'UNDEFINED',
    message: '/Perms of the catalog was changed',
  })
}
