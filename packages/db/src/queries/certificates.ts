// Certificates: create, find, walk the path, revoke.
import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { certificates } from '../schema/certificates.ts'
import { one } from './rows.ts'

/** RFC 5280 section 5.3.1, without removeFromCRL. */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold'
  | 'privilegeWithdrawn'
  | 'aACompromise'

/** What a certificate is for. */
export type CertificateKind = 'root' | 'ca' | 'timestamp' | 'signature' | 'seal'

/**
 * A certificate. Its columns are the creator's reading of `der`; nothing here parses or verifies
 * it.
 */
export interface StoredCertificate {
  readonly id: string
  readonly kind: CertificateKind
  /** Lower-case hexadecimal, as printed on the portal. Unique with `issuer`. */
  readonly serialNumber: string
  /** RFC 4514 strings. */
  readonly subject: string
  readonly issuer: string
  /** The certificate whose key signed this one; absent exactly for a root. */
  readonly issuerCertificateId?: string
  /** The key it certifies; present exactly for `signature` and `seal`. */
  readonly credentialId?: string
  readonly der: Uint8Array
  readonly notBefore: Date
  readonly notAfter: Date
  /** Whether the path ends in Root CA Indonesia; must equal the issuer's. */
  readonly certifiedProvider: boolean
  readonly revokedAt?: Date
  readonly revocationReason?: RevocationReason
}

/** What a new certificate is recorded with. */
export type NewCertificate = Omit<StoredCertificate, 'id' | 'revokedAt' | 'revocationReason'>

/**
 * @throws DatabaseError CONFLICT (issuer and serial number), NOT_FOUND (issuer, credential, or
 *   `certifiedProvider` unlike the issuer's), INVALID (an issuer that is neither root nor CA, or
 *   another constraint).
 */
export function createCertificate(
  db: DatabaseHandle,
  certificate: NewCertificate,
): Promise<StoredCertificate> {
  return atEdge('createCertificate', async () =>
    toCertificate(one(await db.insert(certificates).values(certificate).returning())),
  )
}

/** Returns the certificate of this id. */
export function findCertificate(db: DatabaseHandle, id: string): Promise<StoredCertificate | undefined> {
  return atEdge('findCertificate', async () => {
    const [row] = await db.select().from(certificates).where(eq(certificates.id, id))
    return row && toCertificate(row)
  })
}

/**
 * Every certificate that a CA issued and that is revoked, by serial number: the content of its CRL.
 */
export function listRevokedCertificates(
  db: DatabaseHandle,
  issuerCertificateId: string,
): Promise<readonly StoredCertificate[]> {
  return atEdge('listRevokedCertificates', async () => {
    const rows = await db
      .select()
      .from(certificates)
      .where(
        and(eq(certificates.issuerCertificateId, issuerCertificateId), isNotNull(certificates.revokedAt)),
      )
      .orderBy(asc(certificates.serialNumber))
    return rows.map(toCertificate)
  })
}

/**
 * Revokes a certificate; the first revocation stands, a second call changes nothing.
 *
 * @throws DatabaseError NOT_FOUND.
 */
export function revokeCertificate(
  db: DatabaseHandle,
  { id, reason, at }: { readonly id: string; readonly reason: RevocationReason; readonly at: Date },
): Promise<StoredCertificate> {
  return atEdge('revokeCertificate', async () => {
    await db
      .update(certificates)
      .set({ revokedAt: at, revocationReason: reason })
      .where(and(eq(certificates.id, id), isNull(certificates.revokedAt)))
    const [row] = await db.select().from(certificates).where(eq(certificates.id, id))
    if (row === undefined) throw new DatabaseError('NOT_FOUND', 'revokeCertificate: no such certificate')
    return toCertificate(row)
  })
}

/** Longest path that is walked: leaf, two subordinate CAs, root, and as many again. */
const MAXIMUM_PATH = 8

/**
 * The path of a certificate by recorded issuers, leaf first, root last. Signatures along it are NOT
 * verified.
 */
export function certificatePath(
  db: DatabaseHandle,
  leaf: StoredCertificate,
): Promise<readonly StoredCertificate[]> {
  return atEdge('certificatePath', async () => {
    const path = [leaf]
    let issuerId = leaf.issuerCertificateId
    while (issuerId !== undefined) {
      if (path.length === MAXIMUM_PATH)
        throw new DatabaseError('UNEXPECTED', `certificatePath: more than ${MAXIMUM_PATH} certificates`)
      const [row] = await db.select().from(certificates).where(eq(certificates.id, issuerId))
      if (row === undefined) throw new DatabaseError('UNEXPECTED', 'certificatePath: issuer is missing')
      const issuer = toCertificate(row)
      path.push(issuer)
      issuerId = issuer.issuerCertificateId
    }
    return path
  })
}

export function toCertificate(row: typeof certificates.$inferSelect): StoredCertificate {
  const { issuerCertificateId, credentialId, revokedAt, revocationReason, ...certificate } = row
  return {
    ...certificate,
    ...(issuerCertificateId !== null && { issuerCertificateId }),
    ...(credentialId !== null && { credentialId }),
    ...(revokedAt !== null && { revokedAt }),
    ...(revocationReason !== null && { revocationReason }),
  }
}
