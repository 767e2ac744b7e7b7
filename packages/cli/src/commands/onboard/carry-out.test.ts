// A plan against a real database and a real CA: what is compared, what is written, and what is left
// when it goes wrong.
import {
  type DatabaseHandle,
  findActiveCredential,
  findAgency,
  findApplicationByCredentialId,
  findTemplate,
  listAgencies,
  listApplications,
  listEvents,
  listSigners,
  openDatabase,
  setSignerStatus,
} from '@tapis/db'
import { derivePersonalDataKeys, openCa, setUpCity, weakKeyDerivationForTests } from '@tapis/signer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeRecordable } from '../../installation/operator-name.ts'
import { retireDemonstration } from '../../installation/retire-demonstration.ts'
import { carryOut } from './carry-out.ts'
import { compare } from './compare.ts'
import type { AgencyPlan } from './plan.ts'
import { readPlan } from './read-plan.ts'

const operatorPassphrase = 'kuda benar baterai staples'
const government = 'Pemerintah Kota Contoh'
const origin = 'https://api.tte.example'
const keyOptions = { [weakKeyDerivationForTests]: true } as const
const personalData = derivePersonalDataKeys(new Uint8Array(32).map((_, index) => index * index))
let database: Awaited<ReturnType<typeof openDatabase>>
let db: DatabaseHandle

beforeAll(async () => {
  database = await openDatabase({ memory: true })
  db = database.db
  await setUpCity({ db, government, operatorPassphrase, origin, now: new Date(), keyOptions })
})
afterAll(() => database.close())

let people = 0
/** Invented; no region has the code 187199. */
const someone = () => ({
  nik: `18719901017000${String(++people).padStart(2, '0')}`,
  name: `Contoh Pejabat ${people}`,
  position: 'Kepala Dinas',
  nip: '197001011990011001',
})
let agencies = 0
const someAgency = () => {
  agencies++
  return {
    id: `opd-${agencies}`,
    name: `Dinas Contoh ${agencies}`,
    shortName: `OPD${agencies}`,
    applications: ['Perizinan'],
    signers: [someone(), { seal: true }],
    templates: [{ name: 'surat', page: 1, x: 300, y: 60, width: 210, height: 78 }],
  }
}

function planOf(...plan: readonly object[]): readonly AgencyPlan[] {
  const read = readPlan(JSON.stringify({ agencies: plan }))
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return read.agencies
}

async function onboard(plan: readonly AgencyPlan[], isDemonstration = false) {
  const asked: string[] = []
  const passphraseOf = async (holder: string) => {
    asked.push(holder)
    return 'sirih pinang merah lipat'
  }
  const ca = await openCa({ db, operatorPassphrase })
  const registrar = { ca, personalData, government, origin, passphraseOf, keyOptions, isDemonstration }
  const comparison = await compare(db, plan, registrar)
  const written = await carryOut(db, plan, comparison, registrar)
  return { asked, written }
}

const statesOf = async (plan: readonly AgencyPlan[]) => {
  const { items } = await compare(db, plan, { personalData })
  return items.map(({ what, found, changed }) => [what, found === undefined ? 'new' : changed.join()])
}
const eventsOf = async (agencyId: string) =>
  (await listEvents(db, { agencyId })).map(({ kind, changed }) => (changed ? `${kind} ${changed}` : kind))

