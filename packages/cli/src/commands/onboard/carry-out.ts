// Carries a compared plan out: keys are made outside of the transaction, which is short, and
// everything is written inside it.

import { DatabaseError, type DatabaseHandle } from '@tapis/db'
import { OperatorError } from '../../installation/operator-error.ts'
import { readOperatorName } from '../../installation/operator-name.ts'
import { type CompareOptions, type Comparison, compare } from './compare.ts'
import type { AgencyPlan } from './plan.ts'
import { prepare, type Registrar } from './prepare.ts'
import { type Written, writePlan } from './write.ts'

/**
 * Asks for passphrases, makes keys, and writes what was compared, unless it is no longer so.
 *
 * @throws OperatorError PLAN_OUTDATED, UsageError and CustodyError of `prepare`, DatabaseError of
 *   `writePlan`: nothing was written then; OperatorError OUTCOME_UNKNOWN
 */
export async function carryOut(
  db: DatabaseHandle,
  plan: readonly AgencyPlan[],
  comparison: Comparison,
  registrar: Registrar & Pick<CompareOptions, 'isDemonstration'>,
): Promise<Written> {
  const prepared = await prepare(registrar, comparison.items, new Date())
  const operator = readOperatorName()
  const { isDemonstration = false } = registrar
  const write = (tx: DatabaseHandle) =>
    writePlan(tx, comparison, { prepared, at: new Date(), operator, isDemonstration })
  try {
    return await db.transaction(async (tx) => {
      // People take their time over passphrases.
      if (fingerprint(await compare(tx, plan, registrar)) === fingerprint(comparison)) return await write(tx)
      throw new OperatorError(
        'PLAN_OUTDATED',
        'somebody registered something meanwhile; nothing was changed, run it again',
      )
    })
  } catch (cause) {
    throw isOutcomeUnknown(cause) ? new OperatorError('OUTCOME_UNKNOWN', OUTCOME_UNKNOWN) : cause
  }
}

const OUTCOME_UNKNOWN =
  'the database went away while the plan was written, all of it or nothing: run it again. An application that is ' +
  'unchanged then has a secret that nobody saw: disable it, and register another under a new name'

/** The commit's own failures come from the driver, without a code of ours. */
function isOutcomeUnknown(cause: unknown): boolean {
  if (cause instanceof DatabaseError) return cause.code === 'UNAVAILABLE'
  return !(cause instanceof OperatorError || cause instanceof TypeError)
}

function fingerprint({ items, conflicts }: Comparison): string {
  return JSON.stringify([items.map(({ found, changed }) => [found?.id, changed]), conflicts])
}
