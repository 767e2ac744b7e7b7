// The modification analysis on the European Commission's DSS test documents, where they are at hand
// (TAPIS_CORPUS, default ../shared/corpus beside the repository), row by row against what an
// independent validator and the DSS project's tests found.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { validatePdf } from '../index.ts'
import type { ValidationReport } from '../report/report.ts'

interface Expected {
  readonly signatures: readonly { readonly field: string; readonly modification?: string }[]
  readonly reference?: string
}

const root = resolve(import.meta.dirname, '../../../../..')
const folder = resolve(root, process.env['TAPIS_CORPUS'] ?? '../shared/corpus', 'dss')
const isPresent = existsSync(resolve(folder, 'expected.json'))
if (!isPresent) console.log('skipped: no DSS test documents (set TAPIS_CORPUS)')

/** Ours, the independent validator's, how many rows: what docs/divergences.md explains. */
const divergences: Readonly<Record<string, number>> = {
  // ISO 32000-2 §12.8.2.2.2: a document timestamp is no change, its own field included; the other
  // counts its field as form filling.
  'LTA_UPDATES not FORM_FILLING': 26,
  // hello_signed_INCSAVE_signed.pdf, twice: a second signature is no validation data, even where it
  // is not shown.
  'FORM_FILLING not LTA_UPDATES': 2,
  // dss-2236/replace.pdf, a shadow attack by `reference`.
  'UNDEFINED not FORM_FILLING': 1,
  // pades-ocsp-sign-cert.pdf: the catalog was exchanged for another object.
  'UNDEFINED not LTA_UPDATES': 1,
}

const nothingUndefined = [
  'DSS-3577.pdf',
  'PAdES-LT.pdf',
  'Signature-P-HU_POL-3.pdf',
  'pdf-structtreeroot-changes.pdf',
  'pades-signed-filled-form.pdf',
]

describe.skipIf(!isPresent)('the DSS test documents', () => {
  const expected: Readonly<Record<string, Expected>> = isPresent
    ? JSON.parse(readFileSync(resolve(folder, 'expected.json'), 'utf8'))
    : {}
  const reports = new Map<string, ValidationReport>()

  const reportOf = (file: string): ValidationReport => {
    const report = reports.get(file)
    if (report === undefined) throw new TypeError(`there is no ${file}`)
    return report
  }
  const findingsOf = (file: string) => reportOf(file).signatures.flatMap(({ findings }) => [...findings])

  beforeAll(async () => {
    for (const file of Object.keys(expected)) {
      const pdf = new Uint8Array(readFileSync(resolve(folder, file)))
      reports.set(file, await validatePdf(pdf, { trustAnchors: [], at: new Date('2026-11-01T00:00:00Z') }))
    }
  })

  it('have the level that the independent validator found, but for what is explained', () => {
    const found: Record<string, number> = {}
    for (const [file, { signatures }] of Object.entries(expected)) {
      for (const { field, modification } of signatures) {
        if (modification === undefined || modification.startsWith('SUSP')) continue
        const ours = reportOf(file).signatures.find((report) => report.field === field)?.modification
        if (ours === modification) continue
        const key = `${ours} not ${modification}`
        found[key] = (found[key] ?? 0) + 1
      }
    }
    expect(found).toEqual(divergences)
  })

  it.each(nothingUndefined)('have nothing undefined where the reference says so: %s', (file) => {
    expect(findingsOf(file).filter(({ level }) => level === 'UNDEFINED')).toEqual([])
  })

  it('name a form that was filled in, and an annotation that was added', () => {
    expect(findingsOf('pades-signed-filled-form.pdf')).toContainEqual(
      expect.objectContaining({ code: 'FIELD_MODIFIED', level: 'FORM_FILLING' }),
    )
    expect(findingsOf('pades-signed-annot-added.pdf').map(({ code }) => code)).toContain('ANNOTATION_ADDED')
  })

  it('have undefined changes after the timestamp of DSS-2821.pdf, and none after its signature', () => {
    const levels = reportOf('DSS-2821.pdf').signatures.map(({ kind, modification }) => [kind, modification])
    expect(levels).toEqual([
      ['document-timestamp', 'UNDEFINED'],
      ['signature', 'LTA_UPDATES'],
    ])
  })

  it.each([
    ['dss-2236/annotation-and-visible-change.pdf', 'page 1, 2'],
    ['pades-multiple-pages-annots-overlap.pdf', 'page 8, 12, 13, 16'],
    ['pades-same-border-annotations.pdf', undefined],
  ])('name the pages on which annotations overlap: %s', (file, pages) => {
    const warnings = reportOf(file).warnings.filter((warning) => warning.startsWith('ANNOTATIONS_OVERLAP:'))
    expect(warnings).toEqual(pages === undefined ? [] : [expect.stringMatching(new RegExp(`on ${pages}$`))])
  })

  it('are files that all readers read alike, but for siwa.pdf, which hides an object from some', () => {
    const doubted = [...reports].filter(([, { signatures }]) =>
      signatures.some(
        ({ conclusion }) =>
          conclusion.indication !== 'TOTAL-PASSED' &&
          conclusion.reason.startsWith('readers may disagree') &&
          !conclusion.reason.includes('RECOVERED'),
      ),
    )
    // Signature and object both fail in siwa.pdf, and a failure outranks a doubt.
    expect(doubted.map(([file]) => file)).toEqual([])
  })
})
