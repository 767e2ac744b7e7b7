// A hostile PDF that does not open shows nothing: it has to be refused for what it holds, not for
// being no PDF.

import { pageGeometry } from '@tapis/pades/create'
import { openPdf, ref } from '@tapis/pades/pdf'
import { describe, expect, it } from 'vitest'
import { HOSTILE_PDFS } from './hostile-pdfs.ts'

const COUNT = 20
/** Objects beside the catalog, the page tree and the page, and saves. */
const EXPECTED: Readonly<Record<(typeof HOSTILE_PDFS)[number]['title'], readonly [number, number]>> = {
  'empty dictionaries in an array of the catalog': [0, 1],
  'empty dictionaries in an array that the catalog refers to': [1, 1],
  objects: [COUNT, 1],
  'fields of a form': [COUNT, 1],
  'nested parentheses in a string': [0, 1],
  'numbers in an array': [0, 1],
  'nested arrays': [1, 1],
  'incremental revisions': [1, COUNT + 1],
  'signature fields, none signed': [COUNT, 1],
}

describe.each(HOSTILE_PDFS)('a file of many $title', ({ title, make }) => {
  const pdf = make(COUNT)

  it('opens by its own cross-reference table, which knows every object and save', () => {
    const document = openPdf(pdf)
    const [objects, revisions] = EXPECTED[title]
    expect(document.warnings).toEqual([])
    expect(document.nextObjectNumber).toBe(4 + objects)
    expect(document.revisions).toHaveLength(revisions)
  })

  it('has a page to sign on', () => {
    expect(pageGeometry(pdf, 1)).toMatchObject({ width: 595, height: 842 })
  })

  it('has one object at each place that the table names', () => {
    const document = openPdf(pdf)
    for (let number = 1; number < document.nextObjectNumber; number++) {
      expect(document.get(ref(number))).not.toBeNull()
    }
  })
})
