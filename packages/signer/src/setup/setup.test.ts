import { randomBytes, X509Certificate } from 'node:crypto'
import { weakKeyDerivationForTests } from '@tapis/custody'
import { type Database, findActiveCredential, findAgency, openDatabase } from '@tapis/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Enrolment, enrolSigner, prepareEnrolment, recordEnrolment } from '../people/enrol-signer.ts'
import { findPersonByNik } from '../people/find-signer.ts'
import { derivePersonalDataKeys, revealNik } from '../people/personal-data.ts'
import { createAgency, createApplication } from '../people/register.ts'
import { nameText } from './certificate-columns.ts'
import { openAuthority, openCa } from './open-authority.ts'
import { type CitySetup, setUpCity } from './set-up-city.ts'

const keyOptions = { [weakKeyDerivationForTests]: true } as const
const personalData = derivePersonalDataKeys(new Uint8Array(32).fill(3))
const operatorPassphrase = 'kata sandi pengelola'
const government = 'Pemerintah Kota Contoh'
const origin = 'https://tte.example'
const now = new Date('2026-03-02T03:00:00Z')
let people = 0
/** Invented; no region has the code 187199. */
function someone() {
  people++
  return {
    kind: 'person',
    nik: `18719901017000${String(people).padStart(2, '0')}`,
    name: 'CONTOH PEJABAT, S.T., M.M.',
    position: 'Kepala Dinas',
    nip: '197001011990011001',
  } as const satisfies Enrolment
}

let database: Database
beforeAll(async () => {
  database = await openDatabase({ memory: true })
})
afterAll(() => database.close())

const city = (changes: Partial<CitySetup> = {}) =>
  setUpCity({ db: database.db, government, operatorPassphrase, origin, now, keyOptions, ...changes })

async function enrol(enrolment: Enrolment, changes: { passphrase?: string; agencyId?: string } = {}) {
  const { db } = database
  const ca = await openCa({ db, operatorPassphrase })
  const base = { db, ca, personalData, government, origin, now, randomBytes, keyOptions }
  return await enrolSigner(enrolment, {
    ...base,
    agencyId: 'dinkes',
    passphrase: 'sirih pinang merah lipat',
    ...changes,
  })
}

describe('setting up a city', () => {
  // First, while there is none.
  it('refuses a short passphrase before anything is written', async () => {
    await expect(city({ operatorPassphrase: 'pendek' })).rejects.toMatchObject({
      code: 'PASSPHRASE_TOO_WEAK',
    })
    await expect(openCa({ db: database.db, operatorPassphrase })).rejects.toMatchObject({
      code: 'CITY_NOT_SET_UP',
    })
  })

  it('makes a root, a CA under it and a timestamp authority under that', async () => {
    const { rootCertificate, caCertificate, timestampCertificate } = await city()
    const [root, ca, timestamp] = [rootCertificate, caCertificate, timestampCertificate].map(
      (der) => new X509Certificate(der),
    )
    expect(root?.checkIssued(root)).toBe(true)
    expect(root !== undefined && ca?.verify(root.publicKey)).toBe(true)
    expect(ca !== undefined && timestamp?.verify(ca.publicKey)).toBe(true)
  })

  it('changes nothing when it is run again', async () => {
    expect(await city()).toEqual(await city())
  })

  it('opens with its passphrase and with no other', async () => {
    await city()
    const authority = await openAuthority({ db: database.db, operatorPassphrase, now })
    expect(authority.caName).toBe('CA TTE Pemerintah Kota Contoh')
    await expect(
      openAuthority({ db: database.db, operatorPassphrase: 'kata sandi lain', now }),
    ).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    })
  })

  it('keeps no key and no passphrase in the clear', async () => {
    await city()
    const rows = JSON.stringify(
      await database.db.execute('select encode(encrypted_key, $$escape$$) as key from authority_keys'),
    )
    expect(rows).toContain('argon2id')
    expect(rows).not.toContain(operatorPassphrase)
  })
})

