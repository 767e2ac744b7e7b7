// A font of the stamp: text to glyphs and widths by HarfBuzz, and afterwards the subset that holds
// just those glyphs.

import { readFileSync } from 'node:fs'
import type { EmbeddedFont } from '@tapis/pades/create'
import { Blob, Buffer, Face, Feature, Font, shape } from 'harfbuzzjs'
import { subsetFont } from './subset.ts'

/**
 * One glyph on a line: its number, and how far the pen moves after it, in 1/1000 of the font size.
 */
export interface Glyph {
  readonly id: number
  readonly advance: number
  readonly text: string
}

/** A typeface of the stamp, loaded once per process. */
export interface Typeface {
  readonly postScriptName: string
  readonly program: Uint8Array
  readonly font: Font
  readonly unitsPerEm: number
  /** Text by glyph, of the glyphs in every subset. */
  readonly usual: ReadonlyMap<number, string>
  /** Subsets made so far. */
  readonly embedded: Map<string, EmbeddedFont>
}

/**
 * Ligatures would give one glyph to several characters; then copying text out of the stamp would
 * need more than ToUnicode.
 */
const FEATURES = [new Feature('kern', 1), new Feature('liga', 0), new Feature('clig', 0)]

/** ISO 32000-2 table 121, bit 6: the font's characters are those of the Latin alphabets. */
const NONSYMBOLIC = 0x20

/** Loads one of the fonts in `assets/fonts`. */
export function loadTypeface(postScriptName: string): Typeface {
  const program = new Uint8Array(
    readFileSync(new URL(`../assets/fonts/${postScriptName}.ttf`, import.meta.url)),
  )
  const face = new Face(new Blob(program))
  const base = { postScriptName, program, font: new Font(face), unitsPerEm: face.upem }
  const usual = [...USUAL]
    .flatMap((letter) => shapeLine(base, letter))
    .map(({ id, text }) => [id, text] as const)
  return { ...base, usual: new Map(usual), embedded: new Map() }
}

/**
 * Shapes one line of text, with kerning. A character that the font lacks becomes glyph 0, the
 * visible empty box.
 */
export function shapeLine(
  { font, unitsPerEm }: Pick<Typeface, 'font' | 'unitsPerEm'>,
  text: string,
): readonly Glyph[] {
  const buffer = new Buffer()
  buffer.addText(text)
  buffer.guessSegmentProperties()
  shape(font, buffer, FEATURES)
  const glyphs = buffer.getGlyphInfosAndPositions()
  return glyphs.map(({ codepoint, cluster, xAdvance = 0 }, index) => ({
    id: codepoint,
    advance: (xAdvance * 1000) / unitsPerEm,
    text: text.slice(cluster, glyphs[index + 1]?.cluster ?? text.length),
  }))
}

/** Returns the width of a shaped line at font size 1. */
export function lineWidth(glyphs: readonly Glyph[]): number {
  return glyphs.reduce((width, { advance }) => width + advance, 0) / 1000
}

/**
 * Returns the advance that the font itself states for a glyph, in 1/1000 em: what `/W` must say
 * (ISO 32000-2 §9.7.4.3).
 */
export function nominalAdvance({ font, unitsPerEm }: Typeface, id: number): number {
  return Math.round((font.glyphHAdvance(id) * 1000) / unitsPerEm)
}

/**
 * Returns the font as the PDF embeds it: a subset with the usual letters and the glyphs of `lines`,
 * made once for all stamps that need no other. The six-letter tag (ISO 32000-2 §9.9.2) is derived
 * from the glyphs, so that the same stamp gives the same bytes.
 */
export function embedFont(
  typeface: Typeface,
  resourceName: string,
  lines: Iterable<readonly Glyph[]>,
): EmbeddedFont {
  const rare = new Map<number, string>()
  for (const line of lines) {
    for (const { id, text } of line) if (text !== '' && !typeface.usual.has(id)) rare.set(id, text)
  }
  const key = `${resourceName} ${[...rare.keys()].sort((a, b) => a - b).join(' ')}`
  const known = typeface.embedded.get(key)
  if (known !== undefined) return known
  const made = madeFont(typeface, resourceName, new Map([...typeface.usual, ...rare]))
  remember(typeface.embedded, key, made)
  return made
}

/**
 * Stamps say the same words with other names and codes: a letter that is not usual comes up again
 * with its signer.
 */
const REMEMBERED_FONTS = 64

function remember(embedded: Map<string, EmbeddedFont>, key: string, made: EmbeddedFont): void {
  embedded.set(key, made)
  for (const oldest of embedded.keys()) {
    if (embedded.size <= REMEMBERED_FONTS) break
    embedded.delete(oldest)
  }
}

/**
 * The letters, digits and signs of Indonesian official writing: with these in every subset, one
 * subset serves nearly every stamp.
 */
const USUAL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;-/()\'"&+@'

function madeFont(
  typeface: Typeface,
  resourceName: string,
  toUnicode: ReadonlyMap<number, string>,
): EmbeddedFont {
  const used = [...toUnicode.keys()].sort((a, b) => a - b)
  const { font, unitsPerEm } = typeface
  const { ascender, descender } = font.hExtents()
  const thousandths = (units: number) => Math.round((units * 1000) / unitsPerEm)
  const capital = font.glyphExtents(shapeLine(typeface, 'H')[0]?.id ?? 0)
  return {
    resourceName,
    postScriptName: `${subsetTag(used)}+${typeface.postScriptName}`,
    fontFile: subsetFont(typeface.program, used),
    unitsPerEm,
    ascent: thousandths(ascender),
    descent: thousandths(descender),
    capHeight: thousandths(capital?.yBearing ?? ascender),
    bbox: readBoundingBox(typeface),
    italicAngle: 0,
    flags: NONSYMBOLIC,
    widths: new Map([0, ...used].map((id) => [id, nominalAdvance(typeface, id)])),
    toUnicode,
  }
}

/** Reads xMin, yMin, xMax, yMax of the OpenType `head` table (offset 36), in 1/1000 em. */
function readBoundingBox({ font, unitsPerEm }: Typeface): readonly [number, number, number, number] {
  const head = font.face.referenceTable('head')
  if (head === undefined) throw new Error('the font of the stamp has no head table')
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const at = (offset: number) => Math.round((view.getInt16(offset) * 1000) / unitsPerEm)
  return [at(36), at(38), at(40), at(42)]
}

function subsetTag(glyphs: readonly number[]): string {
  let hash = 0x811c9dc5
  for (const glyph of glyphs) hash = Math.imul(hash ^ glyph, 0x01000193) >>> 0
  let tag = ''
  for (let letter = 0; letter < 6; letter++) {
    tag += String.fromCharCode(65 + (hash % 26))
    hash = Math.floor(hash / 26)
  }
  return tag
}
