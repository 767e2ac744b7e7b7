// Reads a text as digits, the way a person or a program that wants the number would: every script's
// digits by their value, ornamented digits, and letters that pass for digits. Where it is not
// certain that something is a digit, there are several readings.

/** Offsets into a text in UTF-16 code units, `end` exclusive. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/**
 * A text with one character for each that counts: a digit, a separator (all spaces alike, all
 * dashes as `-`) or `x`; and where each was.
 */
export interface Reading {
  readonly plain: string
  readonly positions: readonly TextRange[]
}

interface Character extends TextRange {
  readonly plain: string
  readonly kind: 'digit' | 'ornament' | 'look-alike' | 'other'
  /** Whether it is an ordinary letter, which a look-alike beside it belongs to. */
  readonly isLetter: boolean
}

/** What is known of a code point, wherever it stands. */
interface Description extends Omit<Character, keyof TextRange> {
  readonly isMark: boolean
  readonly isIgnored: boolean
}

/**
 * These are never drawn, or drawn on the digit before, of which keycaps and strokes do not make
 * another digit.
 */
const IGNORED = /\p{Default_Ignorable_Code_Point}/u
const MARK = /\p{M}/u
const DECIMAL_DIGIT = /\p{Nd}/u
const LETTER = /\p{L}/u
const DASH = /[\u2010-\u2015\u2212]/
const SEPARATOR = /^[._,/-]$/

// After NFKC: ①, ⑴, ⒈, ², ₂ and 🄂 are digits with an ornament. ½ and ㏠ are not.
const ORNAMENTED = /^\(?(\d{1,2})[).,]?$/
/**
 * Ornamented digits that Unicode gives no decomposition: first character, last one, and the number
 * of the first.
 */
const UNDECOMPOSED: readonly (readonly [number, number, number])[] = [
  [0x24eb, 0x24f4, 11],
  [0x24f5, 0x24fe, 1],
  [0x24ff, 0x24ff, 0],
  [0x2776, 0x277f, 1],
  [0x2780, 0x2789, 1],
  [0x278a, 0x2793, 1],
  [0x1f10b, 0x1f10b, 0],
  [0x1f10c, 0x1f10c, 0],
]

// Latin, Greek, Cyrillic and Armenian letters and a few signs, after NFKC and without marks.
const LOOK_ALIKES = [
  'OoΟοОоՕօ〇○◯',
  'IilΙιІіӀӏıǀ|!∣│',
  'Zz',
  'ЗзƷʒ',
  '',
  'SsЅѕ',
  'bбG',
  '',
  'BВΒβß',
  'gq',
].map((letters) => new Set(letters))

/**
 * Returns the ways to read `text`, from the strictest: digits only; with ornamented digits (a
 * superscript may as well be a footnote's mark); with look-alike letters. A look-alike counts only
 * in a stretch of nothing but digits and look-alikes, without a separator, that has at least one
 * digit; and not between an ordinary letter and the nearest digit (`NIB2`). So no word is read as a
 * number.
 */
export function digitReadings(text: string): readonly Reading[] {
  const characters = charactersOf(text)
  const kinds = new Set(characters.map(({ kind }) => kind))
  return [
    readCounting(characters, ['digit']),
    ...(kinds.has('ornament') ? [readCounting(characters, ['digit', 'ornament'])] : []),
    ...(kinds.has('look-alike')
      ? [readCounting(withoutWords(characters), ['digit', 'ornament', 'look-alike'])]
      : []),
  ]
}

function readCounting(characters: readonly Character[], counted: readonly Character['kind'][]): Reading {
  const positions: TextRange[] = []
  let plain = ''
  for (const { plain: read, kind, start, end } of characters) {
    const shown = kind === 'other' || counted.includes(kind) ? read : 'x'
    plain += shown
    // ⑳ is two digits at one place.
    for (const _ of shown) positions.push({ start, end })
  }
  return { plain, positions }
}

function charactersOf(text: string): readonly Character[] {
  const characters: Character[] = []
  let start = 0
  for (const character of text) {
    const end = start + character.length
    const { isMark, isIgnored, plain, kind, isLetter } = describe(character)
    const last = characters.at(-1)
    if (isMark && last !== undefined) characters[characters.length - 1] = { ...last, end }
    else if (!isIgnored) characters.push({ plain, kind, isLetter, start, end })
    start = end
  }
  return characters
}

/**
 * Most texts have the same few dozen characters, and asking Unicode for each takes longer than the
 * rest of a page.
 */
const descriptions = new Map<string, Description>()
const MOST_DESCRIPTIONS = 4096

function describe(character: string): Description {
  const known = descriptions.get(character)
  if (known !== undefined) return known
  const description = {
    ...classify(character),
    isLetter: LETTER.test(character),
    isMark: MARK.test(character),
    isIgnored: IGNORED.test(character),
  }
  if (descriptions.size < MOST_DESCRIPTIONS) descriptions.set(character, description)
  return description
}

function classify(character: string): Pick<Character, 'plain' | 'kind'> {
  if (DECIMAL_DIGIT.test(character)) return { plain: String(decimalValue(character)), kind: 'digit' }
  const normal = character.normalize('NFKC')
  const ornamented = ORNAMENTED.exec(normal)?.[1] ?? findUndecomposed(character)
  if (ornamented !== undefined) return { plain: ornamented, kind: 'ornament' }
  if (/^\s$/.test(normal)) return { plain: ' ', kind: 'other' }
  if (DASH.test(normal)) return { plain: '-', kind: 'other' }
  if (SEPARATOR.test(normal)) return { plain: normal, kind: 'other' }
  const letter = normal.normalize('NFD').replace(/\p{M}/gu, '')
  const value = LOOK_ALIKES.findIndex((letters) => letters.has(letter))
  return value < 0 ? { plain: 'x', kind: 'other' } : { plain: String(value), kind: 'look-alike' }
}

/**
 * Unicode keeps the digits 0 to 9 of a script in ten code points in a row (Unicode 4.6); some such
 * tens follow each other.
 */
function decimalValue(digit: string): number {
  const codePoint = digit.codePointAt(0) ?? 0
  let first = codePoint
  while (DECIMAL_DIGIT.test(String.fromCodePoint(first - 1))) first--
  return (codePoint - first) % 10
}

function findUndecomposed(character: string): string | undefined {
  const codePoint = character.codePointAt(0) ?? 0
  const row = UNDECOMPOSED.find(([first, last]) => codePoint >= first && codePoint <= last)
  return row && String(row[2] + codePoint - row[0])
}

/** Returns the characters with the look-alikes that belong to a word made ordinary letters. */
function withoutWords(characters: readonly Character[]): readonly Character[] {
  const isNumeral = ({ kind }: Character) => kind === 'digit' || kind === 'ornament'
  const kept: Character[] = []
  let stretch: Character[] = []
  let isAfterLetter = false
  const close = (isBeforeLetter: boolean) => {
    const first = stretch.findIndex(isNumeral)
    const last = stretch.findLastIndex(isNumeral)
    for (const [index, character] of stretch.entries()) {
      const isOfWord = first < 0 || (isAfterLetter && index < first) || (isBeforeLetter && index > last)
      kept.push(isOfWord && !isNumeral(character) ? { ...character, plain: 'x', kind: 'other' } : character)
    }
    stretch = []
  }
  for (const character of characters) {
    if (character.kind !== 'other') {
      stretch.push(character)
      continue
    }
    close(character.isLetter)
    isAfterLetter = character.isLetter
    kept.push(character)
  }
  close(false)
  return kept
}
