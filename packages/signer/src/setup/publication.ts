// What the running signer gives out about its authorities: certificates, and revocation lists that
// are never older than an hour, nor than one that was given out before.
import { type DatabaseHandle, newestRevocationList, type RevocationList } from '@tapis/db'
import type { Publication, PublishedList } from '../signer-deps.ts'
import type { OpenAuthority } from './open-authority.ts'
import { freshRevocationList } from './revocation-lists.ts'

/** A new list of the CA is made after this time, and at once when a certificate is revoked. */
const HOUR_MILLISECONDS = 60 * 60_000
/**
 * How long a verifier may go on with a list it has: a weekend without the signer must not make
 * every signature doubtful.
 */
const VALID_DAYS = 7
/** For so long the database is not asked again: lists are fetched by anybody. */
const REMEMBERED_MILLISECONDS = 2000

/** Publishes the certificates and lists of the city's authorities. */
export function createPublication(options: {
  readonly db: DatabaseHandle
  readonly authority: OpenAuthority
  readonly clock: () => Date
}): Publication {
  const { db, authority, clock } = options
  const { rootCertificate, rootRevocationList, ca } = authority
  const hourFrom = (time: Date) => new Date(time.getTime() + HOUR_MILLISECONDS)
  const rootList = remembered(clock, async () => {
    // Another start may have made a newer one; here the root's key is not open.
    return (await newestRevocationList(db, rootRevocationList.issuerCertificateId)) ?? rootRevocationList
  })
  const caList = remembered(clock, (now) =>
    freshRevocationList({
      db,
      row: ca.row,
      open: async () => ca.issuer,
      now,
      freshAfter: new Date(now.getTime() - HOUR_MILLISECONDS + 1),
      days: VALID_DAYS,
    }),
  )
  return {
    rootCertificate,
    caCertificate: ca.row.der,
    async rootRevocationList() {
      return published(await rootList(), hourFrom(clock()))
    },
    async caRevocationList() {
      const list = await caList()
      return published(list, hourFrom(list.issuedAt))
    },
  }
}

const published = ({ der, number, issuedAt }: RevocationList, freshUntil: Date): PublishedList => ({
  der,
  number,
  issuedAt,
  freshUntil,
})

/**
 * A list that is read at most every two seconds, by one of those who ask at the same time; its
 * number never goes back.
 */
function remembered(
  clock: () => Date,
  read: (now: Date) => Promise<RevocationList>,
): () => Promise<RevocationList> {
  // Owned by the function that is returned.
  let latest: { readonly list: RevocationList; readonly readAt: number } | undefined
  let reading: Promise<RevocationList> | undefined
  const readNow = async (now: Date): Promise<RevocationList> => {
    const found = await read(now)
    const list = latest !== undefined && latest.list.number > found.number ? latest.list : found
    latest = { list, readAt: now.getTime() }
    return list
  }
  return async () => {
    const now = clock()
    const isRecent = latest !== undefined && Math.abs(now.getTime() - latest.readAt) < REMEMBERED_MILLISECONDS
    if (latest !== undefined && isRecent) return latest.list
    reading ??= readNow(now).finally(() => {
      reading = undefined
    })
    return await reading
  }
}
