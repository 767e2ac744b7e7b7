// Events: written in the transaction of what they record, read by the operator and by the throttle
// on wrong passphrases.
import { and, asc, desc, eq, gt, gte, type SQL } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { type EventKind, eventKinds, events } from '../schema/events.ts'

export type { EventKind }
export { eventKinds }

/**
 * What happened or was refused. Everything but the first four is left out where it is not known.
 */
export interface NewEvent {
  readonly at: Date
  readonly kind: EventKind
  /** `done`, or the code of the refusal. */
  readonly outcome: string
  /** Who acted; a visitor is anybody without a credential. */
  readonly actor: 'application' | 'operator' | 'visitor' | 'service'
  readonly applicationId?: string
  /** Basic username as it was presented, 1 to 64 of A-Z a-z 0-9 _ -. */
  readonly presentedCredential?: string
  /** Of the operating system; A-Z a-z 0-9 . _ @ -. */
  readonly operator?: string
  readonly agencyId?: string
  readonly signerId?: string
  readonly certificateId?: string
  /** 16 Crockford characters. */
  readonly documentCode?: string
  /** IPv4 or IPv6; of a visitor a network of at most /24 or /48, such as `203.0.113.0/24`. */
  readonly address?: string
  readonly requestId?: string
  /** Names of the columns that changed. */
  readonly changed?: readonly string[]
}

/**
 * An event on record. `id` grows in the order of writing; a transaction that ends late may still
 * bring in a smaller one.
 */
export interface RecordedEvent extends NewEvent {
  readonly id: number
}

/**
 * Records an event. Inside a transaction it stands or falls with what it records. A presented
 * credential, document code or operator in which a NIK may stand is left out: people type theirs
 * into the wrong field, and what they did is recorded all the same.
 *
 * @throws DatabaseError INVALID when a field has another shape than its column takes.
 */
export function recordEvent(db: DatabaseHandle, event: NewEvent): Promise<void> {
  return atEdge('recordEvent', async () => {
    const { changed, presentedCredential, documentCode, operator, ...columns } = event
    await db.insert(events).values({
      ...columns,
      ...(mayBeKept(presentedCredential, sixteenDigits) && { presentedCredential }),
      ...(mayBeKept(documentCode, sixteenDigits) && { documentCode }),
      ...(mayBeKept(operator, sixteenDigitsAlone) && { operator }),
      ...(changed !== undefined && { changed: [...changed] }),
    })
  })
}

// As the table's constraints have them, which refuse what would get past here.
const sixteenDigits = /(?:[0-9][._@-]*){16}/
const sixteenDigitsAlone = /(?:^|[^0-9])(?:[0-9][._@-]*){16}(?:[^0-9]|$)/

/**
 * Longer than any of the columns takes is the constraint's to refuse, before a pattern runs over
 * it.
 */
const mayBeKept = (value: string | undefined, nik: RegExp): boolean =>
  value !== undefined && (value.length > 64 || !nik.test(value))

/** Which events are asked for. */
export interface EventFilter {
  /** Not before this moment. */
  readonly since?: Date
  readonly kind?: EventKind
  readonly agencyId?: string
  /** Only those after this id: to read on. */
  readonly afterId?: number
  /** Default 1000. */
  readonly limit?: number
}

/** Events in the order of writing, oldest first. */
export function listEvents(db: DatabaseHandle, filter: EventFilter = {}): Promise<readonly RecordedEvent[]> {
  const { since, kind, agencyId, afterId, limit = 1000 } = filter
  const conditions: (SQL | undefined)[] = [
    since && gte(events.at, since),
    kind && eq(events.kind, kind),
    agencyId === undefined ? undefined : eq(events.agencyId, agencyId),
    afterId === undefined ? undefined : gt(events.id, afterId),
  ]
  return atEdge('listEvents', async () => {
    const rows = await db
      .select()
      .from(events)
      .where(and(...conditions))
      .orderBy(asc(events.id))
      .limit(limit)
    return rows.map(toEvent)
  })
}

/**
 * When this signer's passphrase was wrong last, after this moment: the newest `limit` times, the
 * oldest of them first.
 */
export function recentWrongPassphrases(
  db: DatabaseHandle,
  { signerId, after, limit }: { readonly signerId: string; readonly after: Date; readonly limit: number },
): Promise<readonly Date[]> {
  return atEdge('recentWrongPassphrases', async () => {
    const rows = await db
      .select({ at: events.at })
      .from(events)
      .where(
        and(
          eq(events.signerId, signerId),
          eq(events.kind, 'signer.unlock'),
          eq(events.outcome, 'PASSPHRASE_WRONG'),
          gt(events.at, after),
        ),
      )
      .orderBy(desc(events.at))
      .limit(limit)
    return rows.map(({ at }) => at).reverse()
  })
}

function toEvent(row: typeof events.$inferSelect): RecordedEvent {
  const { id, at, kind, outcome, actor, ...optional } = row
  const known = Object.entries(optional).filter(([, value]) => value !== null)
  return { id, at, kind, outcome, actor, ...Object.fromEntries(known) }
}
