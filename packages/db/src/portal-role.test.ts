// The portal's role: what it may do, and what it may not although functions run for it with their
// owner's rights.
import { sql } from 'drizzle-orm'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCity, newDocument } from './contract/city.ts'
import { describeOnEachEngine } from './contract/engines.ts'
import { expectRefusal } from './contract/rejected.ts'
import { atEdge } from './errors.ts'
import { type Database, openDatabase } from './open-database.ts'
import { grantPortalRole, portalGrants } from './portal-role.ts'
import { chargeNetwork, findPublicInstallation, findPublicRecord, recordGuessing } from './public.ts'
import { recordDocument } from './queries/documents.ts'
import { listEvents } from './queries/events.ts'
import { findInstallation } from './queries/installation.ts'
import { type PostgresForTests, startPostgres } from './testing.ts'

const rate = { capacity: 2, secondsPerToken: 3600 }

describe("the portal's role", () => {
  let server: PostgresForTests
  let owner: Database
  let portal: Database
  let session: Client
  beforeAll(async () => {
    server = await startPostgres()
    owner = await openDatabase({ url: server.url })
    await owner.db.execute(sql`create role portal login password 'portal'`)
    await grantPortalRole(owner.db, 'portal')
    portal = await openDatabase({ url: portalUrl(), migrateSchema: false, maxConnections: 1 })
  })
  afterAll(async () => {
    await Promise.all([portal.close(), owner.close()])
    await server.stop()
  })
  beforeEach(async () => {
    session = new Client(portalUrl())
    await session.connect()
  })
  afterEach(() => session.end())
  const portalUrl = () => Object.assign(new URL(server.url), { username: 'portal', password: 'portal' }).href

  it('can do all that the public subpath offers', async () => {
    const document = newDocument(await createCity(owner.db))
    await recordDocument(owner.db, document)
    expect(await findPublicRecord(portal.db, document.code)).toMatchObject({ sha256: document.signedSha256 })
    expect(await findPublicInstallation(portal.db)).toMatchObject({
      id: (await findInstallation(owner.db)).id,
    })
    expect(await chargeNetwork(portal.db, '198.51.100.7', rate)).toEqual({ waitSeconds: 0, isLast: false })
    await recordGuessing(portal.db, '198.51.100.7')
    expect(await listEvents(owner.db, { kind: 'codes.guess' })).toMatchObject([
      { address: '198.51.100.0/24' },
    ])
  })

  it('can touch no table, no other function of ours and no sequence', async () => {
    const tables = await rows<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('public', 'drizzle')`,
    )
    expect(tables.length).toBeGreaterThan(12)
    for (const { name } of tables) {
      for (const statement of [
        `select 1 from ${name}`,
        `delete from ${name}`,
        `truncate ${name}`,
        `insert into ${name} default values`,
      ])
        await expect(session.query(statement), statement).rejects.toMatchObject({ code: '42501' })
    }
    const mine = await rows<{ name: string }>(
      `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype
         and has_function_privilege('portal', oid, 'execute') order by 1`,
    )
    expect(mine.map(({ name }) => name)).toEqual(['tapis_charge_network', 'tapis_record_guessing'])
    await expect(session.query(`select tapis_charge_network_at('a', 1, 1, now())`)).rejects.toMatchObject({
      code: '42501',
    })
    await expect(session.query(`select tapis_clear_charged_networks(now(), 0)`)).rejects.toMatchObject({
      code: '42501',
    })
    await expect(session.query(`select nextval('events_id_seq')`)).rejects.toMatchObject({ code: '42501' })
    await expect(
      session.query(
        `insert into events (at, kind, outcome, actor) values (now(), 'document.revoke', 'done', 'operator')`,
      ),
    ).rejects.toMatchObject({ code: '42501' })
    await expect(session.query('update public_installation set portal_origin = null')).rejects.toMatchObject({
      code: '42501',
    })
  })

  it('reads no more than names through the views', async () => {
    const columns = await rows<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.column_privileges
       where grantee = 'portal' order by table_name, column_name`,
    )
    expect(
      columns.filter(({ name }) => /nik|nip|key|secret|application|agency_id|submitted|signer_id/.test(name)),
    ).toEqual([])
    expect(columns.filter(({ name }) => name.startsWith('public_installation'))).toEqual([
      { name: 'public_installation.ca_subject' },
      { name: 'public_installation.id' },
      { name: 'public_installation.portal_origin' },
      { name: 'public_installation.schema_version' },
    ])
  })

  it('gets nothing by temporary tables of the same names', async () => {
    await session.query(
      `create temporary table charged_networks (network text primary key, full_at timestamptz)`,
    )
    await session.query(
      `create temporary table events (id int, at timestamptz, kind text, outcome text, actor text, address inet, signer_id uuid)`,
    )
    await session.query(`set search_path = pg_temp, public`)
    await session.query(`select public.tapis_charge_network('shadowed', 1, 3600)`)
    await session.query(`select public.tapis_record_guessing('192.0.2.7')`)
    expect((await session.query('select * from pg_temp.charged_networks')).rows).toEqual([])
    expect((await session.query('select * from pg_temp.events')).rows).toEqual([])
    expect((await chargeNetwork(owner.db, 'shadowed', { ...rate, capacity: 1 })).waitSeconds).toBeGreaterThan(
      0,
    )
    expect(await listEvents(owner.db, { kind: 'codes.guess' })).toContainEqual(
      expect.objectContaining({ address: '192.0.2.0/24' }),
    )
  })

  // A database that was made before PostgreSQL 15 lets everybody create in public.
  it('gets nothing by operators and functions of its own, though it may create in public', async () => {
    await owner.db.execute(sql`create table spoils (owner text)`)
    await owner.db.execute(sql`grant create on schema public to portal`)
    await owner.db.execute(sql`grant insert on spoils to public`)
    const steal = (name: string, parameters: string, result: string, value: string) =>
      session.query(`create function public.${name}(${parameters}) returns ${result} language plpgsql as $$
        begin insert into public.spoils values (current_user); return ${value}; end $$`)
    // Each fits better than the one in pg_catalog, which takes other types than those that are
    // written.
    await steal('stolen_times', 'integer, double precision', 'double precision', '1')
    await session.query(
      `create operator public.* (leftarg = integer, rightarg = double precision, function = public.stolen_times)`,
    )
    await steal('stolen_repeat', 'interval, integer', 'interval', `interval '1 s'`)
    await session.query(
      `create operator public.* (leftarg = interval, rightarg = integer, function = public.stolen_repeat)`,
    )
    await steal('stolen_equals', 'inet, cidr', 'boolean', 'true')
    await session.query(
      `create operator public.= (leftarg = inet, rightarg = cidr, function = public.stolen_equals)`,
    )
    await steal('make_interval', 'secs double precision', 'interval', `interval '1 s'`)
    await steal('clock_timestamp', '', 'timestamptz', `now()`)
    await steal('random', '', 'double precision', '0')
    await steal('network', 'inet', 'inet', '$1')
    await session.query(`set search_path = public, pg_catalog`)
    // They do fit better where somebody looks into public first: what is tested below is not
    // vacuous.
    await session.query(`select 2 * 1.5::double precision, interval '1 s' * 2, random()`)
    const before = await rows(`select * from spoils`)
    expect(before).toEqual([{ owner: 'portal' }, { owner: 'portal' }, { owner: 'portal' }])
    await session.query(`select * from public.tapis_charge_network('198.51.100.99', 3, 3600)`)
    await session.query(`select public.tapis_record_guessing('198.18.0.77')`)
    expect(await rows(`select * from spoils`)).toEqual(before)
    expect(await listEvents(owner.db, { kind: 'codes.guess' })).toContainEqual(
      expect.objectContaining({ address: '198.18.0.0/24' }),
    )
  })

  async function rows<T extends Record<string, unknown>>(statement: string): Promise<readonly T[]> {
    const client = new Client(server.url)
    await client.connect()
    try {
      return (await client.query<T>(statement)).rows
    } finally {
      await client.end()
    }
  }
})

