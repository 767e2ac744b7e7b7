// Draws the QR code in a terminal, two modules a character cell, so that a phone can scan it from
// the screen.

import { type DocumentCode, type PortalOrigin, QUIET_ZONE_MODULES, qrCode } from '@tapis/qr-seal'

/**
 * It is dark on light whatever the terminal's theme: scanners need the quiet zone to be the lighter
 * part.
 */
const DARK_ON_LIGHT = '\u001b[30;107m'
const RESET = '\u001b[0m'

/**
 * Returns lines of half blocks with their colours set. Half the quiet zone of paper is enough on a
 * screen.
 */
export function drawTerminalQr(origin: PortalOrigin, code: DocumentCode): string {
  const symbol = qrCode(origin, code)
  const margin = QUIET_ZONE_MODULES / 2
  const dark = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < symbol.size && row < symbol.size && symbol.isDark(column, row)
  const lines: string[] = []
  for (let row = -margin; row < symbol.size + margin; row += 2) {
    let line = ''
    for (let column = -margin; column < symbol.size + margin; column++) {
      line += halfBlock(dark(column, row), dark(column, row + 1))
    }
    lines.push(`${DARK_ON_LIGHT}${line}${RESET}`)
  }
  return lines.join('\n')
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀'
  return lower ? '▄' : ' '
}
