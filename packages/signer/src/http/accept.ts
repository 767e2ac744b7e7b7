// Content negotiation (RFC 9110 §12.5.1), as far as two media types need it.
import { ApiError } from '../problems/problem.ts'

interface MediaRange {
  readonly type: string
  readonly quality: number
}

/**
 * The representation that the client likes best; the earlier one of `available` where it likes both
 * the same. No `Accept` means the first.
 * @throws ApiError NOT_ACCEPTABLE
 */
export function negotiate<const T extends string>(
  accept: string | undefined,
  available: readonly [T, ...T[]],
): T {
  const ranges = (accept === undefined || accept.trim() === '' ? '*/*' : accept).split(',').map(mediaRange)
  const ranked = available
    .map((type) => ({ type, quality: qualityOf(type, ranges) }))
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
  const best = ranked[0]
  if (best === undefined) throw new ApiError('NOT_ACCEPTABLE', { facts: { available: available.join(', ') } })
  return best.type
}

function mediaRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const weight = parameters.find((parameter) => parameter.startsWith('q='))
  const quality = weight === undefined ? 1 : Number(weight.slice(2))
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 }
}

/** The most specific range that matches decides, even when a wider one is liked better. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const family = `${type.slice(0, type.indexOf('/'))}/*`
  for (const pattern of [type, family, '*/*']) {
    const match = ranges.find((range) => range.type === pattern)
    if (match !== undefined) return match.quality
  }
  return 0
}
