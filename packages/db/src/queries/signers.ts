// Signers: create, find, change, suspend. NIK columns are opaque bytes here; the signer holds the
// keys to make and read them.
import { and, asc, eq } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { signers } from '../schema/signers.ts'
import { one, someChange } from './rows.ts'

interface SignerBase {
  readonly id: string
  readonly agencyId: string
  readonly name: string
  readonly status: 'active' | 'suspended'
  readonly createdAt: Date
}

/** A natural person (penandatangan). */
export interface Person extends SignerBase {
  readonly kind: 'person'
  readonly position: string
  /** 18 digits, as printed on letters. */
  readonly nip?: string
  /** Ciphertext, 44 to 512 bytes. */
  readonly nikEncrypted: Uint8Array
  /** Keyed hash (HMAC-SHA-256) of the NIK, 32 bytes. */
  readonly nikLookup: Uint8Array
  /** At most 10 of the 16 digits. */
  readonly nikMasked: string
}

/** An agency's seal (segel elektronik): no NIK, no NIP; the position may be empty. */
export interface AgencySeal extends SignerBase {
  readonly kind: 'agency-seal'
  readonly position: string
}

/** Who signs: a person, or an agency by its seal. */
export type Signer = Person | AgencySeal
/** What a new signer is recorded with. */
export type NewSigner = Omit<Person, 'id' | 'status'> | Omit<AgencySeal, 'id' | 'status'>

/**
 * A new, active signer.
 * @throws DatabaseError CONFLICT (NIK known already, or the agency has its seal), NOT_FOUND
 *   (agency), INVALID.
 */
export function createSigner(db: DatabaseHandle, signer: NewSigner): Promise<Signer> {
  return atEdge('createSigner', async () =>
    toSigner(
      one(
        await db
          .insert(signers)
          .values({ ...signer, status: 'active' })
          .returning(),
      ),
    ),
  )
}

/** The person with this keyed hash of a NIK, whatever the agency; suspended ones included. */
export function findSignerByNikLookup(
  db: DatabaseHandle,
  nikLookup: Uint8Array,
): Promise<Person | undefined> {
  return atEdge('findSignerByNikLookup', async () => {
    const [row] = await db.select().from(signers).where(eq(signers.nikLookup, nikLookup))
    const signer = row && toSigner(row)
    return signer?.kind === 'person' ? signer : undefined
  })
}

/** Returns the signer of this id. */
export function findSignerById(db: DatabaseHandle, id: string): Promise<Signer | undefined> {
  return atEdge('findSignerById', async () => {
    const [row] = await db.select().from(signers).where(eq(signers.id, id))
    return row && toSigner(row)
  })
}

/** The seal of an agency, suspended or not; it has at most one. */
export function findAgencySeal(db: DatabaseHandle, agencyId: string): Promise<Signer | undefined> {
  return atEdge('findAgencySeal', async () => {
    const [row] = await db
      .select()
      .from(signers)
      .where(and(eq(signers.agencyId, agencyId), eq(signers.kind, 'agency-seal')))
    return row && toSigner(row)
  })
}

/** An agency's signers, by name. */
export function listSigners(db: DatabaseHandle, agencyId: string): Promise<readonly Signer[]> {
  return atEdge('listSigners', async () => {
    const rows = await db
      .select()
      .from(signers)
      .where(eq(signers.agencyId, agencyId))
      .orderBy(asc(signers.name), asc(signers.id))
    return rows.map(toSigner)
  })
}

/**
 * A person's new position or NIP (null takes it away), or a seal's new name: what is printed from
 * now on. A person's name stands in the certificate and changes with a new one only.
 *
 * @throws DatabaseError NOT_FOUND, INVALID (a person's name, a seal's NIP, or a constraint);
 *   TypeError when there is nothing to change.
 */
export function updateSigner(
  db: DatabaseHandle,
  id: string,
  change: { readonly position?: string; readonly nip?: string | null; readonly name?: string },
): Promise<Signer> {
  return atEdge('updateSigner', () =>
    db.transaction(async (tx) => {
      const { position, nip, name } = someChange({ ...change })
      const [row] = await tx
        .update(signers)
        .set({ position, nip, name })
        .where(eq(signers.id, id))
        .returning()
      if (row === undefined) throw new DatabaseError('NOT_FOUND', 'updateSigner: no such signer')
      if (name !== undefined && row.kind === 'person')
        throw new DatabaseError('INVALID', "updateSigner: a person's name is the certificate's")
      return toSigner(row)
    }),
  )
}

/** @throws DatabaseError NOT_FOUND. */
export function setSignerStatus(
  db: DatabaseHandle,
  id: string,
  status: 'active' | 'suspended',
): Promise<void> {
  return atEdge('setSignerStatus', async () => {
    const rows = await db
      .update(signers)
      .set({ status })
      .where(eq(signers.id, id))
      .returning({ id: signers.id })
    if (rows.length === 0) throw new DatabaseError('NOT_FOUND', 'setSignerStatus: no such signer')
  })
}

function toSigner(row: typeof signers.$inferSelect): Signer {
  const { kind, position, nip, nikEncrypted, nikLookup, nikMasked, ...base } = row
  if (kind === 'agency-seal') return { ...base, kind, position }
  // signers_nik_iff_person promises these three.
  if (nikEncrypted === null || nikLookup === null || nikMasked === null)
    throw new DatabaseError('UNEXPECTED', 'a person without NIK columns')
  return { ...base, kind, position, ...(nip !== null && { nip }), nikEncrypted, nikLookup, nikMasked }
}
