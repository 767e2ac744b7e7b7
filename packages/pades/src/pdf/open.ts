// Opens a PDF (ISO 32000-2 §7.5) without reading any object but the catalog. It is strict unless
// told to recover.

import { present } from '@tapis/pki'
import { EntryIndex } from './cross-reference/entry-index.ts'
import { findHeader, readStructure } from './cross-reference/file-structure.ts'
import { outlineOf, searchObjects, withObjectStreams } from './cross-reference/recover.ts'
import { type Revision, Warnings } from './cross-reference/xref.ts'
import { type DocumentSource, PdfDocument } from './document.ts'
import { protectionNotKnown, protectionOf } from './encryption/protection.ts'
import { SecurityHandler } from './encryption/security-handler.ts'
import { PdfError } from './errors.ts'
import { isDictionary } from './objects.ts'
import { FileBytes, type PdfInput } from './reading/file-bytes.ts'
import { ValueBudget } from './reading/value-budget.ts'
import { WorkBudget } from './reading/work-budget.ts'

export interface OpenOptions {
  /**
   * `true` rebuilds the cross-reference by searching when it is unusable (warning `RECOVERED`).
   * `always` rebuilds it whatever it says, for a file whose damage showed only later. Default
   * false.
   */
  readonly recover?: boolean | 'always'
  /** The user or the owner password of an encrypted file; default the empty one. */
  readonly password?: string
  /** Pays for what is read as well: that of the open file which this one is a part of. */
  readonly sharing?: ValueBudget
}

/**
 * Opens a PDF. The bytes are kept and must not change; a file on disk is read where it is needed,
 * and as a whole only to repair it. The cost is that of the cross-reference, not of the objects.
 * Strings and streams of an encrypted file are decrypted as they are read. A file that no password
 * opens is opened all the same (`locked`), with its strings and streams as they are on disk.
 * @throws PdfError PDF_EMPTY, NOT_A_PDF, PDF_TRUNCATED, XREF_INVALID, OBJECT_INVALID,
 *   STREAM_INVALID, LIMIT_EXCEEDED
 */
export function openPdf(input: PdfInput, options: OpenOptions = {}): PdfDocument {
  const file = new FileBytes(input)
  const { bytes } = file
  // The header is in the first block.
  file.load(0, 1)
  const header = findHeader(bytes)
  const opening = {
    ...{ file, bytes, options, warnings: new Warnings() },
    budget: new WorkBudget(bytes.length),
    held: heldFor(bytes, options),
  }
  if (options.recover === 'always') {
    return openRecovered(opening, header, new PdfError('XREF_INVALID', 'the file is damaged'))
  }
  try {
    return openStrictly(opening, header)
  } catch (error) {
    if (options.recover !== true || !(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED')
      throw error
    // What was read until then is not kept.
    return openRecovered({ ...opening, held: heldFor(bytes, options) }, header, error)
  }
}

const heldFor = ({ length }: Uint8Array, { sharing }: OpenOptions): ValueBudget =>
  new ValueBudget(length, sharing)

interface Opening {
  readonly file: FileBytes
  readonly bytes: Uint8Array
  readonly options: OpenOptions
  readonly budget: WorkBudget
  readonly held: ValueBudget
  readonly warnings: Warnings
}

function openStrictly(opening: Opening, header: number): PdfDocument {
  const { base, revisions } = readStructure(opening.file, header, opening)
  const source = sourceOf(opening, revisions, { base, recovered: false })
  const document = new PdfDocument(source, revisions)
  requireCatalog(document)
  if (opening.options.recover === true) requirePages(document)
  return document
}

function openRecovered(opening: Opening, header: number, cause: PdfError): PdfDocument {
  const { file, bytes, budget, held, warnings } = opening
  file.loadAll()
  warnings.add(`RECOVERED: the cross-reference was rebuilt by searching (${cause.code}: ${cause.message})`)
  const found = searchObjects(bytes, { budget, held }, cause)
  const outline = outlineOf(bytes, found)
  const source = sourceOf(opening, [outline], { base: header, recovered: true })
  const outlined = new PdfDocument(source, [outline])
  // Without the key, the members of object streams cannot be known.
  const revision =
    outlined.locked === undefined
      ? withObjectStreams(outline, found, (offset) => outlined.objectAt(offset), { budget, held })
      : outline
  const document = new PdfDocument({ ...source, index: new EntryIndex([revision]) }, [revision])
  requireCatalog(document)
  return document
}

/**
 * Reads the encryption first, through a view of the file as it is on disk, which nothing else
 * shares.
 */
function sourceOf(
  { file, bytes, budget, held, warnings, options: { password } }: Opening,
  revisions: readonly Revision[],
  reading: { readonly base: number; readonly recovered: boolean },
): DocumentSource {
  const reopened = (part: Uint8Array, sharing: ValueBudget) =>
    openPdf(part, { sharing, ...present({ password }) })
  const index = new EntryIndex(revisions)
  const shared = { file, bytes, budget, held, warnings, reopened, ...reading, index }
  const caches = () => ({ objects: new Map(), dependent: new Set<number>(), objectStreams: new Map() })
  const notKnown = protectionNotKnown(revisions.at(-1)?.trailer)
  const source = { ...shared, ...caches(), protection: notKnown, identifier: undefined }
  if (notKnown === undefined) return source
  const undecrypted = new PdfDocument(source, revisions)
  const protection = protectionOf(undecrypted, password)
  if (protection instanceof SecurityHandler && protection.hasDoubtfulPermissions) {
    warnings.add('ENCRYPTION_PERMISSIONS: /P and /Perms of the encryption dictionary differ')
  }
  return { ...shared, ...caches(), protection, identifier: undecrypted.identifier }
}

function requireCatalog(document: PdfDocument): void {
  try {
    void document.catalog
  } catch (error) {
    // The catalog of a locked file may be out of reach. The file is opened all the same.
    if (!(error instanceof PdfError) || document.locked === undefined || error.code !== document.locked.code)
      throw error
  }
}

/** Viewers rebuild a file whose pages are out of reach, and so does reading with recovery. */
function requirePages(document: PdfDocument): void {
  if (document.locked !== undefined) return
  if (isDictionary(document.resolve(document.catalog.entries.get('Pages')))) return
  throw new PdfError('XREF_INVALID', 'expected the catalog to have a page tree')
}
