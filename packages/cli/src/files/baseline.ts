// Reads the level that a command was asked for, and opens the authorities that it takes.

import { HttpEvidenceSource, HttpTimestampAuthority } from '@tapis/evidence'
import type { Baseline } from '@tapis/pades/create'
import { UsageError } from '../command-line/usage-error.ts'

const levels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const
export type Level = (typeof levels)[number]

/**
 * Reads a level.
 * @throws UsageError for a level that there is not, or one that needs a timestamp authority when
 *   none is named
 */
export function readLevel(text: string, tsa: readonly string[]): Level {
  const level = levels.find((known) => known === text)
  if (level === undefined) throw new UsageError(`--level must be one of ${levels.join(', ')}`)
  if (level !== 'B-B' && tsa.length === 0) throw new UsageError(`--level ${level} needs --tsa URL`)
  return level
}

/**
 * Returns what a level takes.
 * @param tsa URLs in order of preference; not used for B-B
 * @throws UsageError when one is no http(s) URL
 */
export function baselineOf(level: Level, tsa: readonly string[], places: EvidencePlaces): Baseline {
  if (level === 'B-B') return { level }
  const timestampAuthority = timestampAuthorityAt(tsa)
  if (level === 'B-T') return { level, timestampAuthority }
  return { level, timestampAuthority, evidenceSource: evidenceFrom(places) }
}

interface EvidencePlaces {
  /** DER of certificates that paths may end with: keys and signatures seldom carry them. */
  readonly roots: readonly Uint8Array[]
  /**
   * Whether places on networks that are not public may be asked: a document's certificates, not the
   * caller, say which.
   */
  readonly isPrivateAsked: boolean
}

export function evidenceFrom({ roots, isPrivateAsked }: EvidencePlaces): HttpEvidenceSource {
  return new HttpEvidenceSource({ certificates: roots, ...(isPrivateAsked ? { publicOnly: [] } : {}) })
}

/**
 * Returns the authority at the first URL that answers.
 * @throws UsageError when one is no http(s) URL
 */
export function timestampAuthorityAt(urls: readonly string[]): HttpTimestampAuthority {
  try {
    return new HttpTimestampAuthority({ urls })
  } catch (cause) {
    throw new UsageError(`--tsa: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
