// From the scattered runs of text on a page to lines in which a tag can be found, even when its
// letters were drawn one by one, out of order, or twice for a bold look.

interface Point {
  readonly x: number
  readonly y: number
}

/** One run of text as it was drawn, in points of the page as displayed, origin lower left, y up. */
export interface TextRun {
  readonly text: string
  /** Where its baseline begins. */
  readonly origin: Point
  /** Unit vector along the baseline. */
  readonly direction: Point
  /** Length along the baseline. */
  readonly advance: number
  /** Font size. */
  readonly height: number
}

/** An occurrence of a text: its centre, and how much of the page it takes there. */
export interface FoundText extends Point {
  readonly width: number
  readonly height: number
  /** Whether it is a run, or several, by itself. Within a longer run its ends are guessed. */
  readonly isMeasured: boolean
}

/** One UTF-16 unit of a line and the stretch of the baseline that it covers. */
interface Cell {
  readonly unit: string
  readonly from: number
  readonly to: number
  /** Whether it is the first, or the last, of its run. */
  readonly isFirst: boolean
  readonly isLast: boolean
}

interface Line {
  readonly cells: readonly Cell[]
  readonly direction: Point
  /** Distance of the baseline from the page's origin, across the direction. */
  readonly offset: number
  readonly height: number
}

/** Baselines closer than this part of the font size are one line. */
const SAME_BASELINE = 0.3
/** A wider gap between runs than this part of the font size is a space between words. */
const WORD_GAP = 0.25
/** The same text drawn again within this part of the font size is the same letter made bold. */
const OVERPRINT = 0.15
/**
 * Half the height of a capital letter, which puts the middle of a tag above its baseline: the
 * font's own figures are not known.
 */
const MIDDLE_OF_CAPITALS = 0.35

/** Returns every occurrence of `tag`, from the top of the page to the bottom, left to right. */
export function findInRuns(runs: readonly TextRun[], tag: string): readonly FoundText[] {
  const wanted = tag.normalize('NFC').replace(/\s+/gu, ' ').trim()
  if (wanted === '') return []
  const found = linesOf(runs).flatMap((line) => findInLine(line, wanted))
  return found.toSorted((a, b) => b.y - a.y || a.x - b.x)
}

function linesOf(runs: readonly TextRun[]): readonly Line[] {
  const measured = runs
    .filter(({ text, height }) => text.trim() !== '' && height > 0)
    .map((run) => ({
      run,
      angle: Math.round((Math.atan2(run.direction.y, run.direction.x) * 180) / Math.PI),
      along: dot(run.origin, run.direction),
      offset: across(run.origin, run.direction),
    }))
    .toSorted((a, b) => a.angle - b.angle || a.offset - b.offset)

  const groups: (typeof measured)[] = []
  for (const entry of measured) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    const sameLine =
      before !== undefined &&
      before.angle === entry.angle &&
      Math.abs(before.offset - entry.offset) <= SAME_BASELINE * Math.min(before.run.height, entry.run.height)
    if (group !== undefined && sameLine) group.push(entry)
    else groups.push([entry])
  }
  return groups.flatMap((group) => {
    const first = group[0]
    if (first === undefined) return []
    const { direction, height } = first.run
    const ordered = group.toSorted((a, b) => a.along - b.along)
    return [{ cells: cellsOf(ordered), direction, offset: first.offset, height }]
  })
}

function cellsOf(runs: readonly { readonly run: TextRun; readonly along: number }[]): readonly Cell[] {
  const cells: Cell[] = []
  let end: number | undefined
  let before: { readonly run: TextRun; readonly along: number } | undefined
  for (const entry of runs) {
    const { run, along } = entry
    const overprinted = before?.run.text === run.text && along - before.along < OVERPRINT * run.height
    before = entry
    if (overprinted) continue
    if (end !== undefined && along - end > WORD_GAP * run.height) {
      pushUnit(cells, { unit: ' ', from: end, to: along, isFirst: true, isLast: true })
    }
    const text = run.text.normalize('NFC')
    // The widths of single letters are not known: a tag inside a longer run is placed by counting
    // letters.
    const step = run.advance / text.length
    for (let index = 0; index < text.length; index++) {
      pushUnit(cells, {
        unit: text.charAt(index),
        from: along + step * index,
        to: along + step * (index + 1),
        isFirst: index === 0,
        isLast: index === text.length - 1,
      })
    }
    end = along + run.advance
  }
  return cells
}

function pushUnit(cells: Cell[], cell: Cell): void {
  const isSpace = /\s/u.test(cell.unit)
  if (isSpace && cells.at(-1)?.unit === ' ') return
  cells.push(isSpace ? { ...cell, unit: ' ' } : cell)
}

function findInLine({ cells, direction, offset, height }: Line, wanted: string): readonly FoundText[] {
  const text = cells.map(({ unit }) => unit).join('')
  const found: FoundText[] = []
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const [first, last] = [cells[at], cells[at + wanted.length - 1]]
    if (first === undefined || last === undefined) break
    const along = (first.from + last.to) / 2
    const up = offset + MIDDLE_OF_CAPITALS * height
    const [length, capitals] = [last.to - first.from, 2 * MIDDLE_OF_CAPITALS * height]
    const [dx, dy] = [Math.abs(direction.x), Math.abs(direction.y)]
    found.push({
      x: along * direction.x - up * direction.y,
      y: along * direction.y + up * direction.x,
      width: length * dx + capitals * dy,
      height: length * dy + capitals * dx,
      isMeasured: first.isFirst && last.isLast,
    })
  }
  return found
}

const dot = (point: Point, direction: Point) => point.x * direction.x + point.y * direction.y
const across = (point: Point, direction: Point) => point.y * direction.x - point.x * direction.y
