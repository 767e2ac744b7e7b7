// What may stand where an output is written, what stays of the input, and what is left behind:
// nothing.
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { removeUnfinished } from './asides.ts'
import { changeCopy } from './change-copy.ts'
import type { PdfOnDisk } from './pdf-on-disk.ts'

const parent = mkdtempSync(join(tmpdir(), 'tapis-output-'))
let folder = parent
const at = (name: string) => join(folder, name)
const textOf = (name: string) => readFileSync(at(name), 'utf8')
const modeOf = (name: string) => statSync(at(name)).mode & 0o777
const asides = () => readdirSync(folder).filter((name) => name.endsWith('.tapis'))
const more = (copy: PdfOnDisk) => copy.append(Buffer.from(' lagi'))
const change = (output: string, replaceable: Parameters<typeof changeCopy>[2] = 'nothing', work = more) =>
  changeCopy(at('in'), at(output), replaceable, work)

beforeEach(() => {
  folder = mkdtempSync(join(parent, 'kasus-'))
  writeFileSync(at('in'), 'isi')
})
afterEach(() => expect(asides()).toEqual([]))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

describe('what stands in the place of an output', () => {
  it('is nothing: the changed copy stands there, and the input is as it was', async () => {
    expect(await change('out')).toMatchObject({ addedBytes: 5 })
    expect([textOf('in'), textOf('out')]).toEqual(['isi', 'isi lagi'])
  })

  it.each(['nothing', 'the input'] as const)(
    'is another file, which stays when %s may be replaced',
    async (replaceable) => {
      writeFileSync(at('out'), 'lain')
      await expect(change('out', replaceable)).rejects.toMatchObject({
        code: 'OUTPUT_EXISTS',
        message: `${at('out')} exists already`,
      })
      expect(textOf('out')).toBe('lain')
    },
  )

  it('is another file, which is replaced when any may be', async () => {
    writeFileSync(at('out'), 'lain')
    await change('out', 'any file')
    expect(textOf('out')).toBe('isi lagi')
  })

  it.each(['in', '../kasus/in', 'nama-kedua'])('is the input itself, as %s', async (name) => {
    symlinkSync(folder, join(parent, 'kasus'))
    linkSync(at('in'), at('nama-kedua'))
    try {
      await expect(change(name)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
      expect(textOf('in')).toBe('isi')
      await change(name, 'the input')
      expect(textOf(name)).toBe('isi lagi')
    } finally {
      rmSync(join(parent, 'kasus'))
    }
  })

  it('is a link, which stays, and what it leads to is replaced', async () => {
    mkdirSync(at('jauh'))
    writeFileSync(at('jauh/out'), 'lain')
    symlinkSync('jauh/out', at('out'))
    await expect(change('out')).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    await change('out', 'any file')
    expect([readlinkSync(at('out')), textOf('jauh/out')]).toEqual(['jauh/out', 'isi lagi'])
    expect(readdirSync(at('jauh'))).toEqual(['out'])
  })

  it('is a link that leads to nothing yet: the file is made there', async () => {
    mkdirSync(at('jauh'))
    symlinkSync('jauh/out', at('out'))
    await change('out')
    expect([readlinkSync(at('out')), textOf('jauh/out')]).toEqual(['jauh/out', 'isi lagi'])
  })

  it.each([
    ['a folder', () => mkdirSync(at('out')), 'a folder'],
    ['a FIFO', () => spawnSync('mkfifo', [at('out')]), 'a FIFO'],
    ['a link to a FIFO', () => spawnSync('sh', ['-c', 'mkfifo p && ln -s p out'], { cwd: folder }), 'a FIFO'],
  ])('is %s: never replaced', async (_, make, told) => {
    make()
    const { ino } = statSync(at('out'))
    await expect(change('out', 'any file')).rejects.toMatchObject({
      code: 'OUTPUT_NOT_A_FILE',
      message: `${at('out')} is ${told}, not a file`,
    })
    expect(statSync(at('out')).ino).toBe(ino)
  })

  it('is a socket: never replaced', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(at('out'), resolve))
    await expect(change('out', 'any file')).rejects.toMatchObject({ code: 'OUTPUT_NOT_A_FILE' })
    await new Promise((resolve) => server.close(resolve))
  })

  it('is a device: never replaced', async ({ skip }) => {
    // Making one takes a privilege; an existing one is not put at risk.
    if (spawnSync('mknod', [at('out'), 'c', '1', '3']).status !== 0) skip()
    await expect(change('out', 'any file')).rejects.toMatchObject({ code: 'OUTPUT_NOT_A_FILE' })
    expect(statSync(at('out')).isCharacterDevice()).toBe(true)
  })

  it.each(['', 'baru/'])('is no name of a file: "%s"', async (name) => {
    const output = name === '' ? '' : at(name)
    await expect(changeCopy(at('in'), output, 'any file', more)).rejects.toMatchObject({
      code: 'OUTPUT_NOT_A_FILE',
    })
  })

  it('came there meanwhile, and stays', async () => {
    const meanwhile = async () => writeFileSync(at('out'), 'lain')
    await expect(change('out', 'nothing', meanwhile)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(textOf('out')).toBe('lain')
  })

  it.each([
    ['no folder', 'tidak-ada/out', 'ENOENT'],
    ['a file instead of the folder', 'in/out', 'ENOTDIR'],
    ['a link to itself', 'putar', 'ELOOP'],
    ['a name that is too long', 'n'.repeat(300), 'ENAMETOOLONG'],
  ])('cannot be written for %s', async (_, output, reason) => {
    symlinkSync('putar', at('putar'))
    await expect(change(output)).rejects.toMatchObject({
      code: 'CANNOT_WRITE',
      message: `${at(output)} cannot be written (${reason})`,
    })
  })
})

