import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loggedCauses } from './logger.ts'

describe('an unexpected error in the log', () => {
  it('says its name, its code and where it was thrown', () => {
    const error = Object.assign(new TypeError('rahasia'), { code: 'ERR_X' })
    const [cause] = loggedCauses(error)
    expect(cause).toMatchObject({ name: 'TypeError', code: 'ERR_X' })
    expect(cause?.frames[0]).toMatch(/logger\.test\.ts:\d+:\d+$/)
  })

  it('never says its message, not even one that looks like a stack', () => {
    const looksLikeFrames = fc
      .string()
      .map((text) => `rahasia ${text}\n    at rahasia (rahasia.ts:1:2)\n    at rahasia:3:4`)
    fc.assert(
      fc.property(fc.oneof(fc.constant('rahasia'), looksLikeFrames), (message) => {
        const error = new Error('outer', { cause: new Error(message) })
        expect(JSON.stringify(loggedCauses(error))).not.toContain('rahasia')
      }),
    )
  })

  it('leaves out a code that is not a word of capitals', () => {
    const [cause] = loggedCauses(Object.assign(new Error('x'), { code: 'rahasia 123' }))
    expect(cause).not.toHaveProperty('code')
  })

  it('ends, even when the causes go in a circle', () => {
    const error = new Error('x')
    error.cause = error
    expect(loggedCauses(error)).toHaveLength(5)
  })

  it.each([undefined, null, 'rahasia', 7])('is of its type alone when %s was thrown', (thrown) => {
    expect(loggedCauses(thrown)).toEqual([{ name: typeof thrown, frames: [] }])
  })
})
