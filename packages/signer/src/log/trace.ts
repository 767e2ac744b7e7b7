// The trace of a request in the events: who asked, from where, and what was refused. What succeeds
// is recorded in its own transaction; a refusal has none, so it is recorded here, by itself.

import { isIP } from 'node:net'
import { type Application, type EventKind, type NewEvent, recordEvent } from '@tapis/db'
import { present } from '@tapis/pki'
import type { Context } from 'hono'
import { createRequestLimit } from '../http/request-limit.ts'
import type { ProblemCode } from '../problems/problem-table.ts'
import type { SignerDeps, SignerEnv } from '../signer-deps.ts'
import { loggedCauses } from './logger.ts'

/** Where a request comes from. */
export interface Origin {
  readonly requestId: string
  /**
   * As `SignerDeps.clientAddress` gives it; anything but an IP address is left out of the record.
   */
  readonly address: string
  readonly application: Application
}

/** The origin of a request whose application is known. */
export function originOf(
  c: Context<SignerEnv>,
  { clientAddress }: Pick<SignerDeps, 'clientAddress'>,
): Origin {
  return { requestId: c.get('requestId'), address: clientAddress(c), application: c.get('application') }
}

/** The columns that every event of an application's request has. */
export function originColumns({ requestId, address, application }: Origin) {
  return {
    actor: 'application',
    requestId,
    applicationId: application.id,
    agencyId: application.agencyId,
    ...addressColumn(address),
  } as const
}

/**
 * The address of a socket or proxy, without an IPv6 zone, and IPv4 as such; nothing where it is
 * none.
 */
export function addressColumn(address: string): { readonly address?: string } {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  return isIP(plain) === 0 ? {} : { address: plain }
}

/**
 * Records a refusal, with the problem's code. A record that fails is logged: the refusal stands all
 * the same.
 */
export async function recordRefusal(
  { db, clock, logger }: Pick<SignerDeps, 'db' | 'clock' | 'logger'>,
  kind: EventKind,
  outcome: ProblemCode,
  columns: Omit<NewEvent, 'at' | 'kind' | 'outcome'>,
): Promise<void> {
  const { requestId } = columns
  await recordEvent(db, { ...columns, at: clock(), kind, outcome }).catch((error: unknown) =>
    logger({
      event: 'failure',
      ...present({ requestId }),
      causes: loggedCauses(error),
    }),
  )
}

/**
 * Refusals of one application that are recorded one by one, and more each second: a program in a
 * loop must not fill the record.
 */
const RECORDED = { capacity: 60, perSecond: 1 }
const ALL_RECORDED = { capacity: 600, perSecond: 10 }

/** After these the service has more to do than it can: the answer does not wait for the record. */
const WITHOUT_WAITING: ReadonlySet<ProblemCode> = new Set(['OVERLOADED', 'AGENCY_BUSY', 'CLIENT_GONE'])

/**
 * Records refusals of one kind by their application. Of those beyond the limit one stands for all,
 * as TOO_MANY_REQUESTS.
 */
export function createRefusalRecord(
  deps: Pick<SignerDeps, 'db' | 'clock' | 'logger'>,
  kind: EventKind,
): (code: ProblemCode, origin: Origin, columns?: Pick<NewEvent, 'documentCode'>) => Promise<void> {
  const limit = createRequestLimit({ now: deps.clock, network: RECORDED, overall: ALL_RECORDED })
  return async (code, origin, columns = {}) => {
    const { waitSeconds, isFirst } = limit.charge(origin.application.id)
    if (waitSeconds > 0 && !isFirst) return
    const outcome = waitSeconds > 0 ? 'TOO_MANY_REQUESTS' : code
    const recorded = recordRefusal(deps, kind, outcome, { ...originColumns(origin), ...columns })
    if (!WITHOUT_WAITING.has(code)) await recorded
  }
}
