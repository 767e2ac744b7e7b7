// What `tapis sign` and `tapis augment` write, what they refuse to write over, and what they leave
// behind: nothing.

import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sample } from '../support/samples.ts'
import { silentServer } from '../support/silent-server.ts'
import { tapis } from '../support/tapis.ts'
import { TEST_KEY } from '../support/test-key.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = join(root, 'packages/cli/src/main.ts')
const parent = mkdtempSync(join(tmpdir(), 'tapis-keluaran-'))
let folder = parent
const at = (name: string) => join(folder, name)
const { file: p12, environment: passphrase } = TEST_KEY
const environment = { ...passphrase, TAPIS_DATA: join(parent, 'nowhere') }
const plain = sample('bpprd-sppt').pdf
let signed: Buffer

const sign = (...parameters: readonly string[]) => tapis(['sign', ...parameters, '--p12', p12], environment)
/** No authority: what it would be asked for comes later than what is tested. */
const augment = (...parameters: readonly string[]) =>
  tapis(['augment', ...parameters, '--level', 'B-T', '--tsa', 'http://127.0.0.1:9/tsa'], environment)

beforeAll(() => {
  writeFileSync(at('surat.pdf'), plain)
  expect(sign(at('surat.pdf'), at('signed.pdf'))).toMatchObject({ status: 0, err: '' })
  signed = readFileSync(at('signed.pdf'))
})
beforeEach(() => {
  folder = mkdtempSync(join(parent, 'kasus-'))
  writeFileSync(at('in.pdf'), plain)
  writeFileSync(at('signed.pdf'), signed)
})
afterEach(() => expect(readdirSync(folder).filter((name) => name.endsWith('.tapis'))).toEqual([]))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

describe('an output that exists', () => {
  it.each([
    ['sign', sign, 'in.pdf'],
    ['augment', augment, 'signed.pdf'],
  ])('is refused by %s before anything is done, and stays', (_, run, input) => {
    writeFileSync(at('out.pdf'), 'lain')
    const { status, err } = run(at(input), at('out.pdf'))
    expect({ status, err }).toEqual({
      status: 1,
      err: expect.stringContaining(`OUTPUT_EXISTS: ${at('out.pdf')} exists already: --overwrite replaces it`),
    })
    expect(readFileSync(at('out.pdf'), 'utf8')).toBe('lain')
  })

  it('is replaced with --overwrite', () => {
    writeFileSync(at('out.pdf'), 'lain')
    expect(sign(at('in.pdf'), at('out.pdf'), '--overwrite')).toMatchObject({ status: 0, err: '' })
    expect(readFileSync(at('out.pdf'))).toEqual(signedAlike())
  })

  it('may be the input of sign only with --overwrite: there may be no other original', () => {
    const refused = sign(at('in.pdf'), at('in.pdf'))
    expect(refused.status).toBe(1)
    expect(refused.err).toContain('OUTPUT_EXISTS')
    expect(readFileSync(at('in.pdf')).equals(plain)).toBe(true)
    expect(sign(at('in.pdf'), at('in.pdf'), '--overwrite').status).toBe(0)
    expect(readFileSync(at('in.pdf'))).toEqual(signedAlike())
  })

  it('in a folder is refused for itself, and the other files are signed', () => {
    mkdirSync(at('out'))
    copyFileSync(at('in.pdf'), at('kedua.pdf'))
    writeFileSync(at('out/in.pdf'), 'lain')
    const { status, out, err } = sign(at('in.pdf'), at('kedua.pdf'), '--out', at('out'))
    expect(status).toBe(1)
    expect(err).toContain('OUTPUT_EXISTS')
    expect(out).toContain(`${at('out/kedua.pdf')}: signed`)
    expect(readFileSync(at('out/in.pdf'), 'utf8')).toBe('lain')
  })

  it.each([
    ['sign', sign, 'in.pdf'],
    ['augment', augment, 'signed.pdf'],
  ])('and is no file is never replaced by %s', (_, run, input) => {
    expect(spawnSync('mkfifo', [at('pipa')]).status).toBe(0)
    // A device takes a privilege to make. None that exists is put at risk.
    const isMade = spawnSync('mknod', [at('null'), 'c', '1', '3']).status === 0
    for (const name of ['pipa', '.', ...(isMade ? ['null'] : [])]) {
      const { status, err } = run(at(input), at(name), '--overwrite')
      expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining('OUTPUT_NOT_A_FILE') })
    }
    expect(statSync(at('pipa')).isFIFO()).toBe(true)
    if (isMade) expect(statSync(at('null')).isCharacterDevice()).toBe(true)
  })

  it('and is a link stays one: what it leads to is replaced', () => {
    mkdirSync(at('jauh'))
    writeFileSync(at('jauh/out.pdf'), 'lain')
    symlinkSync('jauh/out.pdf', at('out.pdf'))
    expect(sign(at('in.pdf'), at('out.pdf'), '--overwrite').status).toBe(0)
    expect(readFileSync(at('jauh/out.pdf'))).toEqual(signedAlike())
    expect(readdirSync(at('jauh'))).toEqual(['out.pdf'])
  })

  const signedAlike = () =>
    expect.toSatisfy(
      (bytes: Buffer) => bytes.subarray(0, plain.length).equals(plain) && bytes.length > plain.length,
    )
})

