// Every constraint and trigger of the schema, provoked on both engines.
import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import { expect, it } from 'vitest'
import { atEdge } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { recordDocument } from '../queries/documents.ts'
import { createTemplate } from '../queries/templates.ts'
import { at, createPerson, newDocument, randomKey, signatureOf } from './city.ts'
import { describeOnEachEngine } from './engines.ts'
import { forbidden } from './forbidden.ts'
import { type Refusal, reachedElsewhere, refusals, tables } from './refusals.ts'
import { expectRefusal } from './rejected.ts'
import { type ValidRows, validRows } from './valid-rows.ts'

const insert = (db: DatabaseHandle, table: PgTable, row: Record<string, unknown>) =>
  atEdge('insert', async () => {
    await db.insert(table).values(row)
  })

describeOnEachEngine('schema', (database) => {
  // A refused row leaves nothing behind, so the refusals share their neighbours.
  let neighbours: Promise<ValidRows> | undefined
  const sharedRows = () => {
    neighbours ??= writtenRows(database().db)
    return neighbours
  }

  it('accepts the rows that the cases below spoil', async () => {
    const { db } = database()
    const written = [
      'authorityKeys',
      'idempotencyKeys',
      'revocationLists',
      'events',
      'chargedNetworks',
    ] as const
    const rows = await validRows(db)
    const free = ['agencies', 'applications', 'signers', 'credentials', 'certificates', 'templates'] as const
    for (const name of [...free, ...written] as const) await insert(db, tables[name], rows[name])
  })

  it.each(refusals)(
    'refuses by $constraint, row %#',
    async ({ table, constraint, code, change }: Refusal) => {
      const { db } = database()
      const rows = await sharedRows()
      await expectRefusal(insert(db, tables[table], { ...rows[table], ...change(rows) }), {
        code,
        constraint,
      })
    },
  )

  it('has a case for every constraint', async () => {
    const { db } = database()
    const names = await textColumn(
      db,
      sql`select conname as name from pg_constraint join pg_namespace on pg_namespace.oid = connamespace
          where nspname = 'public' and contype in ('c', 'u', 'p', 'f', 't')
          union select indexname from pg_indexes where schemaname = 'public' and indexdef like 'CREATE UNIQUE%'`,
    )
    const provoked = new Set([...refusals.map(({ constraint }) => constraint), ...reachedElsewhere])
    expect(names.filter((name) => !provoked.has(name))).toEqual([])
    expect([...provoked].filter((name) => !names.includes(name)).sort()).toEqual([
      'certificates_issued_by_authority',
      'documents_name_their_agency',
      'documents_status_agrees_with_steps',
      'signatures_certificate_in_force',
      'signatures_certificate_is_signers',
      'signatures_complete',
      'signatures_named_as_registered',
      'signatures_signer_of_agency',
      'signatures_within_count',
      'signing_steps_in_sequence',
      'signing_steps_signer_of_agency',
    ])
  })

  it('allows one live authority of a kind', async () => {
    const { db } = database()
    const { authorityKeys } = await validRows(db)
    const live = { ...authorityKeys, kind: 'timestamp', retiredAt: null }
    await insert(db, tables.authorityKeys, live)
    const second = { ...live, encryptedKey: randomKey() }
    await expectRefusal(insert(db, tables.authorityKeys, second), {
      code: 'CONFLICT',
      constraint: 'authority_keys_one_active_per_kind',
    })
  })

  it('allows one seal of an agency, suspended or not', async () => {
    const { db } = database()
    const { city, other } = await validRows(db)
    const seal = {
      agencyId: city.agency.id,
      kind: 'agency-seal',
      name: city.agency.name,
      position: '',
      status: 'suspended',
      createdAt: at,
    }
    await insert(db, tables.signers, seal)
    await insert(db, tables.signers, { ...seal, agencyId: other.agency.id })
    await expectRefusal(insert(db, tables.signers, { ...seal, status: 'active' }), {
      code: 'CONFLICT',
      constraint: 'signers_one_seal_per_agency',
    })
  })

  it('refuses a second template, idempotency key, signature field, list number or network of the same name', async () => {
    const { db } = database()
    const rows = await validRows(db)
    const { agencyId, name } = rows.templates
    const template = { agencyId, name, placement: { anchor: '#' }, width: 9, height: 9, createdAt: at }
    await createTemplate(db, template)
    await expectRefusal(createTemplate(db, template), {
      code: 'CONFLICT',
      constraint: 'templates_agency_name_unique',
    })
    await insert(db, tables.idempotencyKeys, rows.idempotencyKeys)
    await expectRefusal(insert(db, tables.idempotencyKeys, rows.idempotencyKeys), {
      code: 'CONFLICT',
      constraint: 'idempotency_keys_pk',
    })
    await insert(db, tables.revocationLists, rows.revocationLists)
    await expectRefusal(insert(db, tables.revocationLists, { ...rows.revocationLists, der: randomKey(99) }), {
      code: 'CONFLICT',
      constraint: 'revocation_lists_pk',
    })
    await insert(db, tables.chargedNetworks, rows.chargedNetworks)
    await expectRefusal(insert(db, tables.chargedNetworks, rows.chargedNetworks), {
      code: 'CONFLICT',
      constraint: 'charged_networks_pkey',
    })
    const twice = newDocument(rows.city, [signatureOf(rows.city), signatureOf(rows.city)])
    await expectRefusal(recordDocument(db, twice), {
      code: 'CONFLICT',
      constraint: 'signatures_field_unique',
    })
  })

  it('allows the last page, a suspended signer and a seal without position', async () => {
    const { db } = database()
    const rows = await validRows(db)
    await insert(db, tables.templates, { ...rows.templates, page: -1 })
    const { nikEncrypted: _, nikLookup: __, nikMasked: ___, nip: ____, ...signer } = rows.signers
    await insert(db, tables.signers, { ...signer, kind: 'agency-seal', position: '', status: 'suspended' })
  })

  it.each(forbidden)('refuses $what', async ({ trigger, statement }) => {
    const { db } = database()
    const rows = await sharedRows()
    const attempt = atEdge('forbidden', async () => {
      await db.execute(statement(rows))
    })
    // By name: behind a missing trigger another one may refuse, such as that of a table to which
    // TRUNCATE cascades.
    await expectRefusal(attempt, { code: 'IMMUTABLE', constraint: trigger })
  })

  it('has a case for every trigger', async () => {
    const names = await textColumn(
      database().db,
      sql`select tgname as name from pg_trigger where not tgisinternal`,
    )
    const provoked = new Set(forbidden.map(({ trigger }) => trigger))
    // The cases of these are the refusals by the constraints that they stand for.
    expect(names.filter((name) => !provoked.has(name))).toEqual([
      'certificates_agree',
      'documents_agree',
      'documents_in_order',
      'signatures_agree',
      'signatures_in_order',
      'signing_steps_agree',
      'signing_steps_in_order',
    ])
  })

  it.each([
    { table: 'documents', back: `status = 'valid', revoked_at = null, revocation_reason = null` },
    { table: 'documents', back: `revocation_reason = 'Lain'` },
    { table: 'credentials', back: `revoked_at = null` },
    { table: 'certificates', back: `revoked_at = null, revocation_reason = null` },
  ])('never takes a revocation back: $table, $back', async ({ table, back }) => {
    const { db } = database()
    await validRows(db)
    const revocation =
      table === 'credentials'
        ? `revoked_at = created_at`
        : `revocation_reason = 'superseded', revoked_at = ${table === 'documents' ? `created_at, status = 'revoked'` : 'not_before'}`
    await db.execute(sql.raw(`update ${table} set ${revocation} where revoked_at is null`))
    const attempt = atEdge('forbidden', async () => {
      await db.execute(sql.raw(`update ${table} set ${back}`))
    })
    await expectRefusal(attempt, {
      code: 'IMMUTABLE',
      constraint: `${table}_only_${table === 'documents' ? 'advance' : 'revoked'}`,
    })
  })

  it('lets no later row add a signer to a recorded document', async () => {
    const { db } = database()
    const { city, recorded } = await validRows(db)
    const mayor = await createPerson(db, city.agency.id, city.ca.id)
    const late = {
      ...signatureOf({ ...city, ...mayor }),
      documentId: recorded.id,
      fieldName: 'Signature2',
      index: 1,
    }
    await expectRefusal(insert(db, tables.signatures, late), {
      code: 'INVALID',
      constraint: 'signatures_within_count',
    })
  })
})

/** Valid rows, and one of each kind that the write-once triggers guard. */
async function writtenRows(db: DatabaseHandle): Promise<ValidRows> {
  const rows = await validRows(db)
  const done = { ...rows.idempotencyKeys, key: 'selesai', state: 'done', documentId: rows.recorded.id }
  await insert(db, tables.idempotencyKeys, done)
  await insert(db, tables.authorityKeys, { ...rows.authorityKeys, encryptedKey: randomKey() })
  await insert(db, tables.revocationLists, rows.revocationLists)
  await insert(db, tables.events, rows.events)
  return rows
}

async function textColumn(db: DatabaseHandle, query: SQL): Promise<readonly string[]> {
  const result: unknown = await db.execute(query)
  const rows: unknown =
    typeof result === 'object' && result !== null && 'rows' in result ? result.rows : result
  if (!Array.isArray(rows)) throw new Error('expected rows')
  return rows.map((row: { readonly name: string }) => row.name).sort()
}
