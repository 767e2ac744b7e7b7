// Files to break: one signed by us of each kind of structure, level and permission, and small ones
// of the corpus where it is at hand.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { dictionary, latin1, name, openPdf, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import {
  appendRevision,
  buildPdf,
  certifiedSample,
  signedSample,
  structures,
  withDocumentTimestamp,
  withEntries,
} from '@tapis/testing/pdf'
import { type TestCity, testCity, timestampAuthorityOf } from '@tapis/testing/pki'

export interface Seed {
  readonly name: string
  readonly bytes: Uint8Array
  /** Made here: its signatures pass as it is. */
  readonly isOurs: boolean
}

const stampTime = new Date('2026-03-14T02:30:00Z')
const LARGEST_CORPUS_FILE = 80_000

export async function seedsOf(city: TestCity): Promise<readonly Seed[]> {
  const seeds: Seed[] = []
  const add = (title: string, bytes: Uint8Array): void => {
    seeds.push({ name: title, bytes, isOurs: true })
  }
  for (const [title, shape] of structures) add(title, await signedSample(city, { shape }))
  // The token without the authority's certificate, which the signature has: no byte of what is
  // signed here is then one too many.
  const timestampAuthority = timestampAuthorityOf(city.timestamping, [], stampTime)
  const baseline = { level: 'B-T', timestampAuthority } as const
  const timed = await signedSample(city, { baseline })
  add('B-T', timed)
  add('two signatures', await signedSample(city, { pdf: timed, fieldName: 'Kedua' }))
  const archive = {
    authority: city.timestamping,
    path: [city.authority],
    time: new Date('2026-03-15T00:00:00Z'),
  }
  const stored = withStore(timed)
  add('a security store and a document timestamp', await withDocumentTimestamp(stored, archive))
  for (const permission of [1, 2, 3]) {
    add(`certified, P = ${permission}`, await certifiedSample(city, formPdf(), { permission }))
  }
  const locked = { fieldLock: { Action: name('All') }, lock: { Action: name('All') } }
  add('locked fields', await certifiedSample(city, formPdf(), locked))
  add(
    'many structures at once',
    await signedSample(city, { pdf: filled(await signedSample(city, { pdf: formPdf() })) }),
  )
  return seeds
}

export async function fuzzCity(): Promise<TestCity> {
  return await testCity()
}

/** A page with a text field, a link and resources. */
function formPdf(): Uint8Array {
  return buildPdf({
    pages: 2,
    pageEntries: { Annots: [ref(102)] },
    catalogEntries: { AcroForm: ref(100) },
    objects: new Map<number, PdfValue>([
      [100, dictionary({ Fields: [ref(101)], DR: dictionary({ Font: dictionary({ F1: ref(103) }) }) })],
      [
        101,
        dictionary({
          Type: name('Annot'),
          Subtype: name('Widget'),
          FT: name('Tx'),
          T: textString('Nama'),
          V: textString('Ani'),
          Rect: [0, 0, 50, 10],
        }),
      ],
      [102, dictionary({ Type: name('Annot'), Subtype: name('Link'), Rect: [0, 0, 5, 5] })],
      [103, dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica') })],
    ]),
  })
}

function filled(pdf: Uint8Array): Uint8Array {
  const field = openPdf(pdf).get(ref(101))
  if (field === null || typeof field !== 'object' || !('kind' in field) || field.kind !== 'dictionary')
    return pdf
  return appendRevision(pdf, new Map([[101, withEntries(field, { V: textString('Budi') })]]))
}

function withStore(pdf: Uint8Array): Uint8Array {
  const { catalog } = openPdf(pdf)
  return appendRevision(
    pdf,
    new Map<number, PdfValue>([
      [1, withEntries(catalog, { DSS: ref(900) })],
      [900, dictionary({ Certs: [ref(901)] })],
      [901, { kind: 'stream', dictionary: dictionary({}), bytes: latin1('0123') }],
    ]),
  )
}

/** Signed files that others made; none where the corpus is absent. */
export function corpusSeeds(): readonly Seed[] {
  const root = resolve(import.meta.dirname, '../..')
  const folder = resolve(root, process.env['TAPIS_CORPUS'] ?? '../shared/corpus', 'dss')
  if (!existsSync(folder)) return []
  return filesIn(folder).map((file) => ({
    name: file.slice(folder.length + 1),
    bytes: new Uint8Array(readFileSync(file)),
    isOurs: false,
  }))
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .map((entry) => join(folder, entry))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]))
    .filter((path) => path.endsWith('.pdf') && statSync(path).size <= LARGEST_CORPUS_FILE)
}