describe('a changed copy', () => {
  it.each([0o600, 0o640, 0o444])('keeps the mode of its input, %o', async (mode) => {
    chmodSync(at('in'), mode)
    await change('out')
    expect(modeOf('out')).toBe(mode)
    await change('in', 'the input')
    expect([modeOf('in'), textOf('in')]).toEqual([mode, 'isi lagi'])
  })

  it('of what a pipe gives has the mode of a new file', async () => {
    spawnSync('mkfifo', [at('pipa')])
    const writer = spawn('sh', ['-c', 'printf isi > "$0"', at('pipa')])
    await changeCopy(at('pipa'), at('out'), 'nothing', more)
    expect(writer.exitCode ?? 0).toBe(0)
    expect([textOf('out'), modeOf('out')]).toEqual(['isi lagi', 0o666 & ~process.umask()])
  })

  it('that nothing was added to leaves an input in place alone, and is made where it is another file', async () => {
    const { ino } = statSync(at('in'))
    const nothing = async () => undefined
    expect(await change('in', 'the input', nothing)).toEqual({ result: undefined, addedBytes: 0 })
    expect(statSync(at('in')).ino).toBe(ino)
    await change('out', 'nothing', nothing)
    expect(textOf('out')).toBe('isi')
  })

  it('is not there when the work fails', async () => {
    const failing = () => Promise.reject(new Error('tidak jadi'))
    await expect(change('out', 'nothing', failing)).rejects.toThrow('tidak jadi')
    expect(existsSync(at('out'))).toBe(false)
  })

  it('in the making is removed for a process that ends', async () => {
    const ending = async () => {
      expect(asides()).toHaveLength(1)
      removeUnfinished()
      expect(asides()).toEqual([])
    }
    await expect(change('out', 'nothing', ending)).rejects.toMatchObject({ code: 'CANNOT_WRITE' })
  })

  it('is made beside what a crash left behind', async () => {
    const left = `.${process.pid}.tapis`
    writeFileSync(at(left), '')
    await change('out')
    rmSync(at(left))
  })
})
