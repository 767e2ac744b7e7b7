// Slows the guessing of passphrases: after five wrong ones in a quarter of an hour a signer's key stays closed until the
// first of them is that old, to its holder too: that another application of the agency can close it by guessing is the price
// of the limit. Kept in this process's memory: N processes allow N times as many, a restart forgets.
import { CustodyError } from '../custody/errors.ts'
import { ApiError } from '../problem.ts'

const MOST_WRONG = 5
const WINDOW_MINUTES = 15
const WINDOW_MILLISECONDS = WINDOW_MINUTES * 60_000

export interface PassphraseThrottle {
  /**
   * Runs `unlock` for a signer, one at a time, so that guesses sent together are counted one after the other. A right one
   * does not clear the count: guesses would hide between the signatures that the holder makes all day.
   * @throws ApiError RATE_LIMITED without running it; PASSPHRASE_WRONG when it was wrong
   */
  attempt<T>(signerId: string, unlock: () => Promise<T>): Promise<T>
}

export function createPassphraseThrottle(clock: () => Date): PassphraseThrottle {
  // Both maps hold signers that exist only, so they cannot be filled with invented ones.
  const wrong = new Map<string, readonly number[]>()
  const queues = new Map<string, Promise<unknown>>()

  async function guarded<T>(signerId: string, unlock: () => Promise<T>): Promise<T> {
    const now = clock().getTime()
    const recent = (wrong.get(signerId) ?? []).filter((time) => time > now - WINDOW_MILLISECONDS)
    if (recent.length === 0) wrong.delete(signerId)
    const [oldest] = recent
    if (oldest !== undefined && recent.length >= MOST_WRONG)
      throw new ApiError('RATE_LIMITED', {
        retryAfterSeconds: Math.max(1, Math.ceil((oldest + WINDOW_MILLISECONDS - now) / 1000)),
      })
    try {
      return await unlock()
    } catch (error) {
      if (!(error instanceof CustodyError) || error.code !== 'PASSPHRASE_WRONG') throw error
      wrong.set(signerId, [...recent, now])
      throw new ApiError('PASSPHRASE_WRONG', {
        facts: { attempts: MOST_WRONG, minutes: WINDOW_MINUTES },
        cause: error,
      })
    }
  }

  return {
    async attempt(signerId, unlock) {
      const before = queues.get(signerId) ?? Promise.resolve()
      const mine = before.then(() => guarded(signerId, unlock))
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
