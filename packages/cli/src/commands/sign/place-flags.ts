// Reads where `tapis sign` is told to show the signature: a box, or a text that it covers.

import { present } from '@tapis/pki'
import type { BoxPlace, Place } from '@tapis/stamp'
import { UsageError } from '../../command-line/usage-error.ts'

interface PlaceFlags {
  readonly place?: string | undefined
  readonly anchor?: string | undefined
  readonly size?: string | undefined
  readonly occurrence?: string | undefined
  readonly otherwise?: string | undefined
}

const DEFAULT_SIZE = { width: 208, height: 76 }

/**
 * Reads the place; undefined when nothing asks for a visible signature.
 * @throws UsageError with the flag that does not make sense
 */
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
    ...(size === undefined ? DEFAULT_SIZE : sizeOf(size)),
    ...present({
      occurrence: occurrence === undefined ? undefined : occurrenceOf(occurrence),
      otherwise: otherwise === undefined ? undefined : otherwiseOf(otherwise),
    }),
  }
}

function occurrenceOf(text: string): number | 'last' {
  if (text === 'last') return text
  const number = parseOrdinal(text)
  if (number === undefined) {
    throw new UsageError(`--occurrence must be 1, 2, 3 …, in reading order, or last, not ${quote(text)}`)
  }
  return number
}

function otherwiseOf(text: string): BoxPlace | 'invisible' {
  return text === 'invisible' ? text : boxOf('--otherwise', text)
}

/** Reads `PAGE,X,Y,WIDTH,HEIGHT`. */
function boxOf(flag: string, text: string): BoxPlace {
  const [first = '', ...others] = text.split(',')
  const page = first === 'last' ? first : parseOrdinal(first)
  const [x, y, width, height, ...rest] = others.map(parseDecimal)
  if (
    page === undefined ||
    x === undefined ||
    y === undefined ||
    !isLength(width) ||
    !isLength(height) ||
    rest.length > 0
  ) {
    throw new UsageError(
      `${flag} must be PAGE,X,Y,WIDTH,HEIGHT, the page from 1 or last and the box in points, like 1,350,80,200,70, not ${quote(text)}`,
    )
  }
  return { kind: 'box', page, box: { x, y, width, height } }
}

function sizeOf(text: string): { readonly width: number; readonly height: number } {
  const [width, height, ...rest] = text.split(',').map(parseDecimal)
  if (!isLength(width) || !isLength(height) || rest.length > 0) {
    throw new UsageError(`--size must be WIDTH,HEIGHT in points, like 208,76, not ${quote(text)}`)
  }
  return { width, height }
}

/** Reads a number as people write it. `Number` takes nothing at all for 0, and 0x10 for 16. */
function parseDecimal(text: string): number | undefined {
  const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

function parseOrdinal(text: string): number | undefined {
  const number = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

function isLength(value: number | undefined): value is number {
  return value !== undefined && value > 0
}

function quote(text: string): string {
  return text === '' ? 'nothing' : text
}
