// The index against the plain search through the revisions, newest first.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dictionary } from '../objects.ts'
import { EntryIndex } from './entry-index.ts'
import type { Revision } from './xref.ts'
import type { XrefEntry } from './xref-entries.ts'

const revision = (index: number, numbers: readonly number[]): Revision => ({
  index,
  startXref: 0,
  xrefKind: 'table',
  end: 0,
  entries: new Map(
    numbers.map((number): [number, XrefEntry] => [
      number,
      { kind: 'offset', offset: index + 1, generation: 0 },
    ]),
  ),
  trailer: dictionary({}),
  xrefStreamNumbers: [],
  sections: [],
})

describe('EntryIndex', () => {
  it('finds what the newest revision of a view says, as a search through all of them does', () => {
    const objectNumber = fc.oneof(fc.nat(5), fc.constantFrom(0x7fffffff, 0x7ffffffe))
    fc.assert(
      fc.property(fc.array(fc.array(objectNumber), { minLength: 1 }), objectNumber, (stated, number) => {
        const revisions = stated.map((numbers, index) => revision(index, numbers))
        const index = new EntryIndex(revisions)
        for (const newest of revisions.keys()) {
          const expected = revisions.slice(0, newest + 1).findLast(({ entries }) => entries.has(number))
          expect(index.entry(number, newest)).toEqual(expected?.entries.get(number))
        }
      }),
    )
  })
})
