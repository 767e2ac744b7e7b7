// Finds a NIK that is written over several texts, such as a label and its value. Numbers that
// merely stand below each other in a table often have 16 digits between them, so that more is asked
// here than of a number in one text.
import { digitReadings, type Reading } from './digit-reading.ts'
import { blank, isNikShaped, type NumberRule, rangesIn } from './population-number.ts'

export interface SplitOptions {
  /** How many digits each text must add. Default: 1. */
  readonly leastDigits?: number
}

/** Amounts of money, areas and times of day are not half of a number. */
const AMOUNT_OR_TIME =
  /(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+(?:,\d\d?)?|(?:[01]\d|2[0-4])[.][0-5]\d)(?![\d.]|,\d)/g
/** The provinces that exist. No year of this century begins like one. */
const PROVINCE = /^(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])/

const ACROSS_TEXTS: NumberRule = {
  isShaped: (digits) => PROVINCE.test(digits) && isNikShaped(digits),
  // It stands alone when only space parts it from other digits: a piece of a tax object's number
  // does not.
  standsAlone: ([first], after) => [first?.gap, after].every((gap) => gap === undefined || gap.includes(' ')),
}

/**
 * Returns the texts, by their indexes, that hold a NIK or family card number only together, read
 * one after another. Each number that is found gives the indexes of two or more neighbours, in
 * order; what one text has alone is left out.
 */
export function findSplitPopulationNumbers(
  texts: readonly string[],
  { leastDigits = 1 }: SplitOptions = {},
): readonly (readonly number[])[] {
  const found = digitReadings(texts.join('\n')).flatMap((reading) => numbersOver(texts, reading, leastDigits))
  // The readings of a text mostly find the same.
  return [...new Map(found.map((indexes) => [indexes.join(), indexes])).values()]
}

function numbersOver(
  texts: readonly string[],
  reading: Reading,
  leastDigits: number,
): readonly (readonly number[])[] {
  const starts = startsOf(texts)
  const indexOf = (offset: number) => starts.findLastIndex((start) => start <= offset)
  const plain = reading.plain.replace(AMOUNT_OR_TIME, blank)
  return rangesIn({ ...reading, plain }, ACROSS_TEXTS).flatMap(({ start, end }) => {
    const digits = new Map<number, number>()
    for (const [index, position] of reading.positions.entries()) {
      if (position.start < start || position.start >= end || !/\d/.test(plain.charAt(index))) continue
      const text = indexOf(position.start)
      digits.set(text, (digits.get(text) ?? 0) + 1)
    }
    const isSplit = digits.size > 1 && [...digits.values()].every((count) => count >= leastDigits)
    return isSplit ? [[...digits.keys()]] : []
  })
}

/** Returns where each text begins when all of them are joined by one character. */
function startsOf(texts: readonly string[]): readonly number[] {
  let start = 0
  return texts.map(({ length }) => {
    const own = start
    start += length + 1
    return own
  })
}
