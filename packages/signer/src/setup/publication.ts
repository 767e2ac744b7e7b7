// What the running signer gives out about its authorities: certificates, and a revocation list that is never older than an hour.
import type { DatabaseHandle } from '@tapis/db'
import type { Publication } from '../signer-deps.ts'
import { type OpenAuthority, revocationList } from './open-authority.ts'

/** A revocation is heard of within this time. */
const FRESH_MILLISECONDS = 60 * 60_000
/** How long a verifier may go on with a list it has: a weekend without the signer must not make every signature doubtful. */
const VALID_DAYS = 7

export function createPublication(options: {
  readonly db: DatabaseHandle
  readonly authority: OpenAuthority
  readonly clock: () => Date
}): Publication {
  const { db, authority, clock } = options
  let latest: { readonly made: number; readonly list: Promise<Uint8Array> } | undefined
  return {
    rootCertificate: authority.rootCertificate,
    rootRevocationList: authority.rootRevocationList,
    caCertificate: authority.ca.row.der,
    async caRevocationList() {
      const now = clock()
      if (latest === undefined || now.getTime() - latest.made >= FRESH_MILLISECONDS) {
        const made = { made: now.getTime(), list: revocationList(db, authority.ca, now, VALID_DAYS) }
        latest = made
        // A failure is not kept: the next request tries again.
        made.list.catch(() => {
          if (latest === made) latest = undefined
        })
      }
      return await latest.list
    },
  }
}
