// `tapis onboard`: the same plan again changes nothing and asks nobody, and what does not fit is refused, not passed over.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tapis } from '../support/tapis.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-onboard-'))
const data = ['--data', join(folder, 'data')]
const signer = { nik: '1871990101700001', name: 'Contoh Pejabat, S.H.', position: 'Kepala Dinas Contoh' }

function plan(name: string, agency: object): string {
  const path = join(folder, `${name}.json`)
  const given = {
    id: 'dinkes',
    name: 'Dinas Contoh',
    shortName: 'DINKES',
    applications: ['Perizinan'],
    ...agency,
  }
  writeFileSync(path, JSON.stringify({ agencies: [given] }))
  return path
}

const first = plan('first', { signers: [signer, { seal: true }] })

beforeAll(() => {
  const { status, out, err } = tapis(
    ['onboard', first, ...data],
    {},
    'sirih pinang merah lipat\nkuda benar baterai staples\n',
  )
  expect(err).toBe('')
  expect(status).toBe(0)
  expect(out.match(/: signer /g)).toHaveLength(2)
  expect(out).toMatch(/application Perizinan, shown once: Basic \S+:\S+/)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('tapis onboard', () => {
  it('does nothing and asks for nothing when everything is there, flags before the plan or after it', () => {
    expect(tapis(['onboard', ...data, first])).toEqual({ status: 0, out: '', err: '' })
  })

  it.each([
    [
      'a new signer without a passphrase',
      { signers: [{ ...signer, nik: '1871990101700002' }] },
      {},
      2,
      'no passphrase',
    ],
    [
      'one passphrase for everybody from a variable',
      { signers: [{ ...signer, nik: '1871990101700002' }] },
      { TAPIS_PASSPHRASE: 'satu untuk semua' },
      2,
      'no passphrase',
    ],
    [
      'a person whom another agency enrolled',
      { id: 'bpprd', name: 'Badan Contoh', shortName: 'BPPRD', signers: [signer] },
      {},
      1,
      'ENROLLED_ELSEWHERE',
    ],
    [
      'another master key',
      { signers: [signer] },
      { TAPIS_MASTER_KEY: '00'.repeat(32) },
      1,
      'MASTER_KEY_WRONG',
    ],
    [
      'another operator passphrase',
      {},
      { TAPIS_OPERATOR_PASSPHRASE: 'kata sandi lain' },
      1,
      'PASSPHRASE_WRONG',
    ],
  ])('refuses %s', (title, agency, environment, status, told) => {
    const ran = tapis(['onboard', plan(title.replaceAll(' ', '-'), agency), ...data], environment)
    expect(ran.err).toContain(told)
    expect(ran.err).not.toContain(signer.nik)
    expect(ran.err).not.toMatch(/\n\s+at /)
    expect(ran.status).toBe(status)
  })

  it.each([
    ['a common one', '12345678', 'dipakai banyak orang'],
    ["the holder's own NIK", signer.nik, 'diketahui orang lain'],
  ])(
    'refuses a passphrase and says why in both languages, without repeating it: %s',
    (_, passphrase, told) => {
      const newcomer = { ...signer, nik: '1871990101700003' }
      const given = passphrase === signer.nik ? newcomer.nik : passphrase
      const ran = tapis(['onboard', plan('weak', { signers: [newcomer] }), ...data], {}, `${given}\n`)
      expect(ran.status).toBe(1)
      expect(ran.err).toContain(told)
      expect(ran.err).toContain('choose four')
      expect(ran.err).not.toContain(given)
    },
  )

  it.each([
    ['no plan', ['onboard', ...data]],
    ['a plan that is not there', ['onboard', join(folder, 'nowhere.json'), ...data]],
    ['two plans', ['onboard', first, first, ...data]],
  ])('ends with 2 for %s', (_, parameters) => {
    expect(tapis(parameters).status).toBe(2)
  })
})
