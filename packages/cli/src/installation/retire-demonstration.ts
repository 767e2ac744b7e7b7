// The demonstration's officials are invented, and their passphrases are printed where everybody
// reads them. Beside real agencies none of them may sign: letters of nobody would stand in the
// city's own portal.

import {
  type DatabaseHandle,
  disableApplication,
  findActiveCredential,
  listAgencies,
  listApplications,
  listSigners,
  recordEvent,
  revokeCredential,
  setSignerStatus,
} from '@tapis/db'

/** The time, and who ran the command: `readOperatorName()`. */
export interface Retirement {
  readonly at: Date
  readonly operator: string
}

/** The things that stopped working; the counts are 0 when everything had been stopped before. */
export interface Retired {
  /** Ids of the demonstration's agencies. */
  readonly agencies: readonly string[]
  readonly signers: number
  readonly applications: number
}

/**
 * Where real agencies and the demonstration's are registered together, suspends the latter's
 * signers, takes their keys out of use and disables its applications, in one transaction with the
 * events. Does nothing otherwise, nor a second time.
 *
 * @throws DatabaseError
 */
export async function retireDemonstration(db: DatabaseHandle, retirement: Retirement): Promise<Retired> {
  return await db.transaction(async (tx) => {
    const agencies = await listAgencies(tx)
    const invented = agencies.filter(({ isDemonstration }) => isDemonstration)
    if (invented.length === agencies.length) return { agencies: [], signers: 0, applications: 0 }
    const retired: Retired[] = []
    for (const { id } of invented) retired.push(await retireAgency(tx, id, retirement))
    return sum(retired)
  })
}

/**
 * Does the same for one agency, whoever else is registered, in the caller's transaction if `db` is
 * one.
 */
export async function retireAgency(
  db: DatabaseHandle,
  agencyId: string,
  { at, operator }: Retirement,
): Promise<Retired> {
  const event = { at, outcome: 'done', actor: 'operator', operator, agencyId } as const
  const all = await listSigners(db, agencyId)
  for (const { id } of all) {
    const active = await findActiveCredential(db, id)
    // The key is revoked for good, also of one who is suspended already: a signer who is resumed
    // later, or whose agency becomes a real one, must not sign with a passphrase that everybody
    // knows.
    if (active === undefined) continue
    await revokeCredential(db, { id: active.credential.id, at })
    await recordEvent(db, { ...event, kind: 'signer.change', signerId: id, changed: ['credential'] })
  }
  const signers = all.filter(({ status }) => status === 'active')
  for (const { id } of signers) {
    await setSignerStatus(db, id, 'suspended')
    await recordEvent(db, { ...event, kind: 'signer.suspend', signerId: id, changed: ['status'] })
  }
  const applications = (await listApplications(db, agencyId)).filter(
    ({ disabledAt }) => disabledAt === undefined,
  )
  for (const { id } of applications) {
    await disableApplication(db, id, at)
    await recordEvent(db, {
      ...event,
      kind: 'application.disable',
      applicationId: id,
      changed: ['disabledAt'],
    })
  }
  return { agencies: [agencyId], signers: signers.length, applications: applications.length }
}

export function sum(retired: readonly Retired[]): Retired {
  return {
    agencies: retired.flatMap(({ agencies }) => agencies),
    signers: retired.reduce((total, { signers }) => total + signers, 0),
    applications: retired.reduce((total, { applications }) => total + applications, 0),
  }
}

/** Returns the line that says so; undefined when nothing was stopped. */
export function formatRetired({ agencies, signers, applications }: Retired): string | undefined {
  if (signers + applications === 0) return undefined
  return (
    `The demonstration (${agencies.join(', ')}) stops beside real agencies: ` +
    `${signers} invented signers are suspended, ${applications} applications disabled.`
  )
}
