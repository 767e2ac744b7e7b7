// Finds the numbers that no public page and no printed text may hold: a NIK, and the number of a
// family card, which has the same shape (UU 23/2006 Art. 84). 16 digits: region (6), date of birth
// or of issue (ddmmyy, day + 40 for women), serial (4). People write them in groups, with every
// kind of separator; other long numbers of Indonesian documents must stay readable.
import { digitReadings, type Reading, type TextRange } from './digit-reading.ts'

/** Digits without a separator between them. */
interface Group extends TextRange {
  readonly digits: string
  /**
   * The separators between this group and the one before; `undefined` where no digit comes before.
   */
  readonly gap: string | undefined
}

const DIGITS = 16
const RUN = /\d(?:[ ._,/-]*\d)*/g

// Neither can be a NIK, but two dates, or latitude and longitude (Indonesia lies between 95° and
// 141° east), often have 16 digits between them, with a month where a NIK has its own.
const DATE = /(?<!\d[./-]?)(?:0[1-9]|[12]\d|3[01])([./-])(?:0[1-9]|1[0-2])\1(?:19|20)\d\d(?!\1?\d)/g
const COORDINATES =
  /(?<!\d[.]?)(?:(?:\d|1[01])\.\d{3,8}[, ]+-?(?:9[5-9]|1[0-4]\d)\.\d{3,8}|(?:9[5-9]|1[0-4]\d)\.\d{3,8}[, ]+-?(?:\d|1[01])\.\d{3,8})(?!\.?\d)/g

/**
 * Returns every stretch of `text` that is shaped like a NIK or a family card number, in order and
 * apart from each other. Digits of every script count by their value, with or without circles,
 * brackets, keycaps and strokes, superscripts, and letters that pass for digits in a stretch that
 * has digits (`I87199O1019OOOO1`); any number of spaces, dots, commas, slashes, underscores and
 * dashes may part them. Where a space parts the digits of several numbers, every way to read 16 of
 * them is found: hiding too much is the lesser harm.
 *
 * Not found are longer numbers (the 18 digits of a NIP or of a tax object), dates, coordinates, and
 * what begins with 0 as no region does: the NPWP of a body (16 digits), telephone numbers, tax
 * invoices. The NPWP of a person is the NIK, and is found. That the person exists is not checked,
 * and numbers in words are not read.
 */
export function findPopulationNumbers(text: string): readonly TextRange[] {
  return unite(digitReadings(text).flatMap((reading) => rangesIn(reading, IN_ONE_TEXT)))
}

/** What 16 digits have to be besides 16. */
export interface NumberRule {
  readonly isShaped: (digits: string) => boolean
  /**
   * Says whether the digits are a number of their own; `after` is the gap to the next digit,
   * undefined where none follows.
   */
  readonly standsAlone: (window: readonly Group[], after: string | undefined) => boolean
}

const IN_ONE_TEXT: NumberRule = { isShaped: isNikShaped, standsAlone: isNoPartOfAnother }

/**
 * Returns the stretches of one reading that a rule accepts, which may overlap, as offsets into the
 * text that was read.
 */
export function rangesIn({ plain, positions }: Reading, rule: NumberRule): readonly TextRange[] {
  const found: TextRange[] = []
  for (const run of plain.replace(DATE, blank).replace(COORDINATES, blank).matchAll(RUN)) {
    for (const [from, to] of numbersIn(groupsOf(run[0]), rule)) {
      const [first, last] = [positions[run.index + from], positions[run.index + to - 1]]
      if (first !== undefined && last !== undefined) found.push({ start: first.start, end: last.end })
    }
  }
  return found
}

/** Returns as many characters that are no part of a number. */
export const blank = (match: string) => 'x'.repeat(match.length)

function groupsOf(run: string): readonly Group[] {
  let end = 0
  return [...run.matchAll(/\d+/g)].map((match) => {
    const gap = match.index === 0 ? undefined : run.slice(end, match.index)
    end = match.index + match[0].length
    return { digits: match[0], start: match.index, end, gap }
  })
}

function numbersIn(groups: readonly Group[], { isShaped, standsAlone }: NumberRule): [number, number][] {
  const found: [number, number][] = []
  for (const [index, { start }] of groups.entries()) {
    let digits = ''
    for (let next = index; digits.length < DIGITS && next < groups.length; next++) {
      digits += groups[next]?.digits ?? ''
      const end = groups[next]?.end ?? start
      if (digits.length !== DIGITS || !isShaped(digits)) continue
      if (standsAlone(groups.slice(index, next + 1), groups[next + 1]?.gap)) found.push([start, end])
    }
  }
  return found
}

/**
 * Says whether 16 digits are a number of their own rather than part of a longer one, such as that
 * of a tax object.
 */
function isNoPartOfAnother(window: readonly Group[], after: string | undefined): boolean {
  const [before, ...within] = window.map(({ gap }) => gap)
  if (within.length === 0) return true
  const isUniform = within.every((gap) => gap === within[0])
  if (isUniform && window.every(({ digits }) => digits.length % 2 === 0)) return true
  const parts = (gap: string | undefined) => gap === undefined || gap.includes(' ') || !within.includes(gap)
  return parts(before) && parts(after)
}

/**
 * Says whether 16 digits have a region's first digit, and a day and a month where a NIK has them.
 */
export function isNikShaped(digits: string): boolean {
  const day = Number(digits.slice(6, 8))
  const month = Number(digits.slice(8, 10))
  const isDay = (day >= 1 && day <= 31) || (day >= 41 && day <= 71)
  return !digits.startsWith('0') && isDay && month >= 1 && month <= 12
}

/** Joins ranges that overlap, and sorts them. */
function unite(ranges: readonly TextRange[]): readonly TextRange[] {
  const apart: TextRange[] = []
  for (const range of ranges.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    const last = apart.at(-1)
    if (last !== undefined && range.start < last.end) {
      apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    } else apart.push(range)
  }
  return apart
}
