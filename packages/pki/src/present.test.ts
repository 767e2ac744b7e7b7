import { describe, expect, it } from 'vitest'
import { present } from './present.ts'

describe('present', () => {
  it('leaves out what is undefined and keeps null, false, zero and the empty text', () => {
    const properties = { a: undefined, b: null, c: false, d: 0, e: '' }
    expect(Object.keys(present(properties))).toEqual(['b', 'c', 'd', 'e'])
  })

  it('fits an optional property that may not be undefined', () => {
    const password: string | undefined = [undefined, 'rahasia'].at(0)
    const options: { readonly at: Date; readonly password?: string } = present({ at: new Date(0), password })
    expect('password' in options).toBe(false)
  })
})
