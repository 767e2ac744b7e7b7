// Writes a plan down in one transaction with its events: all of it, or nothing.

import { randomBytes } from 'node:crypto'
import {
  type DatabaseHandle,
  type EventKind,
  recordEvent,
  updateAgency,
  updateSigner,
  updateTemplate,
} from '@tapis/db'
import { createAgency, createApplication, createTemplate, recordEnrolment } from '@tapis/signer'
import {
  type Retired,
  type Retirement,
  retireAgency,
  retireDemonstration,
  sum,
} from '../../installation/retire-demonstration.ts'
import type { AgencyItem, Comparison, Item, SignerItem, TemplateItem } from './compare.ts'
import type { Prepared } from './prepare.ts'

/** The outcome of one item. */
export interface WrittenItem {
  readonly item: Item
  /** A signer's id, for requests; or an application's public id. */
  readonly id?: string
  /** `ID:SECRET` of a new application: it exists nowhere else. */
  readonly credential?: string
}

export interface Written {
  readonly items: readonly WrittenItem[]
  readonly retired: Retired
}

interface Writing extends Retirement {
  readonly prepared: Prepared
  /** Whether the agencies are the demonstration's own. Default false. */
  readonly isDemonstration?: boolean
}

/**
 * Writes everything that is new or changed, in the caller's transaction if `db` is one.
 *
 * @throws DatabaseError CONFLICT when another command registered the same meanwhile, and what else
 *   the database refuses; UNAVAILABLE may also mean that only the answer to the commit was lost
 */
export async function writePlan(
  db: DatabaseHandle,
  { items }: Pick<Comparison, 'items'>,
  writing: Writing,
): Promise<Written> {
  return await db.transaction(async (tx) => {
    const retired: Retired[] = []
    // This comes first, while they can be told from what the plan registers for the same agencies.
    for (const item of items) {
      if (item.what === 'agency' && item.found !== undefined && item.changed.includes('isDemonstration'))
        retired.push(await retireAgency(tx, item.agency.id, writing))
    }
    const written: WrittenItem[] = []
    for (const item of items) written.push(await write(tx, item, writing))
    retired.push(await retireDemonstration(tx, writing))
    return { items: written, retired: sum(retired) }
  })
}

async function write(tx: DatabaseHandle, item: Item, writing: Writing): Promise<WrittenItem> {
  switch (item.what) {
    case 'agency':
      return await writeAgency(tx, item, writing)
    case 'template':
      return await writeTemplate(tx, item, writing)
    case 'signer':
      return await writeSigner(tx, item, writing)
    case 'application': {
      const { agency, planned, found } = item
      if (found !== undefined) return { item, id: found.credentialId }
      const registration = { db: tx, now: writing.at, agencyId: agency.id, name: planned, randomBytes }
      const { applicationId, id, secret } = await createApplication(registration)
      await record(tx, item, 'application.register', writing, { applicationId })
      return { item, id, credential: `${id}:${secret}` }
    }
  }
}

async function writeAgency(tx: DatabaseHandle, item: AgencyItem, writing: Writing): Promise<WrittenItem> {
  const { id, name, shortName } = item.planned
  const isDemonstration = writing.isDemonstration ?? false
  if (item.found === undefined) {
    await createAgency({ db: tx, now: writing.at, id, name, shortName, isDemonstration })
    await record(tx, item, 'agency.register', writing)
  } else if (item.changed.length > 0) {
    await updateAgency(tx, id, { name, shortName, isDemonstration })
    await record(tx, item, 'agency.change', writing)
  }
  return { item }
}

async function writeTemplate(tx: DatabaseHandle, item: TemplateItem, writing: Writing): Promise<WrittenItem> {
  const { planned, found, agency } = item
  if (found === undefined) {
    await createTemplate({ db: tx, now: writing.at, agencyId: agency.id, ...planned })
    await record(tx, item, 'template.register', writing)
  } else if (item.changed.length > 0) {
    await updateTemplate(tx, found.id, planned)
    await record(tx, item, 'template.change', writing)
  }
  return { item }
}

async function writeSigner(tx: DatabaseHandle, item: SignerItem, writing: Writing): Promise<WrittenItem> {
  const { planned, found, agency } = item
  if (found === undefined) {
    const enrolment = writing.prepared.get(item)
    if (enrolment === undefined) throw new TypeError('a new signer has been prepared')
    const { id } = await recordEnrolment(tx, enrolment)
    await record(tx, item, 'signer.enrol', writing, { signerId: id })
    return { item, id }
  }
  if (item.changed.length > 0) {
    const change =
      planned.kind === 'person'
        ? { position: planned.position, nip: planned.nip ?? null }
        : { name: agency.name }
    await updateSigner(tx, found.id, change)
    await record(tx, item, 'signer.change', writing, { signerId: found.id })
  }
  return { item, id: found.id }
}

async function record(
  tx: DatabaseHandle,
  { agency, changed }: Item,
  kind: EventKind,
  { at, operator }: Retirement,
  about: { readonly applicationId?: string; readonly signerId?: string } = {},
): Promise<void> {
  const event = { at, kind, outcome: 'done', actor: 'operator', operator, agencyId: agency.id } as const
  await recordEvent(tx, { ...event, ...about, ...(changed.length > 0 && { changed }) })
}
