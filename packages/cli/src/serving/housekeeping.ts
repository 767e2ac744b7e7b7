// What the signer does by the hour: answers under idempotency keys are kept for a month, and no longer.

import { type DatabaseHandle, deleteOldIdempotencyKeys } from '@tapis/db'
import { type Logger, loggedCauses } from '@tapis/signer'

const HOUR = 60 * 60 * 1000
const KEPT_MILLISECONDS = 30 * 24 * HOUR

export interface Housekeeping {
  /** Does no more; what is at work ends first. */
  readonly stop: () => Promise<void>
}

/** Begins at once and goes on every hour; keeps no process alive. A failure is logged and tried again an hour later. */
export function startHousekeeping(
  { db, clock, logger }: { readonly db: DatabaseHandle; readonly clock: () => Date; readonly logger: Logger },
  intervalMilliseconds = HOUR,
): Housekeeping {
  let atWork = Promise.resolve()
  const once = async () => {
    try {
      const now = clock()
      const createdBefore = new Date(now.getTime() - KEPT_MILLISECONDS)
      const deletedIdempotencyKeys = await deleteOldIdempotencyKeys(db, { createdBefore, now })
      if (deletedIdempotencyKeys > 0) logger({ event: 'housekeeping', deletedIdempotencyKeys })
    } catch (error) {
      logger({ event: 'failure', causes: loggedCauses(error) })
    }
  }
  const begin = () => {
    atWork = atWork.then(once)
  }
  begin()
  const timer = setInterval(begin, intervalMilliseconds)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await atWork
    },
  }
}
