// Writes cross-reference sections: the table of ISO 32000-2 §7.5.4 and the rows of the stream of
// §7.5.8.

import { ByteWriter } from '../byte-writer.ts'
import type { XrefEntry } from './xref-entries.ts'

/** One entry of the section; offsets are into the file's bytes. */
export type SectionEntry = XrefEntry & { readonly objectNumber: number }

/**
 * Writes a table without its trailer.
 * @param entries by ascending number; none in an object stream, which a table cannot state
 * @param base the offset from which the file's own offsets count
 */
export function writeTable(writer: ByteWriter, entries: readonly SectionEntry[], base: number): void {
  writer.text('xref\n')
  for (const run of runsOf(entries)) {
    writer.text(`${run[0]?.objectNumber} ${run.length}\n`)
    for (const entry of run) {
      const isInUse = entry.kind === 'offset'
      const position = String(isInUse ? entry.offset - base : 0).padStart(10, '0')
      const generation = String(entry.kind === 'compressed' ? 0 : entry.generation).padStart(5, '0')
      writer.text(`${position} ${generation} ${isInUse ? 'n' : 'f'}\r\n`)
    }
  }
}

/**
 * Returns the data of a cross-reference stream with its /Index and /W.
 * @param entries by ascending number
 */
export function xrefStreamRows(
  entries: readonly SectionEntry[],
  base: number,
): { readonly rows: Uint8Array; readonly index: readonly number[]; readonly widths: readonly number[] } {
  const runs = runsOf(entries)
  const fields = entries.map((entry) => fieldsOf(entry, base))
  const width = bytesFor(fields.reduce((most, [, second]) => Math.max(most, second), 0))
  const lastWidth = bytesFor(fields.reduce((most, [, , third]) => Math.max(most, third), 0))
  const rows = new ByteWriter()
  for (const [type, second, third] of fields) {
    rows.fill(type, 1)
    bigEndian(rows, second, width)
    bigEndian(rows, third, lastWidth)
  }
  const index = runs.flatMap((run) => [run[0]?.objectNumber ?? 0, run.length])
  return { rows: rows.view(), index, widths: [1, width, lastWidth] }
}

/** Returns the three fields of an entry (§7.5.8.3, table 18). */
function fieldsOf(entry: SectionEntry, base: number): readonly [number, number, number] {
  switch (entry.kind) {
    case 'free':
      return [0, 0, entry.generation]
    case 'offset':
      return [1, entry.offset - base, entry.generation]
    case 'compressed':
      return [2, entry.streamNumber, entry.index]
  }
}

/** Splits entries into runs without a gap; each run is one subsection. */
function runsOf(entries: readonly SectionEntry[]): SectionEntry[][] {
  const runs: SectionEntry[][] = []
  for (const entry of entries) {
    const run = runs.at(-1)
    if (run?.at(-1)?.objectNumber === entry.objectNumber - 1) run.push(entry)
    else runs.push([entry])
  }
  return runs
}

/** Returns the bytes that a number needs, at least two, as other writers do. */
function bytesFor(highest: number): number {
  return Math.max(2, Math.ceil(Math.log2(highest + 1) / 8))
}

function bigEndian(writer: ByteWriter, value: number, width: number): void {
  for (let index = width - 1; index >= 0; index--) writer.fill(Math.floor(value / 256 ** index) & 0xff, 1)
}
