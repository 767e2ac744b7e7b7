// Where `tapis sign` is told to show the signature: a box, or a text that it covers.

import type { BoxPlace, Place } from '@tapis/signer/place'
import { UsageError } from './usage-error.ts'

export interface PlaceFlags {
  readonly place?: string | undefined
  readonly anchor?: string | undefined
  readonly size?: string | undefined
  readonly occurrence?: string | undefined
  readonly otherwise?: string | undefined
}

const DEFAULT_SIZE = { width: 208, height: 76 }

/** Undefined when nothing asks for a visible signature. @throws UsageError with the flag that does not make sense */
export function readPlace(flags: PlaceFlags): Place | undefined {
  const { place, anchor, size, occurrence, otherwise } = flags
  if (place !== undefined && anchor !== undefined) {
    throw new UsageError(
      '--place and --anchor both say where the signature goes: give one of them, or --otherwise',
    )
  }
  if (anchor === undefined && (size ?? occurrence ?? otherwise) !== undefined) {
    throw new UsageError('--size, --occurrence and --otherwise belong to --anchor')
  }
  if (place !== undefined) return boxOf('--place', place)
  if (anchor === undefined) return undefined
  if (anchor === '') throw new UsageError('--anchor must be the text that the signature is to cover')
  return {
    kind: 'anchor',
    anchor,
    ...(occurrence === undefined ? {} : { occurrence: occurrenceOf(occurrence) }),
    ...(size === undefined ? DEFAULT_SIZE : sizeOf(size)),
    ...(otherwise === undefined ? {} : { otherwise: otherwiseOf(otherwise) }),
  }
}

function occurrenceOf(text: string): number | 'last' {
  if (text === 'last') return text
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new UsageError('--occurrence must be 1, 2, 3 …, in reading order, or last')
}

function otherwiseOf(text: string): BoxPlace | 'invisible' {
  return text === 'invisible' ? text : boxOf('--otherwise', text)
}

/** `PAGE,X,Y,WIDTH,HEIGHT` */
function boxOf(flag: string, text: string): BoxPlace {
  const [first = '', ...others] = text.split(',')
  const page = first === 'last' ? first : Number(first)
  const [x, y, width, height, ...rest] = others.map(Number)
  const isPage = page === 'last' || isNumber(page)
  if (!isPage || !isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height) || rest.length > 0) {
    throw new UsageError(`${flag} must be PAGE,X,Y,WIDTH,HEIGHT in points, like 1,350,80,200,70`)
  }
  return { kind: 'box', page, box: { x, y, width, height } }
}

function sizeOf(text: string): { readonly width: number; readonly height: number } {
  const [width, height, ...rest] = text.split(',').map(Number)
  if (!isNumber(width) || !isNumber(height) || rest.length > 0) {
    throw new UsageError('--size must be WIDTH,HEIGHT in points, like 208,76')
  }
  return { width, height }
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value)
}
