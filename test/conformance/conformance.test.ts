// The path of `pnpm conformance` on documents made here, one of each kind of structure and page, so
// that CI walks it without the corpus.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildPdf, encryptedSamples, type PdfShape, structures } from '@tapis/testing/pdf'
import { afterAll, describe, expect, it } from 'vitest'
import { hasTool } from '../interop/tools.ts'
import { SAMPLES, sample } from '../support/samples.ts'
import { conform, conforms } from './conform.ts'

const turned = [0, 90, 180, 270] as const
const pages: readonly (readonly [string, PdfShape])[] = [
  ...turned.map((rotate) => [`turned by ${rotate}`, { rotate, mediaBox: [0, 0, 400, 300] }] as const),
  ...turned.map(
    (rotate) =>
      [
        `with a crop box, turned by ${rotate}`,
        { rotate, mediaBox: [0, 0, 500, 600], pageEntries: { CropBox: [100, 150, 450, 500] } },
      ] as const,
  ),
  ['whose media box starts elsewhere', { mediaBox: [-200, -300, 100, 100] }],
  ['with a user unit of 2', { pageEntries: { UserUnit: 2 } }],
  ['too small for the stamp', { mediaBox: [0, 0, 60, 40] }],
]

interface Sample {
  readonly title: string
  readonly pdf: Uint8Array
  readonly password?: string
}

/** What pdfsig is given on a command line is not encoded as a document of that age asks. */
const hasPlainPassword = ({ ownerPassword }: { readonly ownerPassword: string }) =>
  /^[ -~]*$/.test(ownerPassword)

const documents: readonly Sample[] = [
  ...structures.map(([title, shape]) => ({ title, pdf: buildPdf(shape) })),
  ...pages.map(([title, shape]) => ({ title: `a page ${title}`, pdf: buildPdf(shape) })),
  ...SAMPLES.map((name) => ({ title: `the sample ${name}`, pdf: sample(name).pdf })),
  ...encryptedSamples
    .filter(hasPlainPassword)
    .map(({ title, pdf, ownerPassword }) => ({ title, pdf, password: ownerPassword })),
  {
    title: 'damaged: no cross-reference',
    pdf: latin1(text(buildPdf()).replace(/startxref\n\d+/, 'startxref\n9')),
  },
]

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function latin1(of: string): Uint8Array {
  return new Uint8Array(Buffer.from(of, 'latin1'))
}

const folder = mkdtempSync(join(tmpdir(), 'tapis-conformance-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(!hasTool('qpdf') || !hasTool('pdfsig'))('signed with a stamp at B-T', () => {
  it.each(documents)('$title conforms', async ({ title, pdf, password }) => {
    const file = join(folder, 'before.pdf')
    writeFileSync(file, pdf)
    const result = await conform(file, join(folder, 'after.pdf'), password)
    expect(conforms(result), JSON.stringify(result)).toBe(true)
    // Neither renderer draws a page that only the hidden part of a hybrid file has.
    if (title !== 'a hybrid') expect(result.looks).toMatchObject({ stampShows: true })
  })

  it('names the code of what cannot be signed', async () => {
    const file = join(folder, 'before.pdf')
    writeFileSync(file, latin1('%PDF-1.7\nnothing of a document\n%%EOF\n'))
    const result = await conform(file, join(folder, 'after.pdf'))
    expect(result.refusal).toMatch(/^[A-Z_]+$/)
    expect(conforms(result)).toBe(false)
  })
})