describeOnEachEngine('the grants of the portal', (database) => {
  it.each(['portal', 'Portal Kota', `a"; drop table signers; --`, `'; select 1`, 'user', 'é'.repeat(31)])(
    'go to the role %s and to no other, as often as they are given',
    async (role) => {
      const { db } = database()
      const quoted = sql.identifier(role)
      await db.execute(sql`create role ${quoted}`)
      await grantPortalRole(db, role)
      await grantPortalRole(db, role)
      const [row] = await db
        .select({
          may: sql<boolean>`has_table_privilege(${role}::name, 'public_documents', 'select')
            and has_function_privilege(${role}::name, 'tapis_record_guessing(inet)', 'execute')`,
          mayRead: sql<boolean>`has_table_privilege(${role}::name, 'signers', 'select')`,
        })
        .from(sql`(values (1)) as once`)
      expect(row).toEqual({ may: true, mayRead: false })
      for (const grant of portalGrants(role))
        await db.execute(sql.raw(grant.replace('GRANT', 'REVOKE').replace(/ TO (?=")/, ' FROM ')))
      await db.execute(sql`drop role ${quoted}`)
    },
  )

  it.each(['', 'public', 'a\0b', 'x'.repeat(64), 'é'.repeat(32)])(
    'are refused for the name %j',
    async (role) => {
      await expect(grantPortalRole(database().db, role)).rejects.toThrow(TypeError)
    },
  )

  it('are none when the role is missing', async () => {
    await expectRefusal(grantPortalRole(database().db, 'tiada'), { code: 'UNEXPECTED' })
  })
})

describeOnEachEngine('write-once triggers', (database) => {
  it('do not ask a function that somebody puts before the real one', async () => {
    const { db } = database()
    const document = newDocument(await createCity(db))
    await recordDocument(db, document)
    const forged = atEdge('forged', () =>
      db.transaction(async (tx) => {
        await tx.execute(sql`create schema forger`)
        await tx.execute(sql`create function forger.to_jsonb(documents) returns jsonb language sql as
          $$ select jsonb_build_object('revoked_at', case when $1.title = 'Lain' then 'now' end) $$`)
        await tx.execute(sql`set local search_path = forger, pg_catalog, public`)
        await tx.execute(sql`update documents set title = 'Lain' where code = ${document.code}`)
      }),
    )
    await expectRefusal(forged, { code: 'IMMUTABLE', constraint: 'documents_only_advance' })
  })
})
