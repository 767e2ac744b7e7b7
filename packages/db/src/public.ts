// The portal's only door to the database: one document's public record, read through the public
// views, and the charge for codes that lead nowhere.
import { asc, eq, sql } from 'drizzle-orm'
import { atEdge, DatabaseError } from './errors.ts'
import type { DatabaseHandle } from './handle.ts'
import { publicDocuments, publicInstallation, publicSignatures } from './schema/public-views.ts'

export type { DatabaseErrorCode } from './errors.ts'
export { DatabaseError } from './errors.ts'
export type { DatabaseHandle } from './handle.ts'
export { chargedNetwork, recordedNetwork } from './networks.ts'

/** One line that the visitor compares with the paper. */
export interface PublicFact {
  readonly label: string
  readonly value: string
}

/** One signature or seal, named as at the time of signing. */
export interface PublicSignature {
  readonly kind: 'signature' | 'seal'
  readonly signerName: string
  /** Empty for a seal without one. */
  readonly position: string
  readonly agencyName: string
  /** The timestamp token's time; at level B-B only the signer's claim. */
  readonly signedAt: Date
  readonly level: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'
  /** RFC 4514 string. */
  readonly certificateIssuer: string
  /** Lower-case hexadecimal. */
  readonly certificateSerial: string
  /** Whether the certificate's path ends in Root CA Indonesia (PP 71/2019 Art. 59). */
  readonly certifiedProvider: boolean
}

interface PublicDocument {
  /** 16 Crockford base32 characters, upper case, without hyphens. */
  readonly code: string
  /** Named as when the document was recorded. */
  readonly agency: { readonly name: string; readonly shortName: string }
  readonly documentType: string
  /** May be empty. */
  readonly number: string
  readonly title: string
  readonly facts: readonly PublicFact[]
  readonly pages: number
  /** SHA-256 of the signed file, 64 lower-case hexadecimal digits. */
  readonly sha256: string
  /** Size of the signed file. */
  readonly bytes: number
  readonly createdAt: Date
  /** In the order of signing; never empty. */
  readonly signatures: readonly PublicSignature[]
}

/** What the portal shows about one code. */
export type PublicRecord = PublicDocument &
  (
    | { readonly status: 'valid'; readonly revokedAt?: never; readonly revocationReason?: never }
    | { readonly status: 'revoked'; readonly revokedAt: Date; readonly revocationReason: string }
  )

/**
 * The public record of a document code (16 Crockford characters, already parsed), or undefined when
 * no document has it. Says nothing about the file itself: whether a PDF is the one recorded is for
 * the caller to check by `sha256` or by its signatures.
 *
 * @throws DatabaseError UNAVAILABLE and the other codes of the class.
 */
export function findPublicRecord(db: DatabaseHandle, code: string): Promise<PublicRecord | undefined> {
  return atEdge('findPublicRecord', async () => {
    // Every published document has at least one signature (documents_in_order), so one join reads
    // the whole record.
    const rows = await db
      .select()
      .from(publicDocuments)
      .innerJoin(publicSignatures, eq(publicSignatures.documentCode, publicDocuments.code))
      .where(eq(publicDocuments.code, code))
      .orderBy(asc(publicSignatures.index))
    const document = rows[0]?.public_documents
    if (document === undefined) return undefined
    const record: PublicDocument = {
      code: document.code,
      agency: { name: document.agencyName, shortName: document.agencyShortName },
      documentType: document.documentType,
      number: document.number,
      title: document.title,
      // Label and value only: whatever else the JSON holds was never meant for the public.
      facts: document.facts.map(({ label, value }) => ({ label, value })),
      pages: document.pages,
      sha256: document.signedSha256,
      bytes: document.bytes,
      createdAt: document.createdAt,
      signatures: rows.map((row) => publicSignature(row.public_signatures)),
    }
    const { revokedAt, revocationReason } = document
    if (revokedAt === null || revocationReason === null) return { ...record, status: 'valid' }
    return { ...record, status: 'revoked', revokedAt, revocationReason }
  })
}

/** What the portal must know of the installation it speaks for. */
export interface PublicInstallation {
  readonly id: string
  /** What the QR codes lead to; absent before the first start of the signer. */
  readonly portalOrigin?: string
  /** RFC 4514; of the CA that issues now. */
  readonly caSubject?: string
  /** Time of the newest migration, in milliseconds. */
  readonly schemaVersion: number
}

/**
 * @throws DatabaseError UNAVAILABLE; FORBIDDEN when the role may not read the view; UNEXPECTED when
 *   there is no schema yet
 */
export function findPublicInstallation(db: DatabaseHandle): Promise<PublicInstallation> {
  return atEdge('findPublicInstallation', async () => {
    const [row] = await db.select().from(publicInstallation)
    if (row === undefined) throw new DatabaseError('UNEXPECTED', 'the database has no installation')
    const { id, portalOrigin, caSubject, schemaVersion } = row
    return {
      id,
      schemaVersion,
      ...(portalOrigin !== null && { portalOrigin }),
      ...(caSubject !== null && { caSubject }),
    }
  })
}

/** What a network has left. */
export interface NetworkCharge {
  /** Until there is room again; 0 when there was. */
  readonly waitSeconds: number
  /** Whether this charge took the last of the room: the moment to record that somebody guesses. */
  readonly isLast: boolean
}

/**
 * Charges one miss to a network's token bucket, which all portals share; a charge that finds no
 * room costs nothing. Time is the database's. Of more than 100 000 networks those that owe least
 * are forgotten.
 *
 * @param network at most 64 characters, such as `203.0.113.7` or `2001:db8:1:2::/64`.
 * @param options.capacity misses that a network may make at once, 1 to 100 000.
 * @param options.secondsPerToken until one more is allowed, 0.001 to 86 400.
 * @throws DatabaseError INVALID (out of these bounds).
 */
export function chargeNetwork(
  db: DatabaseHandle,
  network: string,
  { capacity, secondsPerToken }: { readonly capacity: number; readonly secondsPerToken: number },
): Promise<NetworkCharge> {
  return atEdge('chargeNetwork', async () => {
    const [row] = await db
      .select({ wait: sql<number>`wait`, isLast: sql<boolean>`first` })
      .from(sql`tapis_charge_network(${network.slice(0, 64)}, ${capacity}, ${secondsPerToken})`)
    if (row === undefined) throw new DatabaseError('UNEXPECTED', 'chargeNetwork: no answer')
    return { waitSeconds: row.wait, isLast: row.isLast }
  })
}

/**
 * Records that a network has used up its wrong codes: once an hour for each, and at most a thousand
 * networks an hour. `address` (IPv4, or IPv6 that is not an IPv4 one in disguise) is cut to its /24
 * or /48 by the database.
 *
 * @throws DatabaseError INVALID when it is no address.
 */
export function recordGuessing(db: DatabaseHandle, address: string): Promise<void> {
  return atEdge('recordGuessing', async () => {
    await db.execute(sql`select tapis_record_guessing(${address}::inet)`)
  })
}

function publicSignature(row: typeof publicSignatures.$inferSelect): PublicSignature {
  const { documentCode: _, index: __, ...signature } = row
  return signature
}
