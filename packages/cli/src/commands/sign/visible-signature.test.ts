import { PlaceError, type PlaceErrorCode } from '@tapis/stamp'
import { describe, expect, it } from 'vitest'
import { tellInFlags } from './visible-signature.ts'

const refusal = (code: PlaceErrorCode, found: number) => new PlaceError(code, 'uji', { facts: { found } })

describe('a refused anchor', () => {
  it.each([
    ['ANCHOR_NOT_FOUND', 0, /nowhere in the text.*--otherwise/],
    ['ANCHOR_NOT_FOUND', 1, /only once; --occurrence/],
    ['ANCHOR_NOT_FOUND', 2, /only 2 times; --occurrence/],
    ['ANCHOR_AMBIGUOUS', 3, /3 times; --occurrence/],
    ['ANCHOR_SEARCH_TOO_LARGE', 0, /--place/],
  ] as const)('names flags and keeps its code: %s, found %i', (code, found, message) => {
    expect(tellInFlags(refusal(code, found))).toMatchObject({
      name: 'AnchorRefusal',
      code,
      message: expect.stringMatching(message),
    })
  })

  it('leaves other errors as they are', () => {
    const other = refusal('BOX_OFF_PAGE', 0)
    expect(tellInFlags(other)).toBe(other)
    expect(tellInFlags('text')).toBe('text')
  })
})
