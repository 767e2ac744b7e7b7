// PostgreSQL looks for a table among the session's temporary ones first: whoever may make one could
// answer the triggers' questions. Each case puts a temporary table in the way and expects the
// refusal all the same.
import { type SQL, sql } from 'drizzle-orm'
import { it } from 'vitest'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { describeOnEachEngine } from './engines.ts'
import { tables } from './refusals.ts'
import { expectRefusal } from './rejected.ts'
import { type ValidRows, validRows } from './valid-rows.ts'

interface Shadow {
  readonly constraint: string
  readonly table: SQL
  readonly write: (tx: DatabaseHandle, rows: ValidRows) => PromiseLike<unknown>
}

const shadows: readonly Shadow[] = [
  {
    constraint: 'certificates_issued_by_authority',
    table: sql`certificates on commit drop as select id, 'ca' as kind from public.certificates`,
    write: (tx, { city }) =>
      tx.execute(sql`
        insert into public.certificates (kind, serial_number, subject, issuer, issuer_certificate_id, credential_id, der, not_before, not_after, certified_provider)
        select kind, 'ff', subject, 'CN=Pemalsu', id, credential_id, der, not_before, not_after, certified_provider
        from public.certificates where id = ${city.certificate.id}`),
  },
  {
    constraint: 'documents_name_their_agency',
    table: sql`agencies on commit drop as select id, 'Dinas Lain' as name, short_name from public.agencies`,
    write: (tx, { documents }) =>
      tx.insert(tables.documents).values({ ...documents, agencyName: 'Dinas Lain' }),
  },
  {
    constraint: 'signatures_named_as_registered',
    table: sql`signers on commit drop as select id, agency_id, 'Orang Lain' as name, position from public.signers`,
    write: (tx, { signatures }) =>
      tx.insert(tables.signatures).values({ ...signatures, signerName: 'Orang Lain' }),
  },
  {
    constraint: 'signatures_complete',
    table: sql`signatures on commit drop as select id as document_id from public.documents where false`,
    write: async (tx, { documents }) => {
      const id = '00000000-0000-4000-8000-000000000001'
      await tx.execute(sql`insert into signatures values (${id})`)
      await tx.execute(sql`create temporary table signing_steps on commit drop as
        select ${id}::uuid as document_id, 0 as index, 0 as rank, 'signature' as role, 'signed' as state`)
      await tx.insert(tables.documents).values({ ...documents, id })
    },
  },
]

describeOnEachEngine('temporary tables', (database) => {
  it.each(shadows)('do not hide the real ones from $constraint', async ({ constraint, table, write }) => {
    const { db } = database()
    const rows = await validRows(db)
    const attempt = atEdge('shadowed', () =>
      db.transaction(async (tx) => {
        await tx.execute(sql`create temporary table ${table}`)
        // As in a new session: what an earlier case planned would still name the real table.
        await tx.execute(sql`discard plans`)
        await write(tx, rows)
      }),
    )
    await expectRefusal(attempt, { code: 'INVALID', constraint })
  })
})
