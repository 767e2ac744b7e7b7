// The signer tidies up every hour: answers under idempotency keys are kept for a month, and no
// longer.

import { type Logger, loggedCauses } from '@tapis/signer'

const HOUR = 60 * 60 * 1000
const KEPT_MILLISECONDS = 30 * 24 * HOUR

interface Chores {
  /**
   * Deletes keys that were reserved before `createdBefore` and that nobody holds at `now`; resolves
   * to how many.
   */
  readonly deleteOldIdempotencyKeys: (which: {
    readonly createdBefore: Date
    readonly now: Date
  }) => Promise<number>
  readonly clock: () => Date
  readonly logger: Logger
}

interface Housekeeping {
  /** Stops it; what is at work ends first. */
  readonly stop: () => Promise<void>
}

/**
 * Begins at once and goes on every `intervalMilliseconds` (default an hour); keeps no process
 * alive. A failure is logged and tried again the next time.
 */
export function startHousekeeping(chores: Chores, intervalMilliseconds = HOUR): Housekeeping {
  let atWork = doChores(chores)
  const timer = setInterval(() => {
    atWork = atWork.then(() => doChores(chores))
  }, intervalMilliseconds)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await atWork
    },
  }
}

async function doChores({ deleteOldIdempotencyKeys, clock, logger }: Chores): Promise<void> {
  try {
    const now = clock()
    const createdBefore = new Date(now.getTime() - KEPT_MILLISECONDS)
    const deletedIdempotencyKeys = await deleteOldIdempotencyKeys({ createdBefore, now })
    if (deletedIdempotencyKeys > 0) logger({ event: 'housekeeping', deletedIdempotencyKeys })
  } catch (error) {
    logger({ event: 'failure', causes: loggedCauses(error) })
  }
}
