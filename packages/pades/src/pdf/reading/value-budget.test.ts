// Files that would fill a process with values end at a limit, whatever they are filled with; files
// of the same kind within it are read.

import { buildPdf, crowdedFiles } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { PdfError } from '../errors.ts'
import { ref } from '../objects.ts'
import { type OpenOptions, openPdf } from '../open.ts'
import { latin1 } from '../syntax/characters.ts'
import { operationsOf } from '../syntax/operations.ts'
import { ValueBudget } from './value-budget.ts'

const MEBIBYTE = 1024 * 1024
const FILE_BYTES = MEBIBYTE

/** Of the 192 MiB that a small file is given, so much is left. */
function withLeft(bytes: number): ValueBudget {
  const budget = new ValueBudget(0)
  budget.hold(192 * MEBIBYTE - bytes)
  return budget
}

/** Reads every object. */
function codeOfReading(pdf: Uint8Array, options: OpenOptions = {}): string | undefined {
  try {
    const document = openPdf(pdf, options)
    for (let number = 1; number < document.nextObjectNumber; number++) document.get(ref(number))
    return document.exhausted?.code
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return error.code
  }
}

describe('a file full of', () => {
  it.each(crowdedFiles)('$title is read up to the limit and no further', ({ make, isReadable }) => {
    const pdf = make(FILE_BYTES)
    expect(codeOfReading(pdf, { sharing: withLeft(FILE_BYTES / 2) })).toBe('LIMIT_EXCEEDED')
    expect(codeOfReading(pdf)).toBe(isReadable ? undefined : 'LIMIT_EXCEEDED')
  })
})

describe('the values of a file', () => {
  it('are paid for when objects are read, not when it is opened', () => {
    const pdf = crowdedFiles.find(({ title }) => title === 'empty strings')?.make(FILE_BYTES) ?? buildPdf()
    const document = openPdf(pdf, { sharing: withLeft(MEBIBYTE / 4) })
    expect(document.exhausted).toBeUndefined()
    expect(() => document.get(ref(4))).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
    expect(document.exhausted).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  })

  it('are given back when a part of it was opened for a while', () => {
    const pdf = buildPdf({ pages: 20 })
    const sharing = withLeft(200_000)
    const document = openPdf(pdf, { sharing })
    for (let time = 0; time < 100; time++) {
      document.alone(pdf.length, (alone) => {
        for (let number = 1; number < alone.nextObjectNumber; number++) alone.get(ref(number))
      })
    }
    expect(sharing.exceeded).toBeUndefined()
  })

  it('of a content stream are those of one operation', () => {
    const operations = 200_000
    const content = latin1('(a) (b) (c) (d) (e) TJ\n'.repeat(operations))
    let count = 0
    for (const { operands } of operationsOf(content)) count += operands.length
    expect(count).toBe(5 * operations)
  })
})