describe('an output that cannot be written', () => {
  it.each([
    ['sign', sign, 'in.pdf'],
    ['augment', augment, 'signed.pdf'],
  ])('is told by %s with its name and the reason', (command, run, input) => {
    const output = at('tidak-ada/out.pdf')
    expect(run(at(input), output)).toEqual({
      status: 1,
      out: '',
      err: `tapis ${command}: ${at(input)}: CANNOT_WRITE: ${output} cannot be written (ENOENT)\n`,
    })
  })

  it.each([
    ['the copy', 100],
    ['what is added', Math.ceil(plain.length / 512) + 1],
  ])('for want of room for %s leaves nothing behind', (_, blocks) => {
    // A limit of the process stands for a disk that is full; blocks of 512 bytes, as POSIX has it.
    const limited = `ulimit -f ${blocks} && exec "$0" "$@"`
    const parameters = [main, 'sign', at('in.pdf'), at('out.pdf'), '--p12', p12]
    const { status, stderr } = spawnSync('sh', ['-c', limited, process.execPath, ...parameters], {
      encoding: 'utf8',
      env: { ...process.env, ...environment },
    })
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: `tapis sign: ${at('in.pdf')}: CANNOT_WRITE: ${at('out.pdf')} cannot be written (EFBIG)\n`,
    })
    expect(existsSync(at('out.pdf'))).toBe(false)
  })
})

describe('a folder for outputs that is not there', () => {
  it.each([
    ['sign', sign, 'in.pdf'],
    ['augment', augment, 'signed.pdf'],
  ])('is made by %s, with those above it', (_, run, input) => {
    run(at(input), '--out', at('2026/november'))
    expect(statSync(at('2026/november')).isDirectory()).toBe(true)
  })

  it('is not made for a command that was called wrongly', () => {
    expect(sign(at('in.pdf'), '--out', at('baru'), '--level', 'B-T').status).toBe(2)
    expect(existsSync(at('baru'))).toBe(false)
  })

  it('holds what was signed', () => {
    expect(sign(at('in.pdf'), '--out', at('baru'))).toMatchObject({ status: 0, err: '' })
    expect(readdirSync(at('baru'))).toEqual(['in.pdf'])
  })

  it('that cannot be made is told in one line', () => {
    writeFileSync(at('berkas'), '')
    expect(sign(at('in.pdf'), '--out', at('berkas/baru'))).toEqual({
      status: 2,
      out: '',
      err: `tapis sign: --out ${at('berkas/baru')} is no folder\n`,
    })
  })
})

describe('a name', () => {
  const hostile = 'a\u001b[2J\u202efdp.pdf'

  it('of an output moves no cursor, whether it is written or refused', () => {
    const first = sign(at('in.pdf'), at(hostile))
    expect(first.out).toMatch(/a\ufffd\[2J\ufffdfdp\.pdf: signed at B-B/)
    const second = sign(at('in.pdf'), at(hostile))
    expect(second.err).toContain('OUTPUT_EXISTS')
    for (const steering of ['\u001b', '\u202e']) expect(first.out + second.err).not.toContain(steering)
  })

  it('is that of the key where the key cannot be read', () => {
    const { status, err } = tapis(
      ['sign', at('in.pdf'), at('out.pdf'), '--p12', at('hilang.p12')],
      environment,
    )
    expect({ status, err }).toEqual({
      status: 1,
      err: `tapis sign: CANNOT_READ: --p12 ${at('hilang.p12')} cannot be read (ENOENT)\n`,
    })
  })
})

it('has the mode of its input', () => {
  chmodSync(at('in.pdf'), 0o600)
  expect(sign(at('in.pdf'), at('out.pdf')).status).toBe(0)
  expect(statSync(at('out.pdf')).mode & 0o777).toBe(0o600)
})

describe.each([
  ['sign', ['--p12', p12], 'in.pdf'],
  ['augment', ['--level', 'B-T'], 'signed.pdf'],
])('tapis %s that is told to end', (command, flags, input) => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind on %s', async (signal) => {
    const authority = await silentServer()
    const parameters = [main, command, at(input), at('out.pdf'), ...flags, '--tsa', authority.url]
    const child = spawn(process.execPath, parameters, {
      env: { ...process.env, ...environment },
      stdio: 'ignore',
    })
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve(by ?? code)))
    try {
      await Promise.race([authority.asked, ended])
      expect(readdirSync(folder).filter((name) => name.endsWith('.tapis'))).toHaveLength(1)
      child.kill(signal)
      // Ended by the signal itself: a shell hears 128 and its number.
      expect(await ended).toBe(signal)
      expect(readdirSync(folder).toSorted()).toEqual(['in.pdf', 'signed.pdf'])
    } finally {
      child.kill('SIGKILL')
      authority.close()
    }
  })

  it('does not wait for what is being read', async () => {
    spawnSync('mkfifo', [at('pipa')])
    const parameters = [main, command, at('pipa'), at('out.pdf'), ...flags, '--tsa', 'http://127.0.0.1:9/']
    const child = spawn(process.execPath, parameters, { env: { ...process.env, ...environment } })
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve(by ?? code)))
    // Opens only once the command opens it, too.
    const writer = await open(at('pipa'), 'w')
    child.kill('SIGTERM')
    expect(await ended).toBe('SIGTERM')
    await writer.close()
  })
})
