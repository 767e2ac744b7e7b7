// Page trees as they should not be: what signing refuses, validation leaves out, and what both read
// they number alike.

import { buildPdf } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import type { Damage } from '../damage.ts'
import { eachPage, findPage, pagesOf } from './page-tree.ts'

const leaf = (entries: Readonly<Record<string, PdfValue>> = {}) =>
  dictionary({ Type: name('Page'), ...entries })
const node = (kids: readonly number[], Count: number = kids.length) =>
  dictionary({ Type: name('Pages'), Kids: kids.map((kid) => ref(kid)), Count })

/** A document whose page tree begins with object 100. */
function documentOf(objects: Readonly<Record<number, PdfValue>>) {
  const numbered = Object.entries(objects).map(([number, value]) => [Number(number), value] as const)
  return openPdf(buildPdf({ catalogEntries: { Pages: ref(100) }, objects: new Map(numbered) }))
}

function refuse({ code, message }: Damage): never {
  throw new RangeError(`${code}: ${message}`)
}

/**
 * The pages by their objects and numbers, for a reader that leaves damage out and for one that
 * refuses it.
 */
function readBothWays(objects: Readonly<Record<number, PdfValue>>) {
  const document = documentOf(objects)
  const shown = (pages: Iterable<{ readonly objectNumber?: number; readonly number: number }>) =>
    [...pages].map(({ objectNumber, number }) => [number, objectNumber])
  return { skipped: shown(pagesOf(document)), refused: () => shown(eachPage(document, refuse)) }
}

describe('the page tree', () => {
  it.each<[title: string, objects: Record<number, PdfValue>, pages: readonly (readonly [number, number])[]]>([
    [
      'nested nodes',
      { 100: node([101, 102]), 101: node([103]), 102: leaf(), 103: leaf() },
      [
        [1, 103],
        [2, 102],
      ],
    ],
    ['a kid that is missing', { 100: node([101, 102]), 102: leaf() }, [[1, 102]]],
    [
      'a page that lists kids',
      { 100: node([101]), 101: leaf({ Kids: [ref(102)] }), 102: leaf() },
      [[1, 101]],
    ],
    ['a node that lists none', { 100: node([101]), 101: dictionary({ Type: name('Pages') }) }, [[1, 101]]],
    ['an empty node', { 100: node([101, 102]), 101: node([]), 102: leaf() }, [[1, 102]]],
    [
      'a page that is listed twice',
      { 100: node([101, 101, 102]), 101: leaf(), 102: leaf() },
      [
        [1, 101],
        [3, 102],
      ],
    ],
    [
      'a branch that is listed twice',
      { 100: node([101, 101, 104], 5), 101: node([102, 103]), 102: leaf(), 103: leaf(), 104: leaf() },
      [
        [1, 102],
        [2, 103],
        [5, 104],
      ],
    ],
  ])('is read alike by both sides: %s', (_title, objects, pages) => {
    const { skipped, refused } = readBothWays(objects)
    expect(skipped).toEqual(pages)
    expect(refused()).toEqual(pages)
  })

  it('that contains itself is refused, or read without what contains it', () => {
    const { skipped, refused } = readBothWays({ 100: node([101, 102]), 101: node([100]), 102: leaf() })
    expect(skipped).toEqual([[1, 102]])
    expect(refused).toThrow(/^PAGE_TREE_INVALID: .*its own ancestor/)
  })

  it('of too many levels is refused, or read as far as the levels go', () => {
    const levels = Array.from({ length: 120 }, (_, index) => [100 + index, node([101 + index])] as const)
    const { skipped, refused } = readBothWays({ ...Object.fromEntries(levels), 220: leaf() })
    expect(skipped).toEqual([])
    expect(refused).toThrow(/^PAGE_TREE_INVALID: .*100 levels/)
  })

  it('gives a page by its number as it gives all of them', () => {
    const tree = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constant('page' as const),
        fc.array(tie('tree'), { maxLength: 4 }),
      ),
    })).tree
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), (kids) => {
        const objects: Record<number, PdfValue> = {}
        let next = 100
        const write = (each: Tree): { readonly number: number; readonly pages: number } => {
          const number = next++
          if (each === 'page') {
            objects[number] = leaf()
            return { number, pages: 1 }
          }
          const written = each.map(write)
          const pages = written.reduce((sum, { pages: below }) => sum + below, 0)
          objects[number] = node(
            written.map((kid) => kid.number),
            pages,
          )
          return { number, pages }
        }
        const { pages } = write(kids)
        const document = documentOf(objects)
        const all = pagesOf(document)
        expect(all.map(({ number }) => number)).toEqual(
          Array.from({ length: pages }, (_, index) => index + 1),
        )
        for (const page of all) expect(findPage(document, page.number, refuse)).toEqual(page)
        expect(findPage(document, pages + 1, refuse)).toBe(pages)
      }),
      { numRuns: 100, seed: 773 },
    )
  })
})

type Tree = 'page' | readonly Tree[]
