// Proofs of existence (EN 319 102-1 clause 5.6.2.3): which document timestamps passed, and so by
// when the things that they cover are known to have existed.

/** Where a certificate or a piece of revocation data was found. */
export type Origin =
  /** In the Document Security Store; `revision` is the oldest that has it. */
  | { readonly from: 'dss'; readonly revision: number }
  /**
   * In a signature's or timestamp's CMS object; `revision` is the one that this signature covers.
   */
  | { readonly from: 'signature' | 'timestamp'; readonly revision: number | undefined }
  /** Given by the caller. */
  | { readonly from: 'caller' }

/** A document timestamp that passed. */
export interface Proof {
  readonly time: Date
  /** The newest that it covers. */
  readonly revision: number
}

/**
 * Returns the earliest time by which what was found there is proven to have existed; undefined when
 * nothing proves more than now.
 */
export function provenTimeOf(origin: Origin, proofs: readonly Proof[]): Date | undefined {
  const first = firstCovering(origin)
  return earliest(proofs.flatMap(({ revision, time }) => (revision >= first ? [time] : [])))
}

/**
 * Returns the oldest revision whose document timestamp would prove that what was found there
 * existed.
 */
export function firstCovering(origin: Origin): number {
  if (origin.from === 'caller' || origin.revision === undefined) return Number.POSITIVE_INFINITY
  // A CMS object stands in the gap of its own revision: only a later timestamp covers it.
  return origin.from === 'dss' ? origin.revision : origin.revision + 1
}

export function earliest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (best, time) => (best === undefined || time < best ? time : best),
    undefined,
  )
}

export function latest(times: readonly Date[]): Date | undefined {
  return times.reduce<Date | undefined>(
    (best, time) => (best === undefined || time > best ? time : best),
    undefined,
  )
}
