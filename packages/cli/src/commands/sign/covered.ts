// Says what a visible signature would hide of its page. It is told, refused or allowed before
// anything is signed.

import type { CoveredArea, CoveredContent } from '@tapis/pades/create'
import { UsageError } from '../../command-line/usage-error.ts'

const words = ['warn', 'refuse', 'allow'] as const
export type CoveredPolicy = (typeof words)[number]

/** Reads the word of `--covered`. @throws UsageError for any other word */
export function readCovered(text: string): CoveredPolicy {
  const word = words.find((known) => known === text)
  if (word === undefined) throw new UsageError(`--covered must be ${words.join(', ')}, not ${text}`)
  return word
}

/**
 * A signature would hide something, or that cannot be told of it. The message says where, never
 * what.
 */
export class StampCoversContent extends Error {
  override readonly name = 'StampCoversContent'
  readonly code = 'STAMP_COVERS_CONTENT'
}

/**
 * Returns the warnings, "CODE: sentence", one for each place. A scanned page is passed over: no
 * place is beside its picture.
 * @param page 1-based
 * @throws StampCoversContent where the policy refuses
 */
export function warnOfCover(page: number, covered: CoveredContent, policy: CoveredPolicy): readonly string[] {
  const places = policy === 'allow' ? [] : placesOf(page, covered)
  if (places.length > 0 && policy === 'refuse') throw new StampCoversContent(places.join('; '))
  return places.map((place) => `STAMP_COVERS_CONTENT: ${place}`)
}

const names = { text: 'text', picture: 'a picture', field: 'a field' } as const

function placesOf(page: number, covered: CoveredContent): readonly string[] {
  switch (covered.kind) {
    case 'nothing':
      return []
    case 'unknown':
      return [`what the signature hides on page ${page} cannot be told (${covered.reason})`]
    case 'covered':
      return covered.areas
        .filter(({ background }) => background !== true)
        .map((area) => `the signature hides ${names[area.what]} on page ${page} at ${boxOf(area)}`)
  }
}

/** Returns the box in the form of `--place`. */
function boxOf({ box }: CoveredArea): string {
  const { x, y, width, height } = box
  return [x, y, width, height].map((points) => Math.round(points * 10) / 10).join(',')
}
