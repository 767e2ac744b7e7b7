// The ground of a stamp is as white as paper on every document: in the pixels of pdf.js, poppler
// and MuPDF, also where PDF/A makes device colours mean something.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signPdf } from '@tapis/pades/create'
import { softwareCustodian } from '@tapis/testing/pki'
import { afterAll, describe, expect, it } from 'vitest'
import { archivalPdf } from '../support/archival.ts'
import { renderPage } from '../support/render.ts'
import { sample } from '../support/samples.ts'
import { draw, type Picture, RESOLUTION } from './pixels.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-putih-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const parts = [1, 2, 3] as const
const documents = [
  ...parts.flatMap((part) =>
    [true, false].map(
      (hasIntent) =>
        [
          `PDF/A-${part} ${hasIntent ? 'with' : 'without'} an output intent`,
          archivalPdf(part, { hasIntent }),
        ] as const,
    ),
  ),
  ['a sample that is PDF/A', sample('bpprd-sppt').pdf],
] as const

/**
 * Grey and RGB, white and black, a square of 20 points each, on a page that would shine through.
 */
const content = new TextEncoder().encode(
  ['1 g 0 0 20 20 re f', '1 1 1 rg 20 0 20 20 re f', '0 g 40 0 20 20 re f', '0 0 0 rg 60 0 20 20 re f'].join(
    ' ',
  ),
)
const rect = { x: 100, y: 200, width: 80, height: 20 }
const expected = [
  [255, 255, 255],
  [255, 255, 255],
  [0, 0, 0],
  [0, 0, 0],
]

/** The colour in the middle of each square; `scale` is in pixels a point. */
function colours({ width, height, pixels }: Picture, scale: number, channels = 3): readonly number[][] {
  const y = height - Math.round((rect.y + rect.height / 2) * scale)
  return expected.map((_, square) => {
    const x = Math.round((rect.x + 20 * square + 10) * scale)
    return [...pixels.subarray(channels * (y * width + x)).subarray(0, 3)]
  })
}

const custodian = await softwareCustodian('ecdsa-p256-sha256')
const stamped = async (pdf: Uint8Array) => {
  const signed = await signPdf(pdf, {
    custodian,
    baseline: { level: 'B-B' },
    fields: { signingTime: new Date('2026-11-24T03:32:00Z') },
    appearance: { page: 1, rect, content, fonts: [] },
  })
  return signed.bytes()
}

describe('white is white and black is black on a stamp', () => {
  it.each(documents)('in pdf.js on %s', async (_, pdf) => {
    const { data, width, height } = await renderPage(await stamped(pdf), 1, 1)
    expect(colours({ width, height, pixels: new Uint8Array(data) }, 1, 4)).toEqual(expected)
  })

  it.each(
    (['poppler', 'mupdf'] as const).flatMap((renderer) =>
      documents.map(([title, pdf]) => ({ renderer, title, pdf })),
    ),
  )('in $renderer, if it is here, on $title', async ({ renderer, title, pdf }) => {
    const file = join(folder, `${title.replace(/\W/g, '-')}.pdf`)
    writeFileSync(file, await stamped(pdf))
    const picture = await draw(renderer, { file, page: 1 })
    if (picture !== undefined) expect(colours(picture, RESOLUTION / 72)).toEqual(expected)
  })
})
