// `tapis onboard` as an operator runs it, on PGlite: a plan is registered wholly or not at all, and
// what it says is told before.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tapis } from '../support/tapis.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-onboard-'))
const dataFolder = join(folder, 'data')
const data = ['--data', dataFolder]
const onboard = (file: string, flags: readonly string[] = [], environment = {}, input = '') =>
  tapis(['onboard', file, '--local', ...data, ...flags], environment, input)
const signer = { nik: '1871990101700001', name: 'Contoh Pejabat, S.H.', position: 'Kepala Dinas Contoh' }
const other = { ...signer, nik: '1871990101700002' }

function planFile(name: string, ...agencies: readonly object[]): string {
  const path = join(folder, `${name.replaceAll(/[^a-z]/gi, '-')}.json`)
  const given = agencies.map((agency) => ({
    id: 'dinkes',
    name: 'Dinas Contoh',
    shortName: 'DINKES',
    applications: ['Perizinan'],
    ...agency,
  }))
  writeFileSync(path, JSON.stringify({ agencies: given }))
  return path
}

const first = planFile('first', { signers: [signer, { seal: true }] })
const registered = () => tapis(['signer', 'list', '--json', ...data]).out

beforeAll(() => {
  const { status, out, err } = onboard(
    first,
    [],
    {},
    'sirih pinang merah lipat\nkuda benar baterai staples\n',
  )
  expect(err).toBe('')
  expect(status).toBe(0)
  expect(out.match(/: new signer /g)).toHaveLength(2)
  expect(out).toMatch(/application Perizinan, shown once: Basic \S+:\S+/)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('tapis onboard', () => {
  it('finds everything unchanged the second time and asks nobody, flags before the plan or after it', () => {
    const { status, out, err } = tapis(['onboard', '--local', ...data, first])
    expect({ status, err }).toEqual({ status: 0, err: '' })
    expect(out.match(/: unchanged /g)).toHaveLength(4)
    expect(out).not.toContain('Basic')
  })

  it('says every mistake of a plan at once by its place, and makes nothing', () => {
    const nowhere = join(folder, 'nowhere')
    const bad = planFile('bad', { nmae: 'x', signers: [{ ...signer, nik: '187' }] }, { signers: [signer] })
    const { status, out, err } = tapis(['onboard', bad, '--local', '--data', nowhere])
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err.split('\n')).toEqual([
      '/agencies/0/signers/0/nik must be 16 digits',
      '/agencies/0 has the unknown key nmae: did you mean name?',
      '/agencies/1/id is the agency of /agencies/0/id again',
      'tapis onboard: the plan has 3 mistakes; nothing was changed',
      '',
    ])
    expect(existsSync(nowhere)).toBe(false)
  })

  it('says with --dry-run what would be done, and does nothing of it', () => {
    const before = registered()
    const moved = { ...signer, position: 'Plt. Kepala Dinas Contoh' }
    const plan = planFile('dry', { signers: [moved, other] })
    const text = onboard(plan, ['--dry-run'])
    expect(text).toMatchObject({ status: 0, err: '' })
    expect(text.out).toContain(`dinkes: changed signer ${signer.name} (position)`)
    expect(text.out).toContain(`dinkes: new signer ${other.name}`)
    const { written, items } = JSON.parse(onboard(plan, ['--dry-run', '--json']).out)
    expect(written).toBe(false)
    expect(items).toContainEqual({
      what: 'signer',
      agency: 'dinkes',
      name: signer.name,
      state: 'changed',
      changed: ['position'],
    })
    expect(registered()).toBe(before)
  })

  it('leaves no folder behind a dry run where there is none yet', () => {
    const nowhere = join(folder, 'nowhere')
    const { status, out } = tapis(['onboard', first, '--dry-run', '--local', '--data', nowhere])
    expect(status).toBe(0)
    expect(out.match(/: new /g)).toHaveLength(4)
    expect(existsSync(nowhere)).toBe(false)
  })

  it('writes a changed position down, says so, and records it', () => {
    const moved = { ...signer, position: 'Plt. Kepala Dinas Contoh' }
    const { status, out } = onboard(planFile('moved', { signers: [moved] }))
    expect(status).toBe(0)
    expect(out).toMatch(/^dinkes: changed signer .* \(position\)$/m)
    expect(registered()).toContain('"position":"Plt. Kepala Dinas Contoh"')
    const changes = tapis(['events', '--kind', 'signer.change', '--json', ...data])
      .out.trim()
      .split('\n')
    expect(changes.map((line) => JSON.parse(line))).toMatchObject([
      {
        kind: 'signer.change',
        outcome: 'done',
        actor: 'operator',
        agencyId: 'dinkes',
        changed: ['position'],
      },
    ])
    expect(changes.join()).not.toContain('Plt.')
  })

  it.each<[string, object, Record<string, string>, string, number, string]>([
    ['a new signer without a passphrase', { signers: [other] }, {}, '', 2, 'no passphrase'],
    [
      'one passphrase for everybody from a variable',
      { signers: [other] },
      { TAPIS_PASSPHRASE: 'satu untuk semua orang' },
      '',
      2,
      'no passphrase',
    ],
    ['a weak passphrase', { signers: [other] }, {}, 'tujuh77\n', 1, 'PASSPHRASE_TOO_WEAK'],
    [
      'a person whom another agency enrolled',
      { id: 'bpprd', name: 'Badan Contoh', shortName: 'BPPRD', signers: [signer] },
      {},
      '',
      1,
      '/agencies/0/signers/0 ENROLLED_ELSEWHERE',
    ],
    [
      'another name for a person with a certificate',
      { signers: [{ ...signer, name: 'Contoh Nama Lain' }] },
      {},
      '',
      1,
      '/agencies/0/signers/0/name NAME_IN_CERTIFICATE',
    ],
    [
      'another master key',
      { signers: [signer] },
      { TAPIS_MASTER_KEY: '6b0f6a3c9d1e4f7788c2b5a09e13d4f256a7c8910be2d3f4051627384950a6b7' },
      '',
      1,
      'MASTER_KEY_WRONG',
    ],
    ['a made-up master key', {}, { TAPIS_MASTER_KEY: '00'.repeat(32) }, '', 2, 'must be random'],
    [
      'another operator passphrase',
      {},
      { TAPIS_OPERATOR_PASSPHRASE: 'gajah ungu membaca peta' },
      '',
      1,
      'PASSPHRASE_WRONG',
    ],
    ['a misspelt variable', {}, { TAPIS_DAT: '/srv' }, '', 2, 'did you mean TAPIS_DATA'],
  ])('refuses %s', (title, agency, environment, input, status, told) => {
    // Something that could be registered stands beside it.
    const alsoNew = { id: 'baru', name: 'Badan Baru', shortName: 'BARU' }
    const ran = onboard(planFile(title, alsoNew, agency), [], environment, input)
    expect(ran.err).toContain(told.replace('/agencies/0', '/agencies/1'))
    expect(ran.out + ran.err).not.toContain(signer.nik)
    expect(ran.err).not.toMatch(/\n\s+at /)
    expect(ran.status).toBe(status)
  })

  it.each([
    ['a common one', '12345678', 'dipakai banyak orang'],
    ["the holder's own NIK", other.nik, 'diketahui orang lain'],
  ])(
    'refuses a passphrase and says why in both languages, without repeating it: %s',
    (_, passphrase, told) => {
      const ran = onboard(planFile('guessed', { signers: [other] }), [], {}, `${passphrase}\n`)
      expect(ran.status).toBe(1)
      expect(ran.err).toContain(`PASSPHRASE_TOO_WEAK: ${other.name}: `)
      expect(ran.err).toContain(told)
      expect(ran.err).toContain('choose four')
      expect(ran.err).not.toContain(passphrase)
    },
  )

  it('has registered nothing of all the plans that it refused', () => {
    expect(registered().trim().split('\n')).toHaveLength(2)
    expect(tapis(['application', 'list', ...data, '--agency', 'baru']).err).toContain('AGENCY_NOT_FOUND')
  })

  it('needs to know the addresses that certificates and QR codes bear', () => {
    const { status, err } = tapis(['onboard', first, ...data])
    expect(status).toBe(2)
    expect(err).toMatch(/TAPIS_PORTAL_ORIGIN and TAPIS_API_ORIGIN must be set/)
  })

  it.each([['a plan that is not there', ['onboard', join(folder, 'nowhere.json'), '--local', ...data]]])(
    'ends with 2 for %s',
    (_, parameters) => {
      expect(tapis(parameters).status).toBe(2)
    },
  )
})

describe('a command on what is registered', () => {
  it('takes a signer by the NIK of standard input, and none on the command line', () => {
    expect(tapis(['signer', 'suspend', '--nik', ...data], {}, `${signer.nik}\n`)).toMatchObject({
      status: 0,
      out: expect.stringContaining('ditangguhkan'),
    })
    expect(registered()).toContain('"status":"suspended"')
    const refused = tapis(['signer', 'resume', signer.nik, ...data])
    expect(refused).toMatchObject({ status: 2, err: expect.not.stringContaining(signer.nik) })
    expect(tapis(['signer', 'resume', '--nik', ...data], {}, `${signer.nik}\n`).status).toBe(0)
  })

  it.each([
    [['signer', 'suspend', '00000000-0000-4000-8000-000000000000'], 1, 'SIGNER_NOT_FOUND'],
    [['application', 'disable', 'app_0123456789abcdef'], 1, 'APPLICATION_NOT_FOUND'],
    [['application', 'disable', 'app_0123456789abcdef:rahasia'], 2, 'before the colon'],
    [['events', '--kind', 'signer.suspnd'], 2, 'did you mean signer.suspend?'],
  ])('refuses %j', (words, status, told) => {
    const ran = tapis([...words, ...data])
    expect(ran).toMatchObject({ status, out: '', err: expect.stringContaining(told) })
    expect(ran.err).not.toContain('rahasia')
  })

  it('makes no database where there is none', () => {
    const nowhere = join(folder, 'nowhere')
    expect(tapis(['signer', 'list', '--data', nowhere])).toMatchObject({
      status: 2,
      err: expect.stringContaining('there is no database'),
    })
    expect(existsSync(nowhere)).toBe(false)
  })
})