describe('enrolling a signer', () => {
  beforeAll(async () => {
    await city()
    // Longer than a certificate's common name may be, as the names of agencies often are.
    const name = `Dinas ${'Contoh '.repeat(12)}Kota`
    await createAgency({ db: database.db, now, id: 'dinkes', name, shortName: 'DINAS' })
  })

  it('makes a certificate with the name and without NIK and NIP', async () => {
    const person = someone()
    const { id } = await enrol(person)
    const credential = await findActiveCredential(database.db, id)
    const certificate = new X509Certificate(credential?.certificate.der ?? new Uint8Array())
    expect(certificate.toLegacyObject().subject).toMatchObject({
      CN: person.name,
      O: government,
      OU: 'DINAS',
      C: 'ID',
    })
    const der = Buffer.from(credential?.certificate.der ?? []).toString('latin1')
    for (const number of [person.nik, person.nip]) expect(der).not.toContain(number)
    expect(credential?.certificate.kind).toBe('signature')
    expect(credential?.certificatePath).toHaveLength(3)
  })

  it('keeps the NIK so that only the key holder reads it', async () => {
    const person = someone()
    const signer = await enrol(person)
    if (signer.kind !== 'person') throw new Error('expected a person')
    expect(signer.nikMasked).toBe(`187199********${person.nik.slice(-2)}`)
    expect(revealNik(personalData, { encrypted: signer.nikEncrypted, lookup: signer.nikLookup })).toBe(
      person.nik,
    )
  })

  it("makes a seal in the agency's name, by its short name where the full one does not fit", async () => {
    const { id, name } = await enrol({ kind: 'agency-seal' })
    const credential = await findActiveCredential(database.db, id)
    expect(name).toMatch(/^Dinas Contoh/)
    expect(
      new X509Certificate(credential?.certificate.der ?? new Uint8Array()).toLegacyObject().subject.CN,
    ).toBe('DINAS')
  })

  it.each([
    ['a NIK of 15 digits', 'NIK_INVALID', { nik: '187199010170000' }, {}],
    ['an agency that does not exist', 'AGENCY_NOT_FOUND', {}, { agencyId: 'tidak-ada' }],
    ['a passphrase of seven characters', 'PASSPHRASE_TOO_WEAK', {}, { passphrase: 'tujuh77' }],
    [
      "a passphrase of the agency's and the holder's names",
      'PASSPHRASE_TOO_WEAK',
      {},
      { passphrase: 'pejabat dinkes 1970' },
    ],
    ['a name with a NIK in it', 'PERSONAL_NUMBER_IN_NAME', { name: 'CONTOH 1871990101700001' }, {}],
    ['a NIP of 17 digits', 'INVALID', { nip: '19700101199001100' }, {}],
  ])('is refused for %s, and no signer is left', async (_, code, changes, options) => {
    const person = someone()
    await expect(enrol({ ...person, ...changes }, options)).rejects.toMatchObject({ code })
    // The same person can still be enrolled.
    expect((await enrol(person)).status).toBe('active')
  })

  it('is refused for a NIK that is enrolled already', async () => {
    const person = someone()
    await enrol(person)
    await expect(enrol({ ...person, name: 'CONTOH LAIN' })).rejects.toMatchObject({ code: 'CONFLICT' })
  })
})

describe('a prepared signer', () => {
  const prepared = async (agency: { id: string; name: string; shortName: string }) => {
    const ca = await openCa({ db: database.db, operatorPassphrase })
    const passphrase = 'kata sandi pejabat contoh'
    const base = { ca, personalData, government, origin, now, randomBytes, keyOptions, passphrase }
    const person = someone()
    return { person, enrolment: await prepareEnrolment(person, { ...base, agency }) }
  }
  const found = (nik: string) => findPersonByNik(database.db, personalData, nik)
  const agency = { id: 'dinas-baru', name: 'Dinas Baru', shortName: 'BARU' }

  it('is written down together with its agency, or neither is', async () => {
    const { person, enrolment } = await prepared(agency)
    expect(await found(person.nik)).toBeUndefined()
    const write = (outcome: () => void) =>
      database.db.transaction(async (tx) => {
        await createAgency({ db: tx, now, ...agency })
        await recordEnrolment(tx, enrolment)
        outcome()
      })
    await expect(
      write(() => {
        throw new Error('refused later')
      }),
    ).rejects.toThrow('refused later')
    expect(await found(person.nik)).toBeUndefined()
    expect(await findAgency(database.db, agency.id)).toBeUndefined()
    await write(() => {})
    const signer = await found(person.nik)
    expect(signer).toMatchObject({ agencyId: agency.id, status: 'active' })
    expect(await findActiveCredential(database.db, signer?.id ?? '')).toBeDefined()
  })

  it('is refused by the database when its agency is not there', async () => {
    const { enrolment } = await prepared({ ...agency, id: 'tidak-ada' })
    await expect(recordEnrolment(database.db, enrolment)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is not found by what is no NIK', async () => {
    await expect(found('187')).rejects.toMatchObject({ code: 'NIK_INVALID' })
  })
})

describe('an application', () => {
  it('gets a credential whose secret the database does not have', async () => {
    const { secret, basic, id } = await createApplication({
      db: database.db,
      now,
      agencyId: 'dinkes',
      name: 'Perizinan',
      randomBytes,
    })
    expect(basic).toBe(`Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`)
    const rows = JSON.stringify(await database.db.execute('select * from applications'))
    expect(rows).toContain(id)
    expect(rows).not.toContain(secret)
  })

  it('cannot be made twice under one name, nor for an agency that does not exist', async () => {
    const make = (agencyId: string) =>
      createApplication({ db: database.db, now, agencyId, name: 'Kepegawaian', randomBytes })
    await make('dinkes')
    await expect(make('dinkes')).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(make('tidak-ada')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a distinguished name as text', () => {
  it.each([
    [{ commonName: 'A, B' }, 'CN=A\\, B,C=ID'],
    [{ commonName: '#1', organization: 'X+Y' }, 'CN=\\#1,O=X\\+Y,C=ID'],
    [
      { commonName: 'a "b" \\ c', organizationalUnit: 'u ', serialNumber: '7' },
      'CN=a \\"b\\" \\\\ c,serialNumber=7,OU=u\\ ,C=ID',
    ],
  ])('%j is %s', (name, text) => expect(nameText(name)).toBe(text))
})
