// What a drill is: something hostile or unlucky staged against services of its own, and what
// happened, told as it is found.

import { setTimeout as delay } from 'node:timers/promises'
import type { StagedCity } from '../staged/city.ts'
import { countsOf, latenciesOf } from '../staged/clients.ts'
import { type Answer, type Sent, send } from '../staged/request.ts'
import { postSigning, signedDocument, statusAndCode } from '../staged/signing.ts'
import { ms } from '../staged/table.ts'

export interface Staging {
  /** The checkout under test. */
  readonly root: string
  /** How long one request may take before the drill goes on without its answer. */
  readonly limitSeconds: number
  /** Of the start with many files. */
  readonly files: number
  /** Which of the hostile documents, from 1; none: all of them. */
  readonly documents: readonly number[]
}

export interface Outcome {
  readonly what: string
  readonly happened: readonly string[]
}

export interface Drill {
  readonly letter: string
  readonly title: string
  readonly run: (staging: Staging) => AsyncIterable<Outcome>
}

/** A drill that cannot be staged says so in its row, and the others go on. */
export function failedDrill(error: unknown): readonly string[] {
  const message = error instanceof Error ? error.message : String(error)
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return [`THE DRILL ITSELF FAILED: ${message}${cause}`]
}

/**
 * A document's page, for visitors of the portal, and with it a service that has loaded everything
 * it needs.
 */
export async function publicPage(city: StagedCity): Promise<Sent> {
  const { code } = signedDocument(await postSigning(city, { name: 'disdukcapil-kk' }))
  return { port: city.portalPort, path: `/V/${code}` }
}

/** How an ordinary request fares: `201 after 210 ms`. */
export async function ordinarySigning(city: StagedCity, seconds = 60): Promise<string> {
  const signal = AbortSignal.timeout(seconds * 1000)
  const answer = await postSigning(city, { name: 'dpmptsp-izin', signal })
  return `${statusAndCode(answer)} after ${ms(answer.milliseconds)}`
}

/** `portal p50 5 ms, p95 900 ms, 3 of 120 without an answer`. */
export function portalMeanwhile(answers: readonly Answer[]): string {
  const { p50, p95, most, count } = latenciesOf(answers)
  const lost = answers.length - count
  const none = lost === 0 ? '' : `, ${lost} of ${answers.length} visitors without a page`
  return `portal p50 ${ms(p50)}, p95 ${ms(p95)}, max ${ms(most)}${none}`
}

export const visit = (page: Sent) => (signal: AbortSignal) => send({ ...page, signal })

/** `3 × 201, 2 × 503 OVERLOADED (2 with Retry-After)`. */
export function answersInWords(answers: readonly Answer[]): string {
  return countsOf(
    answers.map((answer) => {
      const later = answer.headers['retry-after'] === undefined ? '' : ' with Retry-After'
      return `${statusAndCode(answer)}${later}`
    }),
  )
}

/** Every request's answer that is there after `seconds`; the others are cut. */
export async function allWithin(
  seconds: number,
  requests: (signal: AbortSignal) => readonly Promise<Answer>[],
): Promise<readonly Answer[]> {
  const leaving = new AbortController()
  const all = Promise.all(requests(leaving.signal))
  await Promise.race([all, delay(seconds * 1000, undefined, { ref: false })])
  leaving.abort()
  return await all
}
