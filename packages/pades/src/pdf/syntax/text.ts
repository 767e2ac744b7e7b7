// Text strings of ISO 32000-2 §7.9.2.2 are UTF-16BE or UTF-8 after their byte order marks, and
// PDFDocEncoding otherwise.

import type { PdfString } from '../objects.ts'

/**
 * PDFDocEncoding (Annex D.3) where it differs from Latin-1; U+FFFD for the codes it leaves
 * undefined.
 */
const differences = new Map<number, string>([
  ...Array.from('˘ˇˆ˙˝˛˚˜', (char, index): [number, string] => [0x18 + index, char]),
  ...Array.from('•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž\ufffd€', (char, index): [number, string] => [
    0x80 + index,
    char,
  ]),
])

/** Returns the text of a text string. It never throws: what cannot be decoded becomes U+FFFD. */
export function textOf({ bytes }: PdfString): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes.subarray(2))
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return new TextDecoder().decode(bytes.subarray(3))
  }
  let text = ''
  for (const byte of bytes) text += differences.get(byte) ?? String.fromCharCode(byte)
  return text
}

function utf16(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    text += String.fromCharCode(((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0))
  }
  return text
}

const codes = new Map(Array.from(differences, ([code, char]) => [char, code]))

/**
 * Returns the text in PDFDocEncoding, or undefined when it has a character that the encoding lacks.
 */
export function pdfDocEncoded(text: string): Uint8Array | undefined {
  const bytes: number[] = []
  for (const char of text) {
    const latin = char.charCodeAt(0)
    const code = codes.get(char) ?? (latin <= 0xff && !differences.has(latin) ? latin : undefined)
    if (code === undefined || char === '\ufffd') return undefined
    bytes.push(code)
  }
  return Uint8Array.from(bytes)
}
