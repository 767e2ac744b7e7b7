// Credentials: a signer's key envelope together with the certificate that names its holder.
import { and, desc, eq, isNull } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { certificates } from '../schema/certificates.ts'
import { credentials } from '../schema/credentials.ts'
import {
  certificatePath,
  type NewCertificate,
  type StoredCertificate,
  toCertificate,
} from './certificates.ts'
import { one } from './rows.ts'

/** How a signer's private key is reached. */
export type Credential = CredentialBase & CredentialKey

interface CredentialBase {
  readonly id: string
  readonly signerId: string
  /** Row of pki's algorithm table, e.g. `ecdsa-p256-sha256`. */
  readonly algorithm: string
  readonly createdAt: Date
  readonly revokedAt?: Date
}

/** By the kind of custody; all opaque here. */
export type CredentialKey =
  /**
   * The signer's envelope, 32 to 16384 bytes; or a PKCS#12 file, 32 to 65536. Useless without the
   * holder's passphrase, which is stored nowhere.
   */
  | { readonly kind: 'software' | 'pkcs12'; readonly encryptedKey: Uint8Array }
  /**
   * A PKCS#11 URI (RFC 7512), or the credential's name at a remote signing service: 1 to 500
   * visible ASCII characters.
   */
  | { readonly kind: 'pkcs11' | 'remote'; readonly keyReference: string }

/** A credential before it is anybody's. */
export type PreparedCredential = Omit<CredentialBase, 'id' | 'signerId' | 'revokedAt'> & CredentialKey

/** What a new credential is recorded with. */
export type NewCredential = PreparedCredential & Pick<CredentialBase, 'signerId'>

/**
 * A credential that may sign, with its newest certificate and the path above it, leaf first, root
 * last.
 */
export interface ActiveCredential {
  readonly credential: Credential
  readonly certificate: StoredCertificate
  readonly certificatePath: readonly StoredCertificate[]
}

/**
 * Stores a credential and its certificate in one transaction.
 *
 * @throws DatabaseError CONFLICT (the signer has a live credential: revoke it first; or issuer and
 *   serial number exist), NOT_FOUND (signer, issuer), INVALID.
 */
export function createCredential(
  db: DatabaseHandle,
  credential: NewCredential,
  certificate: Omit<NewCertificate, 'credentialId'>,
): Promise<{ readonly credential: Credential; readonly certificate: StoredCertificate }> {
  return atEdge('createCredential', () =>
    db.transaction(async (tx) => {
      const stored = one(await tx.insert(credentials).values(credential).returning())
      const certified = await tx
        .insert(certificates)
        .values({ ...certificate, credentialId: stored.id })
        .returning()
      return { credential: toCredential(stored), certificate: toCertificate(one(certified)) }
    }),
  )
}

/**
 * The credential of a signer that is not revoked and whose newest certificate is not revoked, or
 * undefined. NOT checked: the signer's status, the certificate's notBefore and notAfter, the path's
 * signatures.
 */
export function findActiveCredential(
  db: DatabaseHandle,
  signerId: string,
): Promise<ActiveCredential | undefined> {
  return atEdge('findActiveCredential', async () => {
    const [row] = await db
      .select({ credential: credentials, certificate: certificates })
      .from(credentials)
      .innerJoin(certificates, eq(certificates.credentialId, credentials.id))
      .where(and(eq(credentials.signerId, signerId), isNull(credentials.revokedAt)))
      .orderBy(desc(certificates.notBefore), desc(certificates.id))
      .limit(1)
    // Asked of the newest only: a revoked certificate must not bring an older one of the same key
    // back into use.
    if (row === undefined || row.certificate.revokedAt !== null) return undefined
    const certificate = toCertificate(row.certificate)
    return {
      credential: toCredential(row.credential),
      certificate,
      certificatePath: await certificatePath(db, certificate),
    }
  })
}

/**
 * Revokes a credential for good; the first revocation stands. Its certificates are revoked
 * separately.
 * @throws DatabaseError NOT_FOUND.
 */
export function revokeCredential(
  db: DatabaseHandle,
  { id, at }: { readonly id: string; readonly at: Date },
): Promise<Credential> {
  return atEdge('revokeCredential', async () => {
    await db
      .update(credentials)
      .set({ revokedAt: at })
      .where(and(eq(credentials.id, id), isNull(credentials.revokedAt)))
    const [row] = await db.select().from(credentials).where(eq(credentials.id, id))
    if (row === undefined) throw new DatabaseError('NOT_FOUND', 'revokeCredential: no such credential')
    return toCredential(row)
  })
}

function toCredential(row: typeof credentials.$inferSelect): Credential {
  const { revokedAt, kind, encryptedKey, keyReference, ...columns } = row
  const base: CredentialBase = { ...columns, ...(revokedAt !== null && { revokedAt }) }
  if ((kind === 'software' || kind === 'pkcs12') && encryptedKey !== null)
    return { ...base, kind, encryptedKey }
  if ((kind === 'pkcs11' || kind === 'remote') && keyReference !== null)
    return { ...base, kind, keyReference }
  // Skipping it could bring an older key of the signer into use.
  throw new DatabaseError('UNEXPECTED', 'a credential of a kind that this version does not know')
}
