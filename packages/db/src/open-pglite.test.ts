import { execFile } from 'node:child_process'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { at, createCity, newDocument } from './contract/city.ts'
import { expectRefusal } from './contract/rejected.ts'
import { openDatabase } from './open-database.ts'
import { createAgency, findAgency, listAgencies } from './queries/agencies.ts'
import { findDocument, recordDocument } from './queries/documents.ts'

const agency = {
  id: 'dinco',
  name: 'Dinas Contoh',
  shortName: 'DINCO',
  isDemonstration: false,
  createdAt: at,
}

describe('openDatabase on PGlite', () => {
  let folder: string
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'tapis-pglite-')), 'db')
  })
  afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

  it('keeps a folder for the next that opens it, and gives the folder free on close', async () => {
    const first = await openDatabase({ folder })
    await createAgency(first.db, agency)
    const city = await createCity(first.db)
    const recorded = await recordDocument(first.db, newDocument(city))
    await first.close()
    await first.close()
    await expectRefusal(listAgencies(first.db), { code: 'UNAVAILABLE' })

    const second = await openDatabase({ folder })
    expect(second.engine).toBe('pglite')
    expect(await findAgency(second.db, agency.id)).toEqual(agency)
    expect(await findDocument(second.db, recorded.code, { applicationAgency: city.agency.id })).toEqual(
      recorded,
    )
    await second.close()
  })

  it('refuses a folder that is open, in this process or another, and frees it when the process dies', async () => {
    const script = `
      const { openDatabase } = await import(${JSON.stringify(new URL('open-database.ts', import.meta.url).href)})
      await openDatabase({ folder: ${JSON.stringify(folder)} }).then(
        () => { console.log('opened'); process.kill(process.pid, 'SIGKILL') },
        (error) => console.log(error.code),
      )`
    const another = () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]).catch((killed) => killed)

    const mine = await openDatabase({ folder })
    await expectRefusal(openDatabase({ folder }), { code: 'UNAVAILABLE' })
    expect(await another()).toMatchObject({ stdout: 'UNAVAILABLE\n' })
    await mine.close()
    expect(await another()).toMatchObject({ stdout: 'opened\n', signal: 'SIGKILL' })
    const again = await openDatabase({ folder })
    await again.close()
  })

  it('makes the folders above it, and nothing on disk for memory', async () => {
    const deep = join(folder, 'a', 'b')
    await (await openDatabase({ folder: deep })).close()
    await access(join(deep, 'PG_VERSION'))
    const memory = await openDatabase({ memory: true })
    expect(await listAgencies(memory.db)).toEqual([])
    await memory.close()
  })
})
