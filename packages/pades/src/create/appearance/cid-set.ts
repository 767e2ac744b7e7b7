// The CIDSet of a subset (ISO 32000-1 table 124): which glyphs the embedded program has. Part 1 of
// PDF/A asks for it (ISO 19005-1 §6.3.5), later parts do without, and ISO 32000-2 deprecates it.

const HEADER_BYTES = 12
const RECORD_BYTES = 16
const LONG_OFFSETS_AT = 50

/**
 * Returns a bit for each glyph, from the highest bit of the first byte on: set for those that have
 * a width or an outline, and for the first, which every font has.
 * @param fontFile an embedded TrueType program @param widths by glyph
 */
export function cidSet({
  fontFile,
  widths,
}: {
  readonly fontFile: Uint8Array
  readonly widths: ReadonlyMap<number, number>
}): Uint8Array {
  const glyphs = [0, ...widths.keys(), ...outlined(fontFile)]
  const bits = new Uint8Array(Math.floor(glyphs.reduce((most, glyph) => Math.max(most, glyph), 0) / 8) + 1)
  for (const glyph of glyphs) bits[glyph >> 3] = (bits[glyph >> 3] ?? 0) | (0x80 >> (glyph & 7))
  return bits
}

/**
 * Returns the glyphs that `loca` gives an outline, since parts of composed glyphs have no width in
 * the PDF; none without the tables.
 */
function outlined(fontFile: Uint8Array): readonly number[] {
  const view = new DataView(fontFile.buffer, fontFile.byteOffset, fontFile.byteLength)
  const [head, loca] = [table(view, 'head'), table(view, 'loca')]
  if (head === undefined || loca === undefined || head.byteLength <= LONG_OFFSETS_AT + 1) return []
  const offsetBytes = head.getInt16(LONG_OFFSETS_AT) === 0 ? 2 : 4
  const offset = (index: number) =>
    offsetBytes === 2 ? loca.getUint16(index * offsetBytes) : loca.getUint32(index * offsetBytes)
  const glyphs: number[] = []
  for (let glyph = 0; (glyph + 2) * offsetBytes <= loca.byteLength; glyph++) {
    if (offset(glyph) < offset(glyph + 1)) glyphs.push(glyph)
  }
  return glyphs
}

function table(view: DataView, tag: string): DataView | undefined {
  const count = view.byteLength < HEADER_BYTES ? 0 : view.getUint16(4)
  for (let record = HEADER_BYTES; record + RECORD_BYTES <= view.byteLength; record += RECORD_BYTES) {
    if (record >= HEADER_BYTES + count * RECORD_BYTES) return undefined
    const found = String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(record + index)))
    if (found !== tag) continue
    const [start, length] = [view.getUint32(record + 8), view.getUint32(record + 12)]
    return start + length <= view.byteLength
      ? new DataView(view.buffer, view.byteOffset + start, length)
      : undefined
  }
  return undefined
}
