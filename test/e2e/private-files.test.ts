// What the service keeps is readable by the account that runs it and by nobody else on the machine,
// whatever the umask was.

import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, type Service, startService } from '../support/service.ts'
import { tapis } from '../support/tapis.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-private-'))
const dataFolder = join(folder, 'data')
let ports: { readonly api: number; readonly portal: number }
const before = process.umask()

beforeAll(async () => {
  // As somebody's shell has it, and a data folder as a provisioning script made it.
  process.umask(0o022)
  mkdirSync(dataFolder, { mode: 0o755 })
  const service = await startService({ command: 'demo', dataFolder })
  ports = portsOf(service)
  expect(await service.interrupt()).toBe(0)
})
afterAll(() => {
  process.umask(before)
  rmSync(folder, { recursive: true, force: true })
})

const portsOf = ({ apiOrigin, portalOrigin }: Service) => ({
  api: Number(new URL(apiOrigin).port),
  portal: Number(new URL(portalOrigin).port),
})

/** What group and others may do. */
const exposed = (path: string) => statSync(path).mode & 0o077

describe('the data folder', () => {
  it('lets nobody else into database, secrets and documents, nor read a file of ours', () => {
    for (const name of ['database', 'secrets', 'documents'])
      expect([name, exposed(join(dataFolder, name))]).toEqual([name, 0])
    const names = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' })
    // PGlite sets its files' modes itself; nobody reaches them through its folder.
    const ours = names.filter((name) => !name.startsWith('database/'))
    expect(ours.length).toBeGreaterThan(10)
    expect(ours.filter((name) => exposed(join(dataFolder, name)) !== 0)).toEqual([])
  })

  it('may itself be of any mode: the service starts on it again', async () => {
    expect(statSync(dataFolder).mode & 0o777).toBe(0o755)
    const service = await startService({ command: 'serve', dataFolder, ports })
    expect(await service.interrupt()).toBe(0)
  })
})

describe('a start', () => {
  const shards = () => readdirSync(join(dataFolder, 'documents')).filter((name) => /^[0-9a-f]{2}$/.test(name))
  it.each([
    ['the database', () => 'database'],
    ['the secrets', () => 'secrets'],
    ['one secret', () => 'secrets/master-key'],
    ['the documents', () => 'documents'],
    ['a shard of the documents', () => `documents/${shards()[0]}`],
  ])('is refused when others can read %s, and says the command that mends it', async (_, name) => {
    const path = join(dataFolder, name())
    const { mode } = statSync(path)
    chmodSync(path, mode | 0o044)
    const told = await refusal({ command: 'serve', dataFolder, ports })
    expect(told).toContain(`DATA_NOT_PRIVATE: ${path} can be read`)
    const command = /Run: (chmod -R go= (\S+))/.exec(told)
    expect(path.startsWith(command?.[2] ?? 'nowhere')).toBe(true)
    chmodSync(path, mode)
  })

  // Only root may give a file away.
  it.runIf(process.getuid?.() === 0)('is refused on what belongs to another account', async () => {
    const path = join(dataFolder, 'secrets', 'master-key')
    chownSync(path, 12_345, 12_345)
    const told = await refusal({ command: 'serve', dataFolder, ports })
    expect(told).toContain(`DATA_NOT_PRIVATE: ${path} belongs to another account`)
    expect(told).toContain('Run: chown -R 0 ')
    chownSync(path, 0, 0)
  })

  it('is refused for the commands that write beside it, too', () => {
    chmodSync(join(dataFolder, 'documents'), 0o755)
    const environment = { TAPIS_PORTAL_ORIGIN: 'https://periksa.contoh.example' }
    const { status, err } = tapis(['portal-origin', 'move', '--data', dataFolder], environment)
    expect(status).toBe(1)
    expect(err).toContain('DATA_NOT_PRIVATE')
    chmodSync(join(dataFolder, 'documents'), 0o700)
  })
})
