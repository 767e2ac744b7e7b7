// A subset TrueType program as a composite font (ISO 32000-2 §9.7.4: CIDFontType2, Identity-H), so
// that the content stream shows glyphs by their numbers. Embedded with widths and ToUnicode, as
// PDF/A asks (ISO 19005-2 §6.2.11).

import { present } from '@tapis/pki'
import {
  byteString,
  dictionary,
  name,
  type PdfRef,
  type PdfStream,
  type PdfValue,
  ref,
} from '../../pdf/objects.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { cidSet } from './cid-set.ts'
import { compressedStream, type Deflate } from './deflate.ts'

/**
 * A font to embed. It must not change once it was used: its streams are kept for as long as the
 * value is.
 */
export interface EmbeddedFont {
  /** The name the content stream uses, without slash, for instance `F1`. */
  readonly resourceName: string
  /** With the six-letter subset tag: `ABCDEF+Name`. */
  readonly postScriptName: string
  /** A TrueType program holding the glyphs used. */
  readonly fontFile: Uint8Array
  /** Of the program. The metrics here do not depend on it: all are in thousandths of an em. */
  readonly unitsPerEm: number
  readonly ascent: number
  readonly descent: number
  readonly capHeight: number
  readonly bbox: readonly [number, number, number, number]
  /** Degrees counter-clockwise from the vertical; negative for italics. */
  readonly italicAngle: number
  /** §9.8.2: 4 symbolic, 32 non-symbolic, and so on. */
  readonly flags: number
  /** Advance by glyph. */
  readonly widths: ReadonlyMap<number, number>
  /** Text by glyph. */
  readonly toUnicode: ReadonlyMap<number, string>
}

const BFCHAR_LIMIT = 100

/**
 * Adds the font's five objects, or six with a CIDSet, and returns the reference to the Type 0 font.
 */
export function addFont(
  font: EmbeddedFont,
  allocate: () => number,
  add: (objectNumber: number, value: PdfValue) => void,
  { deflate, hasCidSet = false }: { readonly deflate: Deflate; readonly hasCidSet?: boolean },
): PdfRef {
  const [composite, descendant, descriptor, program, toUnicode] = [
    allocate(),
    allocate(),
    allocate(),
    allocate(),
    allocate(),
  ]
  add(
    composite,
    dictionary({
      Type: name('Font'),
      Subtype: name('Type0'),
      BaseFont: name(font.postScriptName),
      Encoding: name('Identity-H'),
      DescendantFonts: [ref(descendant)],
      ToUnicode: ref(toUnicode),
    }),
  )
  add(
    descendant,
    dictionary({
      Type: name('Font'),
      Subtype: name('CIDFontType2'),
      BaseFont: name(font.postScriptName),
      CIDSystemInfo: dictionary({
        Registry: byteString(latin1('Adobe')),
        Ordering: byteString(latin1('Identity')),
        Supplement: 0,
      }),
      FontDescriptor: ref(descriptor),
      W: widthRuns(font.widths),
      CIDToGIDMap: name('Identity'),
    }),
  )
  const set = hasCidSet ? allocate() : undefined
  add(descriptor, fontDescriptor(font, program, set))
  if (set !== undefined) add(set, compressedStream(cidSet(font), {}, deflate))
  const streams = streamsOf(font, deflate)
  add(program, streams.program)
  add(toUnicode, streams.toUnicode)
  return ref(composite)
}

interface FontStreams {
  readonly deflate: Deflate
  readonly program: PdfStream
  readonly toUnicode: PdfStream
}

/** Deflating is most of the work of embedding a font, and one font is in many documents. */
const known = new WeakMap<EmbeddedFont, FontStreams>()

function streamsOf(font: EmbeddedFont, deflate: Deflate): FontStreams {
  const found = known.get(font)
  if (found?.deflate === deflate) return found
  const made = {
    deflate,
    program: compressedStream(font.fontFile, { Length1: font.fontFile.length }, deflate),
    toUnicode: compressedStream(latin1(toUnicodeMap(font.toUnicode)), {}, deflate),
  }
  known.set(font, made)
  return made
}

function fontDescriptor(font: EmbeddedFont, program: number, set: number | undefined): PdfValue {
  return dictionary({
    Type: name('FontDescriptor'),
    FontName: name(font.postScriptName),
    Flags: font.flags,
    FontBBox: font.bbox,
    ItalicAngle: font.italicAngle,
    Ascent: font.ascent,
    Descent: font.descent,
    CapHeight: font.capHeight,
    // Required, and used by nobody when the program is there: 80 is a regular weight.
    StemV: 80,
    FontFile2: ref(program),
    ...present({ CIDSet: set && ref(set) }),
  })
}

/** §9.7.4.3: `first [w w w]` for each run of glyphs without a gap. */
function widthRuns(widths: ReadonlyMap<number, number>): PdfValue {
  const runs: { first: number; widths: number[] }[] = []
  for (const [glyph, width] of [...widths].sort(([left], [right]) => left - right)) {
    const run = runs.at(-1)
    if (run !== undefined && run.first + run.widths.length === glyph) run.widths.push(width)
    else runs.push({ first: glyph, widths: [width] })
  }
  return runs.flatMap((run): PdfValue[] => [run.first, run.widths])
}

/** §9.10.3: a CMap from two-byte glyph numbers to UTF-16BE. */
function toUnicodeMap(toUnicode: ReadonlyMap<number, string>): string {
  const lines = [...toUnicode]
    .sort(([left], [right]) => left - right)
    .map(([glyph, text]) => `<${hexadecimal(glyph)}> <${utf16(text)}>`)
  const blocks: string[] = []
  for (let at = 0; at < lines.length; at += BFCHAR_LIMIT) {
    const block = lines.slice(at, at + BFCHAR_LIMIT)
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`
}

function utf16(text: string): string {
  let value = ''
  for (let index = 0; index < text.length; index++) value += hexadecimal(text.charCodeAt(index))
  return value
}

function hexadecimal(unit: number): string {
  return unit.toString(16).padStart(4, '0')
}
