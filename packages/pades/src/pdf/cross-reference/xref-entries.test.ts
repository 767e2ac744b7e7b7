import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { XrefEntry } from './xref-entries.ts'
import { XrefEntriesBuilder } from './xref-entries.ts'

const entry = fc.oneof(
  fc.nat(65535).map((generation): XrefEntry => ({ kind: 'free', generation })),
  fc
    .tuple(fc.nat(), fc.nat(65535))
    .map(([offset, generation]): XrefEntry => ({ kind: 'offset', offset, generation })),
  fc
    .tuple(fc.nat(), fc.nat())
    .map(([streamNumber, index]): XrefEntry => ({ kind: 'compressed', streamNumber, index })),
)
const subsections = fc.array(fc.tuple(fc.nat(60), fc.array(entry, { maxLength: 12 })), { maxLength: 8 })

function build(sections: readonly (readonly [number, readonly XrefEntry[]])[]) {
  const builder = new XrefEntriesBuilder()
  const expected = new Map<number, XrefEntry>()
  let stated = 0
  for (const [first, entries] of sections) {
    entries.forEach((each, index) => {
      if (each.kind === 'free') builder.free(each.generation)
      else if (each.kind === 'offset') builder.offset(each.offset, each.generation)
      else builder.compressed(each.streamNumber, each.index)
      expected.set(first + index, each)
      stated++
    })
    builder.endSubsection(first)
  }
  return { ...builder.finish(), expected, stated }
}

describe('XrefEntries', () => {
  it('holds what a Map of the same subsections holds, the later one counting where two overlap', () => {
    fc.assert(
      fc.property(subsections, (sections) => {
        const { entries, expected, overlapping, stated } = build(sections)
        const ascending = [...expected].sort(([left], [right]) => left - right)
        expect([...entries]).toEqual(ascending)
        expect([...entries.keys()]).toEqual(ascending.map(([number]) => number))
        expect([...entries.values()]).toEqual(ascending.map(([, each]) => each))
        expect(entries.size).toBe(expected.size)
        expect(entries.highest).toBe(ascending.at(-1)?.[0] ?? 0)
        expect(overlapping).toBe(stated > expected.size)
        for (let number = -1; number < 80; number++) {
          expect(entries.get(number)).toEqual(expected.get(number))
          expect(entries.has(number)).toBe(expected.has(number))
        }
        const visited: number[] = []
        entries.forEach((_, number) => {
          visited.push(number)
        })
        expect(visited).toEqual([...entries.keys()])
      }),
    )
  })
})
