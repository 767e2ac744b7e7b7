// What the matrix signs: the factors, the rows that can exist, the document of a row and its
// signatures.

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Baseline, type DocMdpPermission, signPdf } from '@tapis/pades/create'
import { dictionary, name, type PdfValue, ref, textString } from '@tapis/pades/pdf'
import { buildPdf, type PdfShape } from '@tapis/testing/pdf'
import { sample } from '../support/samples.ts'
import { pairwise } from './pairwise.ts'
import { type InteropPki, type KeyName, keyNames } from './pki.ts'

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const
const counts = [1, 2, 3, 4, 5] as const
const looks = ['invisible', 'visible'] as const
const encryptions = ['none', 'RC4', 'AES-128', 'AES-256'] as const
/** qpdf writes the third and the fifth; the tagged one is a sample. */
const structures = ['table', 'xref stream', 'object streams', 'hybrid', 'linearised', 'tagged'] as const

const certifications = ['not certified', 'P1', 'P2', 'P3'] as const
const fields = ['new field', 'existing field'] as const

export interface Row {
  readonly key: KeyName
  readonly level: (typeof levels)[number]
  readonly count: (typeof counts)[number]
  readonly look: (typeof looks)[number]
  readonly encryption: (typeof encryptions)[number]
  readonly structure: (typeof structures)[number]
  readonly certification: (typeof certifications)[number]
  readonly field: (typeof fields)[number]
}

export const PASSWORD = 'pengguna rekaan'

const everything: readonly Row[] = keyNames.flatMap((key) =>
  levels.flatMap((level) =>
    counts.flatMap((count) =>
      looks.flatMap((look) =>
        encryptions.flatMap((encryption) =>
          structures.flatMap((structure) =>
            certifications.flatMap((certification) =>
              fields.map((field) => ({
                key,
                level,
                count,
                look,
                encryption,
                structure,
                certification,
                field,
              })),
            ),
          ),
        ),
      ),
    ),
  ),
)

/**
 * qpdf encrypts by writing anew, and writes neither hybrid files nor cross-reference streams
 * without object streams. A certification with P = 1 allows no second signature, and none allows a
 * new visible field. The tagged sample has no empty field.
 */
function canExist({ encryption, structure, certification, count, field, look }: Row): boolean {
  const isFollowed = certification !== 'not certified' && count > 1
  return (
    (encryption === 'none' || (structure !== 'hybrid' && structure !== 'xref stream')) &&
    !(isFollowed && certification === 'P1') &&
    !(isFollowed && field === 'new field' && look === 'visible') &&
    (field === 'new field' || structure !== 'tagged')
  )
}

/** Every value of each factor beside every value of every other factor. */
export const rows: readonly Row[] = pairwise(everything.filter(canExist))

export const titleOf = (row: Row) => Object.values(row).join(', ')

export const fileOf = (folder: string, row: Row) =>
  join(folder, `${titleOf(row).replaceAll(', ', '_').replaceAll(' ', '-')}.pdf`)

/** The row's document, signed as often as the row says; written to `fileOf`. */
export async function signRow(folder: string, row: Row, pki: InteropPki): Promise<Uint8Array> {
  let pdf = documentOf(folder, row)
  for (let index = 0; index < row.count; index++) {
    const signed = await signPdf(pdf, {
      custodian: pki.custodian(row.key),
      baseline: baselineOf(row.level, pki),
      fields: {
        signingTime: new Date(),
        reason: 'Pengesahan rekaan',
        ...(row.field === 'existing field' ? { fieldName: fieldName(index) } : {}),
      },
      ...(index === 0 ? certificationOf(row) : {}),
      ...(row.encryption === 'none' ? {} : { password: PASSWORD }),
      ...(row.look === 'visible' ? { appearance: box(index) } : {}),
    })
    pdf = signed.bytes()
  }
  writeFileSync(fileOf(folder, row), pdf)
  return pdf
}

function baselineOf(level: Row['level'], { timestampAuthority, evidenceSource }: InteropPki): Baseline {
  if (level === 'B-B') return { level }
  if (level === 'B-T') return { level, timestampAuthority }
  return { level, timestampAuthority, evidenceSource }
}

function certificationOf({ certification }: Row): { readonly certify?: DocMdpPermission } {
  const permissions = {
    'not certified': {},
    P1: { certify: 1 },
    P2: { certify: 2 },
    P3: { certify: 3 },
  } as const
  return permissions[certification]
}

const fieldName = (index: number) => `Tanda ${index + 1}`

/** Beside each other, not one over the other. */
const box = (index: number) => ({
  page: 1,
  rect: { x: 10 + 55 * index, y: 200, width: 50, height: 30 },
  content: new TextEncoder().encode('0.2 0.4 0.8 RG 2 w 1 1 48 28 re S'),
  fonts: [],
})

function documentOf(folder: string, row: Row): Uint8Array {
  const plain = baseOf(row)
  const rewriting = qpdfOptions(row)
  if (rewriting.length === 0) return plain
  const [input, output] = [`${fileOf(folder, row)}.plain`, `${fileOf(folder, row)}.base`]
  writeFileSync(input, plain)
  execFileSync('qpdf', [...rewriting, input, output])
  return new Uint8Array(readFileSync(output))
}

function baseOf(row: Row): Uint8Array {
  if (row.structure === 'tagged') return sample('disdukcapil-kk').pdf
  const form = row.field === 'existing field' ? emptyFields(row) : {}
  if (row.structure === 'hybrid') return buildPdf({ xref: 'hybrid', ...form })
  if (row.structure === 'xref stream') return buildPdf({ xref: 'stream', ...form })
  return buildPdf(form)
}

/** One for each signature, each with the box that its signature is drawn into. */
function emptyFields({ count, look }: Row): PdfShape {
  const numbers = Array.from({ length: count }, (_, index) => 100 + index)
  const objects = numbers.map((number, index): [number, PdfValue] => {
    const { x, y, width, height } = box(index).rect
    const rect = look === 'visible' ? [x, y, x + width, y + height] : [0, 0, 0, 0]
    const widget = { Type: name('Annot'), Subtype: name('Widget'), Rect: rect, F: 132, P: ref(10) }
    return [number, dictionary({ ...widget, FT: name('Sig'), T: textString(fieldName(index)) })]
  })
  const references = numbers.map((number) => ref(number))
  return {
    objects: new Map(objects),
    catalogEntries: { AcroForm: dictionary({ Fields: references }) },
    pageEntries: { Annots: references },
  }
}

function qpdfOptions({ structure, encryption }: Row): readonly string[] {
  const form =
    structure === 'object streams'
      ? ['--object-streams=generate']
      : structure === 'linearised'
        ? ['--linearize']
        : []
  const aes = { RC4: ['128', '--use-aes=n'], 'AES-128': ['128', '--use-aes=y'], 'AES-256': ['256'], none: [] }
  const encrypt =
    encryption === 'none'
      ? []
      : ['--allow-weak-crypto', '--encrypt', PASSWORD, 'pemilik rekaan', ...aes[encryption], '--']
  return [...form, ...encrypt]
}
