// The QR code itself (ISO/IEC 18004), as a square of modules for the stamp to draw as vectors. The
// symbol comes from the `qrcode` library; the choice of segments and error correction is TTE-QR1's.

// Rooms that import this one compile it too, without the folder's declarations.
/// <reference path="./qrcode.d.ts" />

import { create } from 'qrcode'
import type { DocumentCode } from './document-code.ts'
import { type PortalOrigin, qrSegments } from './verification-url.ts'

/**
 * Share of damaged codewords that can be restored: L 7 %, M 15 % (office print, the default), Q 25
 * % (poor print), H 30 %.
 */
export type ErrorCorrection = 'L' | 'M' | 'Q' | 'H'

/** A symbol without its quiet zone: `size` modules a side, row 0 at the top. */
export interface QrCode {
  readonly size: number
  readonly isDark: (column: number, row: number) => boolean
}

/** Modules of white that ISO/IEC 18004 §6.3.8 asks for on every side. */
export const QUIET_ZONE_MODULES = 4

/** Smallest printed module that cheap phone cameras still read, in PDF points: 0.34 mm. */
export const SMALLEST_MODULE_POINTS = (0.34 / 25.4) * 72

/**
 * Returns the QR code of a document's page on the portal.
 *
 * @throws TypeError when the host has a character that the alphanumeric mode lacks (`qrSegments`).
 */
export function qrCode(
  origin: PortalOrigin,
  code: DocumentCode,
  errorCorrection: ErrorCorrection = 'M',
): QrCode {
  const { scheme, rest } = qrSegments(origin, code)
  const { modules } = create(
    [
      { data: new TextEncoder().encode(scheme), mode: 'byte' },
      { data: rest, mode: 'alphanumeric' },
    ],
    { errorCorrectionLevel: errorCorrection },
  )
  return {
    size: modules.size,
    isDark: (column, row) => modules.data[row * modules.size + column] === 1,
  }
}
