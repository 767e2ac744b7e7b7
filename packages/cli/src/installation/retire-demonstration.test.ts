import { randomBytes } from 'node:crypto'
import {
  createAgency,
  findActiveCredential,
  listEvents,
  listSigners,
  openDatabase,
  setSignerStatus,
} from '@tapis/db'
import {
  derivePersonalDataKeys,
  enrolSigner,
  openCa,
  setUpCity,
  weakKeyDerivationForTests,
} from '@tapis/signer'
import { expect, it } from 'vitest'
import { retireDemonstration } from './retire-demonstration.ts'

const operatorPassphrase = 'sulam benang emas pengelola'
const keyOptions = { [weakKeyDerivationForTests]: true } as const

it('takes the keys of all invented signers away, of those who are suspended already too', async () => {
  const database = await openDatabase({ memory: true })
  const { db } = database
  const now = new Date('2026-03-02T03:00:00Z')
  const city = { government: 'Pemerintah Kota Contoh', origin: 'https://tte.example', now, keyOptions }
  await setUpCity({ db, operatorPassphrase, ...city })
  await createAgency(db, {
    id: 'rekaan',
    name: 'Dinas Rekaan',
    shortName: 'REKAAN',
    createdAt: now,
    isDemonstration: true,
  })
  await createAgency(db, { id: 'nyata', name: 'Dinas Nyata', shortName: 'NYATA', createdAt: now })
  const ca = await openCa({ db, operatorPassphrase })
  const personalData = derivePersonalDataKeys(new Uint8Array(randomBytes(32)))
  const enrolment = {
    db,
    ca,
    personalData,
    agencyId: 'rekaan',
    passphrase: 'sulam benang emas rekaan',
    ...city,
  }
  for (const nik of ['1871990101700001', '1871990202800002'])
    await enrolSigner(
      { kind: 'person', nik, name: `Contoh ${nik.slice(-1)}`, position: 'Kepala' },
      { ...enrolment, randomBytes: (length) => new Uint8Array(randomBytes(length)) },
    )
  const [suspended, active] = await listSigners(db, 'rekaan')
  if (suspended === undefined || active === undefined) throw new TypeError('two signers were enrolled')
  await setSignerStatus(db, suspended.id, 'suspended')

  expect(await retireDemonstration(db, { at: now, operator: 'uji' })).toMatchObject({ signers: 1 })
  for (const { id } of [suspended, active]) expect(await findActiveCredential(db, id)).toBeUndefined()
  expect(await listEvents(db)).toMatchObject([
    { kind: 'signer.change', signerId: suspended.id, changed: ['credential'], operator: 'uji' },
    { kind: 'signer.change', signerId: active.id, changed: ['credential'] },
    { kind: 'signer.suspend', signerId: active.id },
  ])
  await database.close()
})
