// From a comparison to the database: keys are made outside of the transaction, which is short, and everything is written inside it.

import type { DatabaseHandle } from '@tapis/db'
import { OperatorError } from '../operator/errors.ts'
import { operatorName } from '../operator/operator-name.ts'
import { type CompareOptions, type Comparison, compare } from './compare.ts'
import type { AgencyPlan } from './plan.ts'
import { prepare, type Registrar } from './prepare.ts'
import { type Written, writePlan } from './write.ts'

/**
 * Asks for passphrases, makes keys, and writes what was compared, unless it is no longer so.
 *
 * @throws OperatorError PLAN_OUTDATED; UsageError and CustodyError of `prepare`, DatabaseError of `writePlan`: nothing was written then
 */
export async function carryOut(
  db: DatabaseHandle,
  plan: readonly AgencyPlan[],
  comparison: Comparison,
  registrar: Registrar & Pick<CompareOptions, 'isDemonstration'>,
): Promise<Written> {
  const prepared = await prepare(registrar, comparison.items, new Date())
  const operator = operatorName()
  const { isDemonstration = false } = registrar
  return await db.transaction(async (tx) => {
    // People take their time over passphrases.
    if (fingerprint(await compare(tx, plan, registrar)) !== fingerprint(comparison))
      throw new OperatorError(
        'PLAN_OUTDATED',
        'somebody registered something meanwhile; nothing was changed, run it again',
      )
    return await writePlan(tx, comparison, { prepared, at: new Date(), operator, isDemonstration })
  })
}

function fingerprint({ items, conflicts }: Comparison): string {
  return JSON.stringify([items.map(({ found, changed }) => [found?.id, changed]), conflicts])
}
