// `tapis events` on a folder of its own, page after page.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAgency, openDatabase, recordEvent } from '@tapis/db'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../command-line/usage-error.ts'
import { setApplication } from './application.ts'
import { showEvents } from './events.ts'
import { listSigners, setSigner } from './signer.ts'

const dataFolder = mkdtempSync(join(tmpdir(), 'tapis-events-'))
const MANY = 2001
const at = new Date('2026-11-24T23:30:00Z')

beforeAll(async () => {
  const { db, close } = await openDatabase({ folder: join(dataFolder, 'database') })
  await createAgency(db, { id: 'dinkes', name: 'Dinas Contoh', shortName: 'DINKES', createdAt: at })
  const event = { at, kind: 'document.sign', outcome: 'done', actor: 'application' } as const
  await db.transaction(async (tx) => {
    for (let count = 0; count < MANY; count++) await recordEvent(tx, { ...event, agencyId: 'dinkes' })
    await recordEvent(tx, { ...event, at: new Date(at.getTime() + 1), outcome: 'PASSPHRASE_WRONG' })
    const guess = { at, kind: 'codes.guess', outcome: 'TOO_MANY_MISSES', actor: 'visitor' } as const
    await recordEvent(tx, { ...guess, address: '203.0.113.0/24' })
  })
  await close()
})
afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))

async function linesOf(...flags: readonly string[]): Promise<readonly string[]> {
  const lines: string[] = []
  expect(await showEvents([...flags, '--data', dataFolder], {}, (line) => lines.push(line))).toBe(0)
  return lines
}

describe('events', () => {
  it('are shown all, oldest first, in the time of Lampung', async () => {
    const lines = await linesOf()
    expect(lines).toHaveLength(1 + MANY + 2)
    expect(lines[0]).toMatch(/^WAKTU +PERISTIWA +HASIL +PELAKU +OPD +PERIHAL$/)
    expect(lines[1]).toMatch(/^2026-11-25 06:30:00 WIB document\.sign +done +aplikasi +dinkes$/)
    expect(lines.at(-2)).toMatch(/ document\.sign +PASSPHRASE_WRONG +aplikasi +-$/)
    expect(lines.at(-1)).toMatch(/ codes\.guess +TOO_MANY_MISSES +pengunjung 203\.0\.113\.0\/24 +-$/)
  })

  it('are chosen by time, kind and agency', async () => {
    expect(await linesOf('--agency', 'dinkes')).toHaveLength(1 + MANY)
    expect(await linesOf('--kind', 'codes.guess')).toHaveLength(2)
    const since = await linesOf('--since', '2026-11-25T06:30:00.001+07:00', '--json')
    expect(since.map((line) => JSON.parse(line))).toMatchObject([{ outcome: 'PASSPHRASE_WRONG' }])
  })
})

describe('a command on what is registered', () => {
  const quiet = () => {}
  it.each([
    ['events of no time', () => showEvents(['--since', 'kemarin'], {}, quiet), '--since must be a day'],
    ['events of no kind', () => showEvents(['--kind', 'x'], {}, quiet), 'there are application.authenticate'],
    ['no signer', () => setSigner('active', [], {}, quiet), 'needs the id of one signer'],
    ['an id and a NIK', () => setSigner('active', ['--nik', 'x'], {}, quiet), 'needs the id of one signer'],
    ['no application', () => setApplication('enabled', [], {}, quiet), 'needs the id of one application'],
    ['a misspelt variable', () => listSigners([], { TAPIS_DAT: 'x' }, quiet), 'did you mean TAPIS_DATA'],
    ['a word too many', () => listSigners(['dinkes'], {}, quiet), 'unexpected argument'],
  ])('refuses %s', async (_, run, told) => {
    await expect(run()).rejects.toThrow(UsageError)
    await expect(run()).rejects.toThrow(told)
  })

  it('refuses an agency that there is not', async () => {
    const parameters = ['--agency', 'tidak-ada', '--data', dataFolder]
    await expect(listSigners(parameters, {}, quiet)).rejects.toMatchObject({ code: 'AGENCY_NOT_FOUND' })
  })
})
