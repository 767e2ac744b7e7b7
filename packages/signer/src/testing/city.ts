// A city for tests: a real database with real authorities, keys that are cheap to open, agencies,
// applications and signers.
import { randomBytes } from 'node:crypto'
import { weakKeyDerivationForTests } from '@tapis/custody'
import { type Database, openDatabase } from '@tapis/db'
import { enrolSigner } from '../people/enrol-signer.ts'
import { derivePersonalDataKeys } from '../people/personal-data.ts'
import { createAgency, createApplication, createTemplate } from '../people/register.ts'
import { openAuthority } from '../setup/open-authority.ts'
import { setUpCity } from '../setup/set-up-city.ts'

const keyOptions = { [weakKeyDerivationForTests]: true } as const
const government = 'Pemerintah Kota Contoh'
const origin = 'https://tte.example'

// Invented people; no region has the code 187199.
export const official = {
  nik: '1871990101700001',
  name: 'dr. CONTOH PEJABAT, M.Kes.',
  position: 'Kepala Dinas Contoh',
  passphrase: 'kata sandi pejabat contoh',
}
export const colleague = {
  nik: '1871990202800002',
  name: 'CONTOH PEJABAT KEDUA, S.H.',
  position: 'Sekretaris',
  passphrase: 'kata sandi sekretaris contoh',
}
export const foreigner = {
  nik: '1871990303900003',
  name: 'CONTOH DARI OPD LAIN',
  position: 'Kepala Badan',
  passphrase: 'kata sandi opd lain contoh',
}
export const sealPassphrase = 'kata sandi segel contoh'
const operatorPassphrase = 'kata sandi pengelola contoh'

export type TestCity = Awaited<ReturnType<typeof startCity>>

/**
 * Opening a database takes seconds: one city for a test file, and a signer on it for each case.
 * Default: PGlite in memory.
 */
export async function startCity(database?: Database) {
  const opened = database ?? (await openDatabase({ memory: true }))
  const { db } = opened
  const time = { now: new Date('2026-03-02T03:00:00Z') }
  const now = new Date(time.now.getTime() - 86_400_000)
  const personalData = derivePersonalDataKeys(randomBytes(32))

  await setUpCity({ db, government, operatorPassphrase, origin, now, keyOptions })
  const authority = await openAuthority({ db, operatorPassphrase, now })
  await createAgency({ db, now, id: 'dinkes', name: 'Dinas Contoh', shortName: 'DINAS' })
  await createAgency({ db, now, id: 'bpprd', name: 'Badan Contoh', shortName: 'BADAN' })
  const application = await createApplication({ db, now, agencyId: 'dinkes', name: 'Perizinan', randomBytes })
  const otherApplication = await createApplication({ db, now, agencyId: 'bpprd', name: 'Pajak', randomBytes })
  await createTemplate({
    db,
    now,
    agencyId: 'dinkes',
    name: 'surat',
    placement: { page: 'last', x: 300, y: 60 },
    width: 220,
    height: 90,
  })
  const enrolment = { db, ca: authority.ca, personalData, government, origin, now, randomBytes, keyOptions }
  const enrol = (person: typeof official, agencyId: string) =>
    enrolSigner({ kind: 'person', ...person }, { ...enrolment, agencyId, passphrase: person.passphrase })
  const signer = await enrol(official, 'dinkes')
  await enrol(colleague, 'dinkes')
  await enrol(foreigner, 'bpprd')
  const seal = await enrolSigner(
    { kind: 'agency-seal' },
    { ...enrolment, agencyId: 'dinkes', passphrase: sealPassphrase },
  )

  const secrets = [
    ...[official, colleague, foreigner].flatMap(({ nik, passphrase }) => [nik, passphrase]),
    ...[application, otherApplication].flatMap(({ secret, basic }) => [secret, basic]),
    sealPassphrase,
    operatorPassphrase,
  ]
  return {
    database: opened,
    time,
    clock: () => time.now,
    personalData,
    authority,
    application,
    otherApplication,
    signer,
    seal,
    /** What must never be in a log or an answer. */
    secrets,
    rowCounts: () => rowCounts(opened),
    close: () => opened.close(),
  }
}

async function rowCounts({
  db,
}: Database): Promise<{ documents: number; signatures: number; idempotencyKeys: number }> {
  const result: unknown = await db.execute(
    `select (select count(*) from documents)::int as documents, (select count(*) from signatures)::int as signatures,
      (select count(*) from idempotency_keys)::int as "idempotencyKeys"`,
  )
  // PGlite answers with an object that has rows; another driver may answer with the rows.
  const rows: unknown = Array.isArray(result)
    ? result
    : typeof result === 'object' && result !== null && Reflect.get(result, 'rows')
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined
  const number = (name: string) =>
    Number(typeof row === 'object' && row !== null ? Reflect.get(row, name) : Number.NaN)
  return {
    documents: number('documents'),
    signatures: number('signatures'),
    idempotencyKeys: number('idempotencyKeys'),
  }
}
