// Rules for the catalog (ISO 32000-2 §7.7.2): a few entries may change, each to something of its
// own kind; all others lead to content.
import { nameEntry, resolved } from '../../../document/pdf-view.ts'
import { isArray, isDictionary, isName, isStream, type PdfValue } from '../../../pdf/objects.ts'
import { type Difference, found } from '../findings.ts'
import { entriesUnder, type Revisions, resolveSides } from '../revisions.ts'
import { type Inputs, type Judging, sameEntries, sameValue } from './rule.ts'

const MAXIMUM_DEPTH = 4

type Catalog = Pick<Inputs, 'catalog'>

/** Entries that no rule explains stay as they were. */
export function* judgeCatalog(
  { catalog, explained }: Pick<Inputs, 'catalog' | 'explained'>,
  revisions: Revisions,
): Judging {
  yield sameEntries(revisions, catalog, explained.catalog, (key) => ({
    code: 'CATALOG_ENTRY_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the catalog was changed`,
  }))
}

/**
 * EN 319 142-1 §5.6: a file that gets a security store may have to state the extension. No viewer
 * reads it for what it shows.
 */
export function* judgeExtensions({ catalog }: Catalog, revisions: Revisions): Judging {
  yield allowed(catalog, revisions, 'Extensions', isPlainTree, {
    code: 'EXTENSIONS_MODIFIED',
    message: 'developer extensions were stated',
  })
}

/** §7.5.2: a writer states the version of what it wrote. */
export function* judgeVersion({ catalog }: Catalog, revisions: Revisions): Judging {
  yield allowed(catalog, revisions, 'Version', isName, {
    code: 'EXTENSIONS_MODIFIED',
    message: 'the PDF version was raised',
  })
}

/** §14.3.2: every save rewrites it, and viewers show it only in a properties dialog. */
export function* judgeMetadata({ catalog }: Catalog, revisions: Revisions): Judging {
  yield allowed(catalog, revisions, 'Metadata', isMetadata, {
    code: 'METADATA_MODIFIED',
    message: 'the XMP metadata was rewritten',
  })
}

/** §12.8.2.2.1: the certification is the first signature of a document, and there is only one. */
export function* judgePermissions({ catalog }: Catalog, revisions: Revisions): Judging {
  const stated = entriesUnder(catalog, 'Perms')
  const { before, after } = resolveSides(revisions, stated)
  const wasCertified = isDictionary(before) && before.entries.has('DocMDP')
  if (isDictionary(after) && after.entries.has('DocMDP') && !wasCertified) {
    const message = 'a certification was added to a document that was signed already'
    yield found({ code: 'NOT_ALLOWED_CERTIFICATION_SIGNATURE', level: 'UNDEFINED', message })
    return
  }
  const message = '/Perms of the catalog was changed'
  yield sameValue(stated, { code: 'PERMISSIONS_MODIFIED', level: 'UNDEFINED', message })
}

/** Says of an entry that it may change, to something of its own kind or to nothing. */
function allowed(
  catalog: Catalog['catalog'],
  revisions: Revisions,
  key: string,
  isOfKind: (value: PdfValue, revisions: Revisions) => boolean,
  difference: Pick<Difference, 'code' | 'message'>,
) {
  const stated = entriesUnder(catalog, key)
  const value = resolved(revisions.after, stated.after)
  const isKind = value === null || (value !== undefined && isOfKind(value, revisions))
  return sameValue(stated, { ...difference, level: isKind ? 'LTA_UPDATES' : 'UNDEFINED' })
}

/**
 * Whether a value is made of dictionaries of names, numbers and strings (§7.12): no streams, no
 * actions.
 */
function isPlainTree(value: PdfValue, revisions: Revisions, depth = 0): boolean {
  revisions.spend(1)
  if (isStream(value) || depth > MAXIMUM_DEPTH) return false
  const items = isDictionary(value) ? [...value.entries.values()] : isArray(value) ? value : []
  return items.every((item) => isPlainTree(revisions.after.resolve(item), revisions, depth + 1))
}

/** Whether a value is a metadata stream in this file (§14.3.2). */
function isMetadata(value: PdfValue, { after }: Revisions): boolean {
  if (!isStream(value) || value.dictionary.entries.has('F')) return false
  const type = nameEntry(after, value.dictionary, 'Type')
  return type === undefined || type === 'Metadata'
}
