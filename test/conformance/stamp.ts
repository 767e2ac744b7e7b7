// The stamp of the conformance run: the service's QR stamp, or where the page is too small for it a
// frame of the same kind.

import type { PageGeometry, SignatureAppearance } from '@tapis/pades/create'
import { documentCodeFrom, parsePortalOrigin } from '@tapis/qr-seal'
import { drawStamp } from '@tapis/stamp'

/** Points. */
const SIZE = { width: 208, height: 76 }
const MARGIN = 12

export function stampFor({ width, height }: PageGeometry): SignatureAppearance {
  const fits = width >= SIZE.width + 2 * MARGIN && height >= SIZE.height + 2 * MARGIN
  return fits ? qrStamp() : frame(width / 2, height / 2)
}

function qrStamp(): SignatureAppearance {
  const { content, fonts } = drawStamp({
    ...SIZE,
    portalOrigin: parsePortalOrigin('https://tte.contoh.example'),
    code: documentCodeFrom(new Uint8Array(10)),
    lines: {
      kind: 'signature',
      signerName: 'Pejabat Rekaan, S.Kom.',
      position: 'Kepala Dinas Contoh',
      agencyName: 'Dinas Contoh',
      signedAt: new Date('2026-11-24T03:32:00Z'),
      caName: 'CA Kota Contoh',
      certifiedProvider: false,
    },
  })
  return { page: 1, rect: { x: MARGIN, y: MARGIN, ...SIZE }, content, fonts }
}

/** In the lower left quarter of the page. */
function frame(width: number, height: number): SignatureAppearance {
  const content = new TextEncoder().encode(`0 0 1 RG 0 0 ${width.toFixed(2)} ${height.toFixed(2)} re s`)
  return { page: 1, rect: { x: 0, y: 0, width, height }, content, fonts: [] }
}
