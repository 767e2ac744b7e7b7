// What one line of text may hold that people will read: on the stamp, on the portal, in a
// certificate or in a PDF viewer. Whoever takes such a line asks here, the API for its requests and
// the command line for its plans.

// Controls and formatting (bidirectional ones, UAX #9, make a fact read differently from the one
// that is stored), halves of surrogates, private, unassigned and non-characters (\p{C}), whatever
// is never drawn (zero-width, variation selectors, tags, fillers), line ends, the blank Braille
// cell, and the mark of a character that was lost.
export const REFUSED_FOR_READERS = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800\ufffd]/u
/**
 * Characters that a text to look for may not have. The text of a PDF may hold joiners, soft hyphens
 * and private characters (symbol fonts), so that its anchors may, too.
 */
export const REFUSED_FOR_ANCHORS =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]/u

/**
 * Matches something to see, not only spaces and characters that are never drawn: a blank fact can
 * be compared with nothing.
 */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u

/**
 * What is wrong with a line. The longest is counted as PostgreSQL counts, in code points of the
 * composed text.
 */
export type LineFault =
  | { readonly reason: 'BLANK' }
  | { readonly reason: 'TOO_LONG'; readonly limit: number; readonly found: number }
  /** `character` is written U+XXXX, `place` counts from 1. */
  | { readonly reason: 'CHARACTER_REFUSED'; readonly character: string; readonly place: number }

/**
 * Returns the first fault of a line, which is trimmed and composed (NFC) already: NFC makes some
 * characters into several.
 * @param longest in code points
 * @param refused which characters it may not hold; default those that a reader would not see as
 *   they are
 */
export function faultOfLine(
  text: string,
  longest: number,
  refused: RegExp = REFUSED_FOR_READERS,
): LineFault | undefined {
  if (!VISIBLE.test(text)) return { reason: 'BLANK' }
  const characters = [...text]
  const found = characters.length
  if (found > longest) return { reason: 'TOO_LONG', limit: longest, found }
  const index = characters.findIndex((character) => refused.test(character))
  if (index < 0) return undefined
  const codePoint = characters[index]?.codePointAt(0) ?? 0
  const character = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
  return { reason: 'CHARACTER_REFUSED', character, place: index + 1 }
}
