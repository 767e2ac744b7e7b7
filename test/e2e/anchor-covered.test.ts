// An anchor text is covered by its stamp, centred on it, however the page is turned, cropped or
// scaled: seen as a reader sees it.

import { signPdf } from '@tapis/pades/create'
import { dictionary, latin1, name, ref } from '@tapis/pades/pdf'
import { documentCodeFrom, parsePortalOrigin } from '@tapis/qr-seal'
import { findAnchor } from '@tapis/signer'
import { drawStamp, pageSizes, resolvePlace } from '@tapis/stamp'
import { buildPdf } from '@tapis/testing/pdf'
import { softwareCustodian } from '@tapis/testing/pki'
import { describe, expect, it } from 'vitest'
import { type Rendering, renderPage } from '../support/render.ts'

/** Twice the units are twice the points. */
const sizeOf = (unit: number) => ({ width: 140 * unit, height: 60 * unit })
const TAGS = ['#', '$', ['$', '{ttd_pengirim1}'].join('')] as const
const PAGES = [0, 90, 180, 270].flatMap((rotate) =>
  [1, 2].flatMap((unit) => [false, true].map((cropped) => ({ rotate, unit, cropped }))),
)

type PageKind = (typeof PAGES)[number]

function pageWith(tag: string, { rotate, unit, cropped }: PageKind): Uint8Array {
  const helvetica = dictionary({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Helvetica') })
  // Upright as the page is displayed.
  const [cos, sin] = [Math.cos((rotate * Math.PI) / 180), Math.sin((rotate * Math.PI) / 180)].map(Math.round)
  const bytes = latin1(`BT /F1 12 Tf ${cos} ${sin} ${-(sin ?? 0)} ${cos} 150 200 Tm (${tag}) Tj ET`)
  return buildPdf({
    rotate,
    pageEntries: {
      Resources: dictionary({ Font: dictionary({ F1: helvetica }) }),
      Contents: ref(100),
      ...(unit === 1 ? {} : { UserUnit: unit }),
      ...(cropped ? { CropBox: [20, 30, 280, 380] } : {}),
    },
    objects: new Map([[100, { kind: 'stream', dictionary: dictionary({}), bytes }]]),
  })
}

async function stamped(pdf: Uint8Array, tag: string, unit: number): Promise<Uint8Array> {
  const size = sizeOf(unit)
  const wanted = { kind: 'anchor', anchor: tag, ...size } as const
  const place = await resolvePlace(pdf, pageSizes(pdf), wanted, findAnchor)
  if (place === undefined) throw new TypeError('expected a place')
  const { content, fonts } = drawStamp({
    ...size,
    portalOrigin: parsePortalOrigin('https://tte.contoh.example'),
    code: documentCodeFrom(new Uint8Array(10).fill(7)),
    lines: {
      kind: 'signature',
      signerName: 'Contoh Pejabat Rekaan',
      position: 'Kepala Dinas',
      agencyName: 'Dinas Contoh',
      signedAt: new Date('2026-11-24T03:32:00Z'),
      caName: 'CA Kota Contoh',
      certifiedProvider: false,
    },
  })
  const signed = await signPdf(pdf, {
    custodian: await softwareCustodian('ecdsa-p256-sha256'),
    baseline: { level: 'B-B' },
    fields: { signingTime: new Date('2026-11-24T03:32:00Z') },
    appearance: { page: place.page, rect: place.box, content, fonts },
  })
  return signed.bytes()
}

interface Area {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Around the pixels that are chosen by their position in the data. */
function around({ width, data }: Rendering, isChosen: (at: number) => boolean): Area {
  const area = { left: Infinity, top: Infinity, right: -1, bottom: -1 }
  for (let at = 0; at < data.length; at += 4) {
    if (!isChosen(at)) continue
    const [x, y] = [(at / 4) % width, Math.floor(at / 4 / width)]
    area.left = Math.min(area.left, x)
    area.right = Math.max(area.right, x)
    area.top = Math.min(area.top, y)
    area.bottom = Math.max(area.bottom, y)
  }
  return area
}

const isDark = ({ data }: Rendering, at: number) => (data[at] ?? 255) < 128
const middle = ({ left, right, top, bottom }: Area) => [(left + right) / 2, (top + bottom) / 2] as const

describe.each(TAGS)('the tag %s', (tag) => {
  it.each(PAGES)('is under its stamp: turned by $rotate, unit $unit, cropped: $cropped', async (kind) => {
    const pdf = pageWith(tag, kind)
    const [before, after] = [
      await renderPage(pdf, 1, 1),
      await renderPage(await stamped(pdf, tag, kind.unit), 1, 1),
    ]
    const ink = around(before, (at) => isDark(before, at))
    const changed = around(after, (at) => Math.abs((before.data[at] ?? 0) - (after.data[at] ?? 0)) > 40)
    expect(ink.right).toBeGreaterThan(ink.left)
    expect(changed.left).toBeLessThan(ink.left)
    expect(changed.right).toBeGreaterThan(ink.right)
    expect(changed.top).toBeLessThan(ink.top)
    expect(changed.bottom).toBeGreaterThan(ink.bottom)
    const [[inkX, inkY], [stampX, stampY]] = [middle(ink), middle(changed)]
    // The stamp's ink ends a few points inside its box.
    expect(Math.abs(stampX - inkX)).toBeLessThan(8 * kind.unit)
    expect(Math.abs(stampY - inkY)).toBeLessThan(8 * kind.unit)
  })
})
