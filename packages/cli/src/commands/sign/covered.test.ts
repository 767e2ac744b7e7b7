import type { CoveredContent } from '@tapis/pades/create'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../command-line/usage-error.ts'
import { readCovered, StampCoversContent, warnOfCover } from './covered.ts'

const covered: CoveredContent = {
  kind: 'covered',
  areas: [
    { what: 'text', box: { x: 10, y: 20.04, width: 100.26, height: 7 } },
    { what: 'field', box: { x: 1, y: 2, width: 3, height: 4 } },
    { what: 'picture', box: { x: 0, y: 0, width: 200, height: 70 }, background: true },
  ],
}
const scan: CoveredContent = { kind: 'covered', areas: covered.areas.slice(2) }
const unknown: CoveredContent = { kind: 'unknown', reason: 'too-large' }

describe('what a signature hides', () => {
  it('is told place by place, in the form of --place, but for the picture of a scanned page', () => {
    expect(warnOfCover(2, covered, 'warn')).toEqual([
      'STAMP_COVERS_CONTENT: the signature hides text on page 2 at 10,20,100.3,7',
      'STAMP_COVERS_CONTENT: the signature hides a field on page 2 at 1,2,3,4',
    ])
    expect(warnOfCover(2, scan, 'refuse')).toEqual([])
    expect(warnOfCover(2, { kind: 'nothing' }, 'refuse')).toEqual([])
  })

  it('is refused where it is to be, and so is what cannot be told', () => {
    expect(() => warnOfCover(2, covered, 'refuse')).toThrow(StampCoversContent)
    expect(() => warnOfCover(2, covered, 'refuse')).toThrow('text on page 2 at 10,20,100.3,7; the signature')
    expect(() => warnOfCover(2, unknown, 'refuse')).toThrow('cannot be told (too-large)')
    expect(warnOfCover(2, unknown, 'warn')).toHaveLength(1)
  })

  it('is not told where it is allowed', () => {
    for (const each of [covered, unknown]) expect(warnOfCover(2, each, 'allow')).toEqual([])
  })

  it('has three words and no other', () => {
    expect(['warn', 'refuse', 'allow'].map(readCovered)).toEqual(['warn', 'refuse', 'allow'])
    expect(() => readCovered('')).toThrow(UsageError)
  })
})
