// Keys of the city's authorities: stored with their certificate, read only by the signer.
import { and, eq, isNull } from 'drizzle-orm'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { authorityKeys } from '../schema/authority-keys.ts'
import { certificates } from '../schema/certificates.ts'
import {
  certificatePath,
  type NewCertificate,
  type StoredCertificate,
  toCertificate,
} from './certificates.ts'
import { one } from './rows.ts'

/** Which of the city's authorities a key belongs to. */
export type AuthorityKind = 'root' | 'ca' | 'timestamp'

/** A private key of an authority. */
export interface AuthorityKey {
  readonly id: string
  readonly kind: AuthorityKind
  readonly algorithm: string
  /** The signer's envelope, 32 to 16384 bytes; opaque here. */
  readonly encryptedKey: Uint8Array
  readonly certificateId: string
  readonly createdAt: Date
  readonly retiredAt?: Date
}

/** An authority's live key, its certificate, and the path above it, leaf first, root last. */
export interface Authority {
  readonly key: AuthorityKey
  readonly certificate: StoredCertificate
  readonly certificatePath: readonly StoredCertificate[]
}

/** What a new authority is recorded with. */
export interface NewAuthority {
  readonly algorithm: string
  readonly encryptedKey: Uint8Array
  readonly createdAt: Date
  /** `kind` is the authority's too. */
  readonly certificate: Omit<NewCertificate, 'kind' | 'credentialId'> & { readonly kind: AuthorityKind }
}

/**
 * Stores an authority's key and certificate in one transaction.
 *
 * @throws DatabaseError CONFLICT (there is a live authority of this kind), NOT_FOUND (issuer),
 *   INVALID.
 */
export function createAuthority(db: DatabaseHandle, authority: NewAuthority): Promise<Authority> {
  return atEdge('createAuthority', () =>
    db.transaction(async (tx) => {
      const { certificate, ...key } = authority
      const certified = toCertificate(one(await tx.insert(certificates).values(certificate).returning()))
      const stored = await tx
        .insert(authorityKeys)
        .values({ ...key, kind: certificate.kind, certificateId: certified.id })
        .returning()
      return {
        key: toAuthorityKey(one(stored)),
        certificate: certified,
        certificatePath: await certificatePath(tx, certified),
      }
    }),
  )
}

/** The live authority of a kind, or undefined before the city's PKI is set up. */
export function findAuthority(db: DatabaseHandle, kind: AuthorityKind): Promise<Authority | undefined> {
  return atEdge('findAuthority', async () => {
    const [row] = await db
      .select({ key: authorityKeys, certificate: certificates })
      .from(authorityKeys)
      .innerJoin(certificates, eq(certificates.id, authorityKeys.certificateId))
      .where(and(eq(authorityKeys.kind, kind), isNull(authorityKeys.retiredAt)))
    if (row === undefined) return undefined
    const certificate = toCertificate(row.certificate)
    return {
      key: toAuthorityKey(row.key),
      certificate,
      certificatePath: await certificatePath(db, certificate),
    }
  })
}

function toAuthorityKey(row: typeof authorityKeys.$inferSelect): AuthorityKey {
  const { retiredAt, ...key } = row
  return { ...key, ...(retiredAt !== null && { retiredAt }) }
}
