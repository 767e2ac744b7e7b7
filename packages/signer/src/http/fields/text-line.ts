// One line of text in a request. What people will read, on the stamp, on the portal or in a PDF viewer, must show everything
// that it holds; an anchor is read by nobody, and has to match what is in the document.
import { z } from '@hono/zod-openapi'
import { findPopulationNumbers } from '@tapis/nik'
import type { FieldFacts, FieldReason } from './field-sentences.ts'

// Controls and formatting (bidirectional ones, UAX #9, make a fact read differently from the one that is stored), halves of
// surrogates, private, unassigned and non-characters (\p{C}), whatever is never drawn (zero-width, variation selectors, tags,
// fillers), line ends, the blank Braille cell, and the mark of a character that was lost.
const REFUSED_FOR_READERS = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800\ufffd]/u
// The text of a PDF may hold joiners, soft hyphens and private characters (symbol fonts), so that its anchors may, too.
const REFUSED_FOR_ANCHORS =
  /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]/u

/** Something to see, not only spaces and characters that are never drawn: a blank fact can be compared with nothing. */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u

/** A line that people read: trimmed, composed (NFC), every character of it drawn. `longest` is in code points of the composed text. */
export const line = (longest: number) => checkedLine(longest, REFUSED_FOR_READERS)

/**
 * A line that the portal shows to everybody. A NIK or the number of a family card (UU 23/2006 Art. 84) is refused, by the rule
 * by which the portal would hide it.
 */
export const publicLine = (longest: number) =>
  checkedLine(longest, REFUSED_FOR_READERS, (text) =>
    findPopulationNumbers(text).length > 0 ? { reason: 'POPULATION_NUMBER' } : undefined,
  )

/** A text to be found in the document: trimmed and composed as the search composes it. */
export const anchorLine = (longest: number) => checkedLine(longest, REFUSED_FOR_ANCHORS)

interface Fault {
  readonly reason: FieldReason
  readonly facts?: FieldFacts
}

function checkedLine(
  longest: number,
  refused: RegExp,
  further: (text: string) => Fault | undefined = () => undefined,
) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .superRefine((text, context) => {
      const fault = blank(text) ?? tooLong(text, longest) ?? unprinted(text, refused) ?? further(text)
      if (fault !== undefined)
        context.addIssue({ code: 'custom', message: fault.reason, params: { ...fault.facts } })
    })
    .openapi({ minLength: 1, maxLength: longest })
}

function blank(text: string): Fault | undefined {
  return VISIBLE.test(text) ? undefined : { reason: 'BLANK' }
}

/** Counted as PostgreSQL counts, in code points, of the composed text: NFC makes some characters into several. */
function tooLong(text: string, limit: number): Fault | undefined {
  const found = [...text].length
  return found <= limit ? undefined : { reason: 'TOO_LONG', facts: { limit, found } }
}

function unprinted(text: string, refused: RegExp): Fault | undefined {
  const characters = [...text]
  const index = characters.findIndex((character) => refused.test(character))
  if (index < 0) return undefined
  const codePoint = characters[index]?.codePointAt(0) ?? 0
  const character = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`
  return { reason: 'CHARACTER_REFUSED', facts: { character, place: index + 1 } }
}
