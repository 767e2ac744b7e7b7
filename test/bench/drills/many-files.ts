// A start over a folder of many documents: how long until the ports open.

import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@tapis/db'
import { present } from '@tapis/pki'
import { type Engine, stageCity } from '../staged/city.ts'
import { stagePostgres } from '../staged/postgres.ts'
import { postSigning } from '../staged/signing.ts'
import { ms } from '../staged/table.ts'
import { countPdfs, inventDocuments } from './data-folder.ts'
import type { Drill, Outcome, Staging } from './drill.ts'

export const manyFiles: Drill = {
  letter: 'h',
  title: 'a start with many files',
  async *run(staging) {
    yield await startOver(staging, 'PGlite', { recorded: true })
    yield await startOver(staging, 'PGlite', { recorded: false })
    await using postgres = await stagePostgres()
    yield await startOver(staging, 'PostgreSQL', {
      recorded: true,
      databaseUrl: await postgres.createDatabase(),
    })
  },
}

/**
 * `recorded` files have their rows in the database; the others are what a crash leaves behind, in a
 * number that no crash does.
 */
async function startOver(
  { root, files }: Staging,
  engine: Engine,
  { recorded, databaseUrl }: { readonly recorded: boolean; readonly databaseUrl?: string },
): Promise<Outcome> {
  await using city = await stageCity({ root, ...present({ databaseUrl }) })
  const first = await city.serve()
  await postSigning(city, { name: 'disdukcapil-kk' })
  await first.stop()
  const empty = await city.serve()
  await empty.stop()
  if (recorded) await recordInvented(databaseUrl ?? join(city.dataFolder, 'database'), files)
  await inventDocuments(city.dataFolder, files)
  const serving = await city.serve()
  try {
    const atOnce = await countPdfs(city.dataFolder)
    await delay(10_000)
    return {
      what: `${files.toLocaleString('en')} files ${recorded ? 'with' : 'without'} their rows, ${engine}`,
      happened: [
        `the ports open after ${ms(serving.startMilliseconds)}, with one file ${ms(empty.startMilliseconds)}`,
        `${atOnce} PDFs when they open, ${await countPdfs(city.dataFolder)} ten seconds later`,
      ],
    }
  } finally {
    await serving.kill()
  }
}

/**
 * Copies the one document that was signed, whatever columns it has, under the codes of
 * `inventDocuments`.
 */
async function recordInvented(location: string, count: number): Promise<void> {
  const { db, close } = await openDatabase(
    location.startsWith('postgres:')
      ? { url: location, migrateSchema: false, statementTimeoutMilliseconds: 0 }
      : { folder: location },
  )
  try {
    await db.transaction(async (tx) => {
      await tx.execute(`
        insert into documents
        select copy.*
        from documents, generate_series(1, ${count}) as nth, lpad(nth::text, 16, '0') as invented,
          jsonb_populate_record(documents, jsonb_build_object(
            'id', gen_random_uuid(), 'code', invented, 'file_key', invented || '.pdf',
            'signed_sha256', sha256(convert_to(invented, 'UTF8'))::text
          )) as copy`)
      await tx.execute(`
        insert into signatures
        select copy.*
        from signatures, documents,
          jsonb_populate_record(signatures, jsonb_build_object('document_id', documents.id)) as copy
        where documents.id <> signatures.document_id`)
      // An older checkout has no steps.
      await tx.execute(`
        do $$ begin
          if to_regclass('public.signing_steps') is not null then
            insert into signing_steps
            select copy.*
            from signing_steps, documents,
              jsonb_populate_record(signing_steps, jsonb_build_object('document_id', documents.id)) as copy
            where documents.id <> signing_steps.document_id;
          end if;
        end $$`)
    })
  } finally {
    await close()
  }
}
