import { expect, it } from 'vitest'
import { pairwise } from './pairwise.ts'

const product = [1, 2, 3].flatMap((a) =>
  ['x', 'y', 'z'].flatMap((b) => [true, false].map((c) => ({ a, b, c }))),
)

it('shows every pair of values with fewer rows than the product', () => {
  const rows = pairwise(product)
  expect(rows.length).toBeLessThan(product.length)
  for (const { a, b, c } of product) {
    expect(rows.some((row) => row.a === a && row.b === b)).toBe(true)
    expect(rows.some((row) => row.a === a && row.c === c)).toBe(true)
    expect(rows.some((row) => row.b === b && row.c === c)).toBe(true)
  }
})

it('asks for no pair that no row has', () => {
  const rows = pairwise(product.filter(({ a, c }) => !(a === 1 && c)))
  expect(rows.some(({ a, c }) => a === 1 && c)).toBe(false)
})
