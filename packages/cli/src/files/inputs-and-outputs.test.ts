import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { UsageError } from '../command-line/usage-error.ts'
import { makeFolder, pairFiles } from './inputs-and-outputs.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-outputs-'))
writeFileSync(join(folder, 'berkas'), '')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('inputs and outputs', () => {
  it('are IN and OUT without a folder', async () => {
    expect(await pairFiles('sign', ['a.pdf', 'b.pdf'], undefined)).toEqual([
      { input: 'a.pdf', output: 'b.pdf' },
    ])
  })

  it('are many inputs and as many files of the same names in a folder', async () => {
    expect(await pairFiles('sign', ['x/a.pdf', 'b.pdf'], folder)).toEqual([
      { input: 'x/a.pdf', output: join(folder, 'a.pdf') },
      { input: 'b.pdf', output: join(folder, 'b.pdf') },
    ])
  })

  it('may be in a folder that is yet to be made, which naming it does not do', async () => {
    const out = join(folder, 'tahun/bulan')
    expect(await pairFiles('sign', ['a.pdf'], out)).toEqual([{ input: 'a.pdf', output: join(out, 'a.pdf') }])
    expect(existsSync(join(folder, 'tahun'))).toBe(false)
    await makeFolder(out)
    expect(statSync(out).isDirectory()).toBe(true)
    await makeFolder(out)
    await makeFolder(undefined)
  })

  it('has no folder made where a file is, and says so', async () => {
    await expect(makeFolder(join(folder, 'berkas/dalam'))).rejects.toMatchObject({
      code: 'CANNOT_WRITE',
      message: `the folder ${join(folder, 'berkas/dalam')} cannot be made (ENOTDIR)`,
    })
  })

  it.each([
    ['no output', ['a.pdf'], undefined, 'IN OUT'],
    ['three files and no folder', ['a.pdf', 'b.pdf', 'c.pdf'], undefined, 'IN OUT'],
    ['a folder and no input', [], folder, 'at least one PDF'],
    ['a folder that is none', ['a.pdf'], join(folder, 'berkas'), 'no folder'],
    ['a folder below a file', ['a.pdf'], join(folder, 'berkas/dalam'), 'no folder'],
    ['a folder without a name', ['a.pdf'], '', 'no folder'],
    ['two inputs of one name', ['x/a.pdf', 'y/a.pdf'], folder, 'two of the files'],
  ])('are refused for %s', async (_, positionals, out, told) => {
    const refused = pairFiles('sign', positionals, out)
    await expect(refused).rejects.toThrow(UsageError)
    await expect(refused).rejects.toThrow(told)
  })
})
