// What the portal's role may do, in one place; docs/operating.md repeats it. Everything else is
// refused by not being granted, so a portal that is taken over reads what every visitor may read.
import { sql } from 'drizzle-orm'
import { atEdge } from './errors.ts'
import type { DatabaseHandle } from './handle.ts'

/** PostgreSQL cuts a longer name off, and would grant to whoever has the shorter one. */
const LONGEST_NAME_BYTES = 63

/**
 * The statements that give an existing role what `@tapis/db/public` needs; without semicolons. Run
 * as the tables' owner.
 *
 * @param role its name, quoted here, so case counts.
 * @throws TypeError when it is empty, longer than 63 bytes, holds a NUL, or is `public`, which
 *   would be everybody even in quotes.
 */
export function portalGrants(role: string): readonly string[] {
  const size = new TextEncoder().encode(role).length
  if (size === 0 || size > LONGEST_NAME_BYTES || role.includes('\0') || role === 'public')
    throw new TypeError('a role name has 1 to 63 bytes, without a NUL, and is not "public"')
  const grantee = `"${role.replaceAll('"', '""')}"`
  return [
    `GRANT SELECT ON public.public_documents, public.public_signatures, public.public_installation TO ${grantee}`,
    `GRANT EXECUTE ON FUNCTION public.tapis_charge_network(text, integer, double precision), public.tapis_record_guessing(inet) TO ${grantee}`,
  ]
}

/**
 * Grants an existing role what the portal needs, all or nothing; again is harmless. What the role
 * had before stays.
 *
 * @throws DatabaseError FORBIDDEN (not the owner), UNEXPECTED (no such role); TypeError as
 *   `portalGrants`.
 */
export function grantPortalRole(db: DatabaseHandle, role: string): Promise<void> {
  return atEdge('grantPortalRole', async () => {
    const grants = portalGrants(role)
    await db.transaction(async (tx) => {
      for (const grant of grants) await tx.execute(sql.raw(grant))
    })
  })
}
