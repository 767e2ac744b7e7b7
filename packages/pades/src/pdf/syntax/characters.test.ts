// Searching for keywords, against the plainest way to do it.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexOfText, lastIndexOfText, latin1 } from './characters.ts'

const letters = fc.string({ unit: fc.constantFrom('o', 'b', 'j', 'e', 'n', 'd', '\xff'), maxLength: 60 })

it('finds the first and the last place of a text, or none', () => {
  fc.assert(
    fc.property(
      letters,
      fc.constantFrom('obj', 'endobj', 'oo', 'j'),
      fc.nat(70),
      fc.nat(70),
      (text, word, from, to) => {
        const within = text.slice(0, to)
        expect(indexOfText(latin1(text), word, from, to)).toBe(
          from > within.length ? -1 : within.indexOf(word, from),
        )
        const last = within.lastIndexOf(word)
        expect(lastIndexOfText(latin1(text), word, from, to)).toBe(last < from ? -1 : last)
      },
    ),
    { numRuns: 3000 },
  )
})
