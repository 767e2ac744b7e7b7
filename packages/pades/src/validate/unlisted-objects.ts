// Objects in later bytes that no cross-reference lists. A reader that trusts the cross-reference never sees them; one that repairs
// files by searching shows them instead of what was signed (incremental saving attacks). No verdict can serve both.
import type { PdfDocument } from '../pdf/document.ts'

const HEADER = /(?<![0-9])(\d{1,10})[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+obj(?![a-zA-Z])/g
const WINDOW_BYTES = 1 << 20
const OVERLAP_BYTES = 64

export interface UnlistedObject {
  readonly objectNumber: number
  readonly offset: number
}

/** Objects written at or after `from` that no revision states to be there, in the order of the file. */
export function findUnlistedObjects(document: PdfDocument, from: number): readonly UnlistedObject[] {
  const { bytes, revisions } = document
  const listed = new Set<string>()
  for (const { entries, xrefStreamNumbers } of revisions) {
    for (const number of xrefStreamNumbers) listed.add(`${number}`)
    for (const [number, entry] of entries) {
      if (entry.kind === 'offset' && entry.offset >= from) {
        listed.add(`${number} ${afterSpace(bytes, entry.offset)}`)
      }
    }
  }
  const found: UnlistedObject[] = []
  for (let start = from; start < bytes.length; start += WINDOW_BYTES) {
    const window = bytes.subarray(start, start + WINDOW_BYTES + OVERLAP_BYTES)
    for (const match of new TextDecoder('latin1').decode(window).matchAll(HEADER)) {
      const objectNumber = Number(match[1])
      const offset = start + match.index
      if (!listed.has(`${objectNumber}`) && !listed.has(`${objectNumber} ${offset}`)) {
        found.push({ objectNumber, offset })
      }
    }
  }
  return found
}

/** Some writers state the end-of-line marker before an object as its offset. */
function afterSpace(bytes: Uint8Array, offset: number): number {
  let at = offset
  while (at < bytes.length && [0, 0x09, 0x0a, 0x0c, 0x0d, 0x20].includes(bytes[at] ?? -1)) at += 1
  return at
}
