// A subset of a TrueType font (ISO 32000-2 §9.9.2) by HarfBuzz's subsetter: only the outlines that
// the stamp shows, with glyph numbers retained, so that codes written before subsetting stay right.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const HB_MEMORY_MODE_READONLY = 1
const HB_SUBSET_FLAGS_NO_HINTING = 0x1
const HB_SUBSET_FLAGS_RETAIN_GIDS = 0x2
const HB_SUBSET_SETS_DROP_TABLE_TAG = 3

/**
 * Tables that a CIDFontType2 program does without (ISO 32000-2 table 124): text and widths come
 * from the PDF itself.
 */
const DROPPED_TABLES = ['GSUB', 'GPOS', 'GDEF', 'name', 'OS/2', 'post', 'cmap', 'STAT', 'DSIG']

/** HarfBuzz's C interface: numbers in, a number out; pointers are offsets in `memory`. */
interface HarfBuzz {
  readonly memory: WebAssembly.Memory
  readonly call: (name: string, ...parameters: readonly number[]) => number
}

let loaded: HarfBuzz | undefined

/**
 * Reduces a TrueType program to `glyphs` and what they are composed of; glyph 0 is always kept.
 *
 * @throws Error when HarfBuzz cannot read the font: the fonts are ours, so that is a broken
 *   installation, not bad input.
 */
export function subsetFont(font: Uint8Array, glyphs: Iterable<number>): Uint8Array {
  loaded ??= load()
  const { memory, call } = loaded
  const data = call('malloc', font.length)
  new Uint8Array(memory.buffer, data, font.length).set(font)
  const blob = call('hb_blob_create', data, font.length, HB_MEMORY_MODE_READONLY, 0, 0)
  const face = call('hb_face_create', blob, 0)
  const input = call('hb_subset_input_create_or_fail')
  try {
    call('hb_subset_input_set_flags', input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_RETAIN_GIDS)
    const wanted = call('hb_subset_input_glyph_set', input)
    for (const glyph of glyphs) call('hb_set_add', wanted, glyph)
    const dropped = call('hb_subset_input_set', input, HB_SUBSET_SETS_DROP_TABLE_TAG)
    for (const table of DROPPED_TABLES) call('hb_set_add', dropped, tableTag(table))
    return subsetBytes(loaded, face, input)
  } finally {
    call('hb_subset_input_destroy', input)
    call('hb_face_destroy', face)
    call('hb_blob_destroy', blob)
    call('free', data)
  }
}

function subsetBytes({ memory, call }: HarfBuzz, face: number, input: number): Uint8Array {
  const subset = call('hb_subset_or_fail', face, input)
  if (subset === 0) throw new Error('HarfBuzz could not subset the font of the stamp')
  const blob = call('hb_face_reference_blob', subset)
  try {
    const start = call('hb_blob_get_data', blob, 0)
    return new Uint8Array(memory.buffer, start, call('hb_blob_get_length', blob)).slice()
  } finally {
    call('hb_blob_destroy', blob)
    call('hb_face_destroy', subset)
  }
}

function tableTag(table: string): number {
  return [...table].reduce((tag, character) => ((tag << 8) | character.charCodeAt(0)) >>> 0, 0)
}

function load(): HarfBuzz {
  const path = fileURLToPath(import.meta.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm'))
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(path)))
  const memory = exports['memory']
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('HarfBuzz exports no memory')
  const call = (name: string, ...parameters: readonly number[]): number => {
    const exported = exports[name]
    if (typeof exported !== 'function') throw new Error(`HarfBuzz has no function ${name}`)
    return Number(exported(...parameters))
  }
  call('_initialize')
  return { memory, call }
}
