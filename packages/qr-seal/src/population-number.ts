// Finds the numbers that no public page and no printed text may hold: a NIK, and the number of a family card, which has the
// same shape (UU 23/2006 Art. 84). 16 digits: region (6), date of birth or of issue (ddmmyy, day + 40 for women), serial (4).
// People write them in groups, with every kind of separator; other long numbers of Indonesian documents must stay readable.

/** Offsets into a text in UTF-16 code units, `end` exclusive. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

interface Group extends TextRange {
  readonly digits: string
  /** The separators between this group and the one before; `undefined` where no digit comes before. */
  readonly gap: string | undefined
}

const DIGITS = 16
const IGNORED = /\p{Default_Ignorable_Code_Point}/u
const DASH = /[\u2010-\u2015\u2212]/
const SEPARATOR = /^[._,/-]$/
const RUN = /\d(?:[ ._,/-]*\d)*/g

// Neither can be a NIK, but two dates, or latitude and longitude (Indonesia lies between 95° and 141° east), often have 16
// digits between them, with a month where a NIK has its own.
const DATE = /(?<!\d[./-]?)(?:0[1-9]|[12]\d|3[01])([./-])(?:0[1-9]|1[0-2])\1(?:19|20)\d\d(?!\1?\d)/g
const COORDINATES =
  /(?<!\d[.]?)(?:(?:\d|1[01])\.\d{3,8}[, ]+-?(?:9[5-9]|1[0-4]\d)\.\d{3,8}|(?:9[5-9]|1[0-4]\d)\.\d{3,8}[, ]+-?(?:\d|1[01])\.\d{3,8})(?!\.?\d)/g

/**
 * Every stretch of `text` that is shaped like a NIK or a family card number, in order and apart from each other. Digits of
 * full width count (NFKC), and any number of spaces, dots, commas, slashes, underscores and dashes may part them. Where a space parts
 * the digits of several numbers, every way to read 16 of them is found: hiding too much is the lesser harm. Not found are
 * longer numbers (the 18 digits of a NIP or of a tax object), dates, and coordinates. That the person exists is not checked.
 */
export function findPopulationNumbers(text: string): readonly TextRange[] {
  const { plain, positions } = simplified(text)
  const found: TextRange[] = []
  for (const run of plain.matchAll(RUN)) {
    for (const [from, to] of numbersIn(groupsOf(run[0]))) {
      const [first, last] = [positions[run.index + from], positions[run.index + to - 1]]
      if (first !== undefined && last !== undefined) found.push({ start: first.start, end: last.end })
    }
  }
  return united(found)
}

/** One character for each that counts: a digit, a separator (all spaces as one, all dashes as `-`) or `x`; and where each was. */
function simplified(text: string): { plain: string; positions: readonly TextRange[] } {
  const positions: TextRange[] = []
  let plain = ''
  let start = 0
  for (const character of text) {
    const end = start + character.length
    if (!IGNORED.test(character)) {
      plain += simple(character)
      positions.push({ start, end })
    }
    start = end
  }
  const blank = (match: string) => 'x'.repeat(match.length)
  return { plain: plain.replace(DATE, blank).replace(COORDINATES, blank), positions }
}

function simple(character: string): string {
  const normal = character.normalize('NFKC')
  // Superscripts become digits too, but a footnote's mark is no part of a number.
  if (/\p{Nd}/u.test(character) && /^\d$/.test(normal)) return normal
  if (/^\s$/.test(normal)) return ' '
  if (DASH.test(normal)) return '-'
  return SEPARATOR.test(normal) ? normal : 'x'
}

function groupsOf(run: string): readonly Group[] {
  let end = 0
  return [...run.matchAll(/\d+/g)].map((match) => {
    const gap = match.index === 0 ? undefined : run.slice(end, match.index)
    end = match.index + match[0].length
    return { digits: match[0], start: match.index, end, gap }
  })
}

function numbersIn(groups: readonly Group[]): [number, number][] {
  const found: [number, number][] = []
  for (const [index, { start }] of groups.entries()) {
    let digits = ''
    for (let next = index; digits.length < DIGITS && next < groups.length; next++) {
      digits += groups[next]?.digits ?? ''
      const end = groups[next]?.end ?? start
      const window = groups.slice(index, next + 1)
      if (isNikShaped(digits) && standsAlone(window, groups[next + 1]?.gap)) found.push([start, end])
    }
  }
  return found
}

/** Whether 16 digits are a number of their own rather than a part of a longer one, such as that of a tax object. */
function standsAlone(window: readonly Group[], after: string | undefined): boolean {
  const [before, ...within] = window.map(({ gap }) => gap)
  if (within.length === 0) return true
  const isUniform = within.every((gap) => gap === within[0])
  if (isUniform && window.every(({ digits }) => digits.length % 2 === 0)) return true
  const parts = (gap: string | undefined) => gap === undefined || gap.includes(' ') || !within.includes(gap)
  return parts(before) && parts(after)
}

function isNikShaped(digits: string): boolean {
  const day = Number(digits.slice(6, 8))
  const month = Number(digits.slice(8, 10))
  const isDay = (day >= 1 && day <= 31) || (day >= 41 && day <= 71)
  return digits.length === DIGITS && isDay && month >= 1 && month <= 12
}

function united(ranges: readonly TextRange[]): readonly TextRange[] {
  const apart: TextRange[] = []
  for (const range of ranges) {
    const last = apart.at(-1)
    if (last !== undefined && range.start < last.end) {
      apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    } else apart.push(range)
  }
  return apart
}
