// Text of a file or a certificate on its way to a terminal.

/** Without what would let it move the cursor, recolour a line or turn its direction (UAX #9). */
export function shown(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}
