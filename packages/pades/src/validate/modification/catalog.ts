// Rules for the trailer and the catalog (ISO 32000-2 §7.5.5, §7.7.2): a few entries may change, all others lead to content.
import { dictionary, isDictionary, isRef } from '../../pdf/objects.ts'
import { dictionaryEntry } from '../pdf-view.ts'
import type { Comparison, Difference } from './comparison.ts'
import { compareForms } from './form.ts'

const catalogRules: ReadonlySet<string> = new Set([
  'AcroForm',
  'DSS',
  'Extensions',
  'Metadata',
  'Version',
  'Perms',
])
// §14.3.3: every save writes them. They are not content, and viewers show them only in a properties dialog.
const infoDates: ReadonlySet<string> = new Set(['ModDate', 'Producer'])

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
  // and an encrypted file is not judged at all.
  comparison.same(before.entries.get('Encrypt'), after.entries.get('Encrypt'), trailerModified('Encrypt'))
  compareInformation(comparison)
  return true
}

function compareInformation(comparison: Comparison): void {
  const before = comparison.resolveBefore(comparison.before.trailer.entries.get('Info'))
  const after = comparison.resolveAfter(comparison.after.trailer.entries.get('Info'))
  if (after === null) return
  const earlier = isDictionary(before) ? before : dictionary({})
  if (!isDictionary(after)) return
  comparison.sameEntries(earlier, after, new Set(), (key) => ({
    code: 'INFO_MODIFIED',
    level: infoDates.has(key) ? 'LTA_UPDATES' : 'UNDEFINED',
    message: `/${key} of the document information was changed`,
  }))
}

export function compareCatalogs(comparison: Comparison): void {
  const before = comparison.before.catalog
  const after = comparison.after.catalog
  comparison.sameEntries(before, after, catalogRules, (key) => ({
    code: key === 'StructTreeRoot' ? 'STRUCT_TREE_MODIFIED' : 'CATALOG_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the catalog was changed`,
  }))
  const allowed: readonly (readonly [string, Difference])[] = [
    // EN 319 142-1 clause 5.4: validation data may be added, renewed and merged. Nothing reachable only from it is ever shown.
    ['DSS', { code: 'DSS_MODIFIED', level: 'LTA_UPDATES', message: 'validation data was added or renewed' }],
    [
      'Extensions',
      { code: 'EXTENSIONS_MODIFIED', level: 'LTA_UPDATES', message: 'developer extensions were stated' },
    ],
    ['Version', { code: 'EXTENSIONS_MODIFIED', level: 'LTA_UPDATES', message: 'the PDF version was raised' }],
    // As for the document information: rewritten by every save, shown only in a properties dialog.
    [
      'Metadata',
      { code: 'METADATA_MODIFIED', level: 'LTA_UPDATES', message: 'the XMP metadata was rewritten' },
    ],
  ]
  for (const [key, difference] of allowed) {
    comparison.same(before.entries.get(key), after.entries.get(key), difference)
  }
  comparePermissions(comparison)
  compareForms(
    comparison,
    dictionaryEntry(comparison.before, before, 'AcroForm') ?? dictionary({}),
    dictionaryEntry(comparison.after, after, 'AcroForm') ?? dictionary({}),
  )
}

function comparePermissions(comparison: Comparison): void {
  const before = comparison.resolveBefore(comparison.before.catalog.entries.get('Perms'))
  const after = comparison.resolveAfter(comparison.after.catalog.entries.get('Perms'))
  const hadCertification = isDictionary(before) && before.entries.has('DocMDP')
  if (isDictionary(after) && after.entries.has('DocMDP') && !hadCertification) {
    // §12.8.2.2.1: the certification is the first signature of a document, and there is only one.
    const message = 'a certification was added to a document that was signed already'
    comparison.report({ code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE', level: 'UNDEFINED', message })
    return
  }
  comparison.same(before, after, {
    code: 'PERMISSIONS_MODIFIED',
    level: 'UNDEFINED',
    message: '/Perms of the catalog was changed',
  })
}
