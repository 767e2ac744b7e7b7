// Files that would have the same bytes looked at again and again by whoever compares two readings
// of them. Work is counted in bytes and in tokens, not in time.

import { appendRevision, buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { byteString, dictionary, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { Lexer } from '../../pdf/syntax/lexer.ts'
import { TwoReadings } from './two-readings.ts'

const COUNT = 20_000

const stream = (content: string, entries: Readonly<Record<string, PdfValue>> = {}): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary(entries),
  bytes: latin1(content),
})
const withObject = (value: PdfValue): Uint8Array =>
  buildPdf({ objects: new Map([[120, value]]), catalogEntries: { X: ref(120) } })

/** Between two objects, where nothing says what they are. */
function between(more: string): Uint8Array {
  const text = Buffer.from(buildPdf()).toString('latin1')
  const at = text.lastIndexOf('\nxref\n') + 1
  const moved = text.slice(at).replace(/startxref\n\d+/, `startxref\n${at + more.length + 1}`)
  return latin1(`${text.slice(0, at)}${more}\n${moved}`)
}

/**
 * In a string the parentheses of which are escaped, and between objects, some words have all the
 * rest of it read after each of them.
 */
const words: readonly (readonly [word: string, inString: boolean, between: boolean])[] = [
  ['startxref%', true, true],
  ['startxref 200 ', false, false],
  ['trailer%', true, true],
  ['trailer(', false, true],
  ['trailer<', false, false],
  ['trailer<<', false, false],
  ['trailer[', false, false],
  ['9 9 obj ', false, false],
  ['9 9 obj%', true, true],
  ['9 9 obj(', false, true],
  ['9 9 obj<', false, false],
  ['9 9 obj<</A ', false, false],
]

/**
 * What a comparison says, how many tokens it looks for, and how many bytes of white space and
 * comments it goes past.
 */
function costOf(compare: () => string | undefined) {
  const { skipSpace } = Lexer.prototype
  let tokens = 0
  let skipped = 0
  Lexer.prototype.skipSpace = function counted(this: Lexer): void {
    const from = this.position
    skipSpace.call(this)
    tokens += 1
    skipped += this.position - from
  }
  try {
    return { said: compare(), tokens, skipped }
  } finally {
    Lexer.prototype.skipSpace = skipSpace
  }
}

describe.each(words)('thousands of %j', (word, isLongInString, isLongBetween) => {
  const text = word.repeat(COUNT)

  it.each<[string, () => Uint8Array, boolean]>([
    ['in a stream', () => withObject(stream(text)), false],
    [
      'in a stream with a long dictionary',
      () => withObject(stream(text, { A: Array<number>(COUNT).fill(1) })),
      false,
    ],
    ['in a string', () => withObject(byteString(latin1(text))), isLongInString],
    ['between objects', () => between(text), isLongBetween],
  ])('%s cost bounded work', (_, make, isTooMuch) => {
    const pdf = make()
    const readings = new TwoReadings(openPdf(pdf))
    const { said, tokens, skipped } = costOf(() => readings.disagreement())
    expect(tokens).toBeLessThan(30 * COUNT)
    // The budget of such a file, once for the document and once for the comparison.
    expect(skipped).toBeLessThan(2 * (64 * 1024 * 1024 + 66 * pdf.length))
    if (isTooMuch) expect(said).toContain('LIMIT_EXCEEDED')
    else expect(said).toBeUndefined()
  })

  it('in bytes that came later cost bounded work', () => {
    const base = buildPdf()
    const pdf = appendRevision(base, new Map([[900, stream(text)]]))
    const readings = new TwoReadings(openPdf(pdf))
    const { tokens, skipped } = costOf(() => readings.laterDisagreement(base.length))
    expect(tokens).toBeLessThan(30 * COUNT)
    expect(skipped).toBeLessThan(2 * (64 * 1024 * 1024 + 66 * pdf.length))
  })
})

it('an object is parsed once for all that looks like objects in its data', () => {
  const pdf = withObject(stream('9 9 obj '.repeat(2000), { A: Array<number>(2000).fill(1) }))
  const readings = new TwoReadings(openPdf(pdf))
  const { said, tokens } = costOf(() => readings.disagreement())
  expect(said).toBeUndefined()
  expect(tokens).toBeLessThan(50_000)
})
