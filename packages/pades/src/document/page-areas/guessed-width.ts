// About how wide a Latin letter is in a proportional font, for the fonts that a PDF names and does not describe. Means of Helvetica and Times
// by kinds of letters: a line of text comes out within a few hundredths of its length.

const kinds: readonly (readonly [letters: string, width: number])[] = [
  ["il'|!j.,:;/\\It ", 0.26],
  ['f()[]{}r-`"', 0.33],
  ['mMW@%', 0.87],
  ['wGOQDHNUACRVXYK&', 0.71],
  ['BEPSTLFZ', 0.63],
]
const OTHERS = 0.52

const known = new Map(
  kinds.flatMap(([letters, width]) => [...letters].map((letter) => [letter.charCodeAt(0), width] as const)),
)

/** At a font size of 1. */
export function guessedWidth(code: number): number {
  return known.get(code) ?? OTHERS
}
