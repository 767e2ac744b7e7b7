// What a stamp hides of its page, as a request may ask to have it: told beside the signed document,
// or a reason not to sign it. Nothing of what stands there is repeated, only where it is.

import type { CoveredArea, CoveredContent } from '@tapis/pades/create'
import { present } from '@tapis/pki'
import { ApiError } from '../problems/problem.ts'
import type { Words } from '../problems/words.ts'

/** `warn` tells, `refuse` does not sign, `allow` does not look. */
export const coveredChoices = ['warn', 'refuse', 'allow'] as const
export type CoveredChoice = (typeof coveredChoices)[number]

/** A remark beside a signed document; the shape of its schema in `openapi/schemas.ts`. */
export interface CoveredWarning {
  readonly code: 'STAMP_COVERS_CONTENT'
  readonly detail: string
  readonly detail_id: string
  /** From 1. */
  readonly page: number
  /** Empty where it cannot be told what the page shows. */
  readonly areas: readonly CoveredPlace[]
}

/** Points from the lower left of the page as displayed. */
interface CoveredPlace {
  readonly what: CoveredArea['what']
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** A picture that takes nearly the whole page, as a scan does. */
  readonly background?: true
}

/** The warning for what is covered on a page, if there is any. */
export function coveredWarning(page: number, covered: CoveredContent): CoveredWarning | undefined {
  if (covered.kind === 'nothing') return undefined
  const [detail, detail_id] = sentences(page, covered)
  const areas = covered.kind === 'covered' ? covered.areas.map(placeOf) : []
  return { code: 'STAMP_COVERS_CONTENT', detail, detail_id, page, areas }
}

/**
 * Refuses a stamp that hides anything but the picture of a scanned page, beside which there is no
 * place; and one of which it cannot be told.
 * @throws ApiError STAMP_COVERS_CONTENT
 */
export function requireNothingCovered(page: number, covered: CoveredContent): void {
  if (covered.kind === 'nothing') return
  if (covered.kind === 'covered' && covered.areas.every(({ background }) => background === true)) return
  throw new ApiError('STAMP_COVERS_CONTENT', { facts: { places: sentences(page, covered) } })
}

const NAMES: Readonly<Record<CoveredArea['what'], Words>> = {
  text: ['text', 'teks'],
  picture: ['a picture', 'gambar'],
  field: ['a form field', 'kolom isian'],
}

function sentences(page: number, covered: Exclude<CoveredContent, { kind: 'nothing' }>): Words {
  if (covered.kind === 'unknown')
    return [
      `On page ${page} it cannot be told what the stamp covers.`,
      `Pada halaman ${page} tidak dapat dipastikan apa yang tertutup stempel.`,
    ]
  const listed = (language: 0 | 1) => covered.areas.map((area) => inWords(area, language)).join('; ')
  return [
    `On page ${page} the stamp covers ${listed(0)} (points from the lower left corner).`,
    `Pada halaman ${page} stempel menutupi ${listed(1)} (poin dari sudut kiri bawah).`,
  ]
}

function inWords(area: CoveredArea, language: 0 | 1): string {
  const { what, x, y, width, height } = placeOf(area)
  const at = language === 0 ? 'at' : 'di'
  return `${NAMES[what][language]} ${at} x ${x}, y ${y}, ${width} x ${height}`
}

function placeOf({ what, box, background }: CoveredArea): CoveredPlace {
  const { x, y, width, height } = box
  return {
    what,
    x: rounded(x),
    y: rounded(y),
    width: rounded(width),
    height: rounded(height),
    ...present({ background }),
  }
}

const rounded = (points: number) => Math.round(points * 10) / 10
