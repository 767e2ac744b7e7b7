// Headers as some reader or other takes them for the beginning of an object, and text that none
// does.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WorkBudget } from '../../pdf/reading/work-budget.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { foundObjects } from './found-objects.ts'

const found = (text: string) =>
  [...foundObjects(latin1(text), new WorkBudget(text.length))].map(
    ({ objectNumber, generation, offset }) => [objectNumber, generation, offset] as const,
  )

describe('foundObjects', () => {
  it.each<[string, string, readonly (readonly [number, number, number])[]]>([
    ['as everybody writes it', '\n3 0 obj', [[3, 0, 1]]],
    ['without space behind', '3 0 obj<<', [[3, 0, 0]]],
    ['a digit behind', '3 0 obj42', [[3, 0, 0]]],
    ['leading zeros', '0000000000000003 000000 obj', [[3, 0, 0]]],
    ['beyond 32 bits', '4294967299 4294967297 obj', [[3, 1, 0]]],
    ['more digits than a number holds', `${'9'.repeat(500)}0000000000 0 obj`, [[expect.any(Number), 0, 0]]],
    ['white space of all kinds', '3\0\t\f0\r\n\vobj', [[3, 0, 0]]],
    ['no space before the keyword', '3 0obj', [[3, 0, 0]]],
    ['signs', '+3 +0 obj', [[3, 0, 1]]],
    ['a comment', '3 0 %\nobj', [[3, 0, 0]]],
    ['comments with digits', '3 %1 2\n0 % 4 5\r%\nobj', [[3, 0, 0]]],
    ['in a comment', '% 3 0 obj', [[3, 0, 2]]],
    ['behind a string with a %', '(50%) 3 0\nobj', [[3, 0, 6]]],
  ])('sees a header: %s', (_, text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it.each([
    'endobj',
    '3 0 endobj',
    '3 0 objects',
    'obj',
    ' obj',
    '0 obj',
    '30 obj',
    '3 x obj',
    '3 0\nan obj',
    '%obj',
  ])('sees none in %j', (text) => {
    expect(found(text)).toEqual([])
  })

  it('sees every header, whatever stands around and between', () => {
    const space = fc.constantFrom(' ', '\n', '\r\n', '\t ', '%\n', ' % 7 0 x\r', '%%EOF\n%a\n')
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.nat(9_999_999),
        space,
        space,
        (before, number, one, other) => {
          const text = `${before.replace(/[^\x20-\x7e]/g, ' ')}\n`
          expect(found(`${text}${number} ${one}0 ${other}obj`)).toContainEqual([number, 0, text.length])
        },
      ),
    )
  })

  it('looks at a byte a few times only, whatever the text', () => {
    const token = fc.constantFrom('obj', '%', '\n', ' ', '0', '9 9 obj', '%obj\n', 'a')
    const tokens = fc.array(token, { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(tokens, tokens, (head, unit) => {
        const text = head.join('') + unit.join('').repeat(500)
        const work = new CountedWork(text.length)
        for (const _ of foundObjects(latin1(text), work));
        expect(work.spent).toBeLessThanOrEqual(8 * text.length)
      }),
    )
  })
})

class CountedWork extends WorkBudget {
  spent = 0

  override spend(bytes: number): void {
    this.spent += bytes
    super.spend(bytes)
  }
}