describe('onboarding', () => {
  it('registers everything of a plan, with an event for each', async () => {
    const agency = someAgency()
    const plan = planOf(agency)
    expect(await statesOf(plan)).toEqual([
      ['agency', 'new'],
      ['template', 'new'],
      ['signer', 'new'],
      ['signer', 'new'],
      ['application', 'new'],
    ])
    const { asked, written } = await onboard(plan)
    expect(asked).toEqual([`Contoh Pejabat ${people}`, `the seal of ${agency.name}`])
    expect(await listSigners(db, agency.id)).toHaveLength(2)
    expect(await findTemplate(db, { agencyId: agency.id, name: 'surat' })).toMatchObject({ width: 210 })
    const [id = '', secret] = written.items.at(-1)?.credential?.split(':') ?? []
    expect(await findApplicationByCredentialId(db, id)).toMatchObject({ agencyId: agency.id })
    expect(secret).toHaveLength(43)
    expect(await eventsOf(agency.id)).toEqual([
      'agency.register',
      'template.register',
      'signer.enrol',
      'signer.enrol',
      'application.register',
    ])
  })

  it('changes nothing and asks nobody when everything is as the plan says', async () => {
    const plan = planOf(someAgency())
    await onboard(plan)
    const before = await eventsOf(plan[0]?.id ?? '')
    const { asked, written } = await onboard(plan)
    expect(asked).toEqual([])
    expect(written.items.filter(({ credential }) => credential !== undefined)).toEqual([])
    expect((await statesOf(plan)).map(([, state]) => state)).toEqual(['', '', '', '', ''])
    expect(await eventsOf(plan[0]?.id ?? '')).toEqual(before)
  })

  it('changes what the plan says otherwise, by the names of the columns', async () => {
    const agency = someAgency()
    await onboard(planOf(agency))
    const official = { ...agency.signers[0], position: 'Plt. Kepala Dinas', nip: undefined }
    const anchored = { name: 'surat', anchor: '#ttd', width: 210, height: 80 }
    const renamed = { ...agency, name: 'Dinas Lain', signers: [official], templates: [anchored] }
    await onboard(planOf(renamed))
    const signers = await listSigners(db, agency.id)
    expect(signers.find(({ kind }) => kind === 'person')).toMatchObject({ position: 'Plt. Kepala Dinas' })
    expect(signers.find(({ kind }) => kind === 'person')).not.toHaveProperty('nip')
    // The seal signs in the agency's name, whether the plan names it or not.
    expect(signers.find(({ kind }) => kind === 'agency-seal')).toMatchObject({ name: 'Dinas Lain' })
    expect(await findAgency(db, agency.id)).toMatchObject({ name: 'Dinas Lain', shortName: agency.shortName })
    expect(await findTemplate(db, { agencyId: agency.id, name: 'surat' })).toMatchObject({
      placement: { anchor: '#ttd' },
    })
    expect((await eventsOf(agency.id)).slice(5)).toEqual([
      'agency.change name',
      'template.change page,x,y,anchor,height',
      'signer.change position,nip',
      'signer.change name',
    ])
  })

  it('leaves a suspended signer suspended', async () => {
    const plan = planOf(someAgency())
    const { written } = await onboard(plan)
    const id = written.items.find(({ item }) => item.what === 'signer')?.id ?? ''
    await setSignerStatus(db, id, 'suspended')
    await onboard(plan)
    expect((await listSigners(db, plan[0]?.id ?? '')).find((signer) => signer.id === id)?.status).toBe(
      'suspended',
    )
  })

  it('is refused for a person of another agency, and for another name in a certificate', async () => {
    const agency = someAgency()
    await onboard(planOf(agency))
    const [official] = agency.signers
    const elsewhere = { ...someAgency(), signers: [official] }
    const renamed = { ...agency, signers: [{ ...official, name: 'Contoh Nama Lain' }] }
    const { conflicts } = await compare(db, planOf(elsewhere), { personalData })
    expect(conflicts).toMatchObject([{ pointer: '/agencies/0/signers/0', code: 'ENROLLED_ELSEWHERE' }])
    expect(await compare(db, planOf(renamed), { personalData })).toMatchObject({
      conflicts: [{ pointer: '/agencies/0/signers/0/name', code: 'NAME_IN_CERTIFICATE' }],
    })
  })

  it.each([
    ['in the middle', "alter table events add constraint refused check (kind <> 'signer.enrol') not valid"],
    [
      'at its very end',
      "alter table events add constraint refused check (kind <> 'application.register') not valid",
    ],
  ])('leaves nothing when the database refuses %s', async (_, refusing) => {
    const agency = someAgency()
    const changed = someAgency()
    await onboard(planOf(changed))
    const before = await eventsOf(changed.id)
    await db.execute(refusing)
    const both = planOf({ ...changed, name: 'Dinas Lain' }, agency)
    await expect(onboard(both)).rejects.toMatchObject({ code: 'INVALID' })
    await db.execute('alter table events drop constraint refused')
    expect(await findAgency(db, agency.id)).toBeUndefined()
    expect(await listSigners(db, agency.id)).toEqual([])
    expect(await findAgency(db, changed.id)).toMatchObject({ name: changed.name })
    expect(await eventsOf(changed.id)).toEqual(before)
    // And the same plan can be run again.
    await onboard(both)
    expect(await listSigners(db, agency.id)).toHaveLength(2)
  })

  it('is PLAN_OUTDATED when somebody registered the same while passphrases were typed', async () => {
    const plan = planOf(someAgency())
    const comparison = await compare(db, plan, { personalData })
    await onboard(plan)
    const ca = await openCa({ db, operatorPassphrase })
    const passphraseOf = async () => 'sirih pinang merah lipat'
    const registrar = { ca, personalData, government, origin, passphraseOf, keyOptions }
    await expect(carryOut(db, plan, comparison, registrar)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' })
  })
})

describe('the demonstration', () => {
  // Others of this file are real.
  const demonstration = async () => {
    const agency = someAgency()
    await onboard(planOf(agency), true)
    return agency
  }
  const working = async (agencyId: string) => ({
    signers: (await listSigners(db, agencyId)).filter(({ status }) => status === 'active').length,
    applications: (await listApplications(db, agencyId)).filter(({ disabledAt }) => disabledAt === undefined)
      .length,
  })

  it('is stopped when a real agency is registered, once, with events', async () => {
    const { id } = await demonstration()
    expect(await retireDemonstration(db, { at: new Date(), operator: 'uji' })).toMatchObject({
      signers: 0,
      applications: 0,
    })
    expect(await working(id)).toEqual({ signers: 0, applications: 0 })
    expect((await eventsOf(id)).slice(5)).toEqual([
      'signer.change credential',
      'signer.change credential',
      'signer.suspend status',
      'signer.suspend status',
      'application.disable disabledAt',
    ])
  })

  it('loses an agency to the plan that names it, but none of its signers and applications', async () => {
    const invented = await demonstration()
    const taking = { ...someAgency(), id: invented.id }
    expect(await compare(db, planOf(taking), { personalData })).toMatchObject({
      conflicts: [{ code: 'MADE_BY_DEMONSTRATION', pointer: '/agencies/0/applications/0' }],
    })
    const plan = planOf({ ...taking, applications: ['Perizinan Kota'], signers: [someone()] })
    await onboard(plan)
    expect(await findAgency(db, invented.id)).toMatchObject({ name: taking.name, isDemonstration: false })
    expect(await working(invented.id)).toEqual({ signers: 1, applications: 1 })
    expect((await listAgencies(db)).filter(({ isDemonstration }) => isDemonstration)).not.toHaveLength(0)
    // Everybody knows their passphrases: waking one of them must not give back a key.
    for (const { id, status } of await listSigners(db, invented.id))
      expect((await findActiveCredential(db, id)) === undefined).toBe(status === 'suspended')
  })
})

it.each([
  ['budi', 'budi'],
  ['DINAS\\budi santoso', 'DINAS-budi-santoso'],
  ['', 'unknown'],
  ['a'.repeat(70), 'a'.repeat(64)],
])('the name of an operator %j is recorded as %j', (name, recorded) =>
  expect(makeRecordable(name)).toBe(recorded),
)
