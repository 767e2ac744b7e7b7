import { describe, expect, it } from 'vitest'
import { nearest } from './nearest.ts'

describe('the nearest name', () => {
  it.each([
    ['one letter too few', 'verfy', 'verify'],
    ['one letter too many', 'siggn', 'sign'],
    ['one letter for another', 'verity', 'verify'],
    ['three letters of four', 'sxxm', undefined],
    ['nothing like any', 'xxxxxxxx', undefined],
  ])('is found within a slip: %s', (_, typed, meant) => {
    expect(nearest(typed, ['sign', 'verify', 'augment'])).toBe(meant)
  })

  it('is none of no names', () => {
    expect(nearest('sign', [])).toBeUndefined()
  })
})
