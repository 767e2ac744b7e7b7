// Slows the guessing of passphrases: after five wrong ones in a quarter of an hour a signer's key
// stays closed until the first of them is that old, to its holder too: that another application of
// the agency can close it by guessing is the price of the limit. The events count the wrong ones,
// so that a restart forgets none and all processes count together; each process lets one guess at a
// signer run at a time, so that N processes allow N - 1 more at the most.

import { CustodyError } from '@tapis/custody'
import { type DatabaseHandle, recentWrongPassphrases, recordEvent } from '@tapis/db'
import { type Origin, originColumns } from '../log/trace.ts'
import { ApiError } from '../problems/problem.ts'

const MOST_WRONG = 5
const WINDOW_MINUTES = 15
const WINDOW_MILLISECONDS = WINDOW_MINUTES * 60_000

export interface PassphraseThrottle {
  /**
   * Runs `unlock` for a signer, one at a time, so that guesses sent together are counted one after
   * the other. A right one does not clear the count: guesses would hide between the signatures that
   * the holder makes all day. Nothing is opened for a client that is gone when its turn comes.
   * @throws ApiError RATE_LIMITED or CLIENT_GONE without running it; PASSPHRASE_WRONG when it was
   *   wrong, with its event on record; DatabaseError
   */
  attempt<T>(signerId: string, origin: Origin, unlock: () => Promise<T>, signal?: AbortSignal): Promise<T>
}

export function createPassphraseThrottle(db: DatabaseHandle, clock: () => Date): PassphraseThrottle {
  // Of signers that exist only, so that it cannot be filled with invented ones.
  const queues = new Map<string, Promise<unknown>>()

  async function guarded<T>(signerId: string, origin: Origin, unlock: () => Promise<T>): Promise<T> {
    const now = clock()
    const after = new Date(now.getTime() - WINDOW_MILLISECONDS)
    const recent = await recentWrongPassphrases(db, { signerId, after, limit: MOST_WRONG })
    const [oldest] = recent
    if (oldest !== undefined && recent.length >= MOST_WRONG) {
      const left = oldest.getTime() + WINDOW_MILLISECONDS - now.getTime()
      throw new ApiError('RATE_LIMITED', { retryAfterSeconds: Math.max(1, Math.ceil(left / 1000)) })
    }
    try {
      return await unlock()
    } catch (error) {
      if (!(error instanceof CustodyError) || error.code !== 'PASSPHRASE_WRONG') throw error
      // Not recorded is not counted: then the guess is not answered either.
      await recordEvent(db, {
        ...originColumns(origin),
        at: now,
        kind: 'signer.unlock',
        outcome: 'PASSPHRASE_WRONG',
        signerId,
      })
      throw new ApiError('PASSPHRASE_WRONG', {
        facts: { attempts: MOST_WRONG, minutes: WINDOW_MINUTES },
        cause: error,
      })
    }
  }

  return {
    async attempt(signerId, origin, unlock, signal) {
      const before = queues.get(signerId) ?? Promise.resolve()
      const mine = before.then(() => {
        if (signal?.aborted) throw new ApiError('CLIENT_GONE')
        return guarded(signerId, origin, unlock)
      })
      const settled = mine.then(
        () => undefined,
        () => undefined,
      )
      queues.set(signerId, settled)
      try {
        return await mine
      } finally {
        if (queues.get(signerId) === settled) queues.delete(signerId)
      }
    },
  }
}
