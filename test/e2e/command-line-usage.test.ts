// How the command line speaks to who called it wrongly, asks for help, or does not listen to the
// end.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TAPIS, tapis } from '../support/tapis.ts'

describe('a command that was called wrongly', () => {
  it.each([
    [
      ['sign', '--resaon', 'x'],
      'tapis sign: unknown flag --resaon; did you mean --reason? See `tapis help sign`',
    ],
    [['verify', '--json=yes', 'a.pdf'], 'tapis verify: --json takes no value. See `tapis help verify`'],
    [
      ['sign', 'a.pdf', 'b.pdf', '--place', '-1,2,3,4,5'],
      'tapis sign: --place needs a value; one that begins with a dash is written --place=VALUE. See `tapis help sign`',
    ],
    [['sign'], 'tapis sign needs IN OUT, or any number of PDFs and --out FOLDER'],
    [['verify'], 'tapis verify needs at least one file'],
    [['verfy'], 'tapis: there is no command verfy; did you mean verify? tapis help lists them'],
    [
      ['signer', 'suspnd'],
      'tapis: there is no command signer suspnd; did you mean signer suspend? tapis help lists them',
    ],
    [['signer', '--json'], 'tapis signer needs one of list, suspend, resume'],
    [
      ['signer', 'list', '--agncy', 'x'],
      'tapis signer list: unknown flag --agncy; did you mean --agency? See `tapis help signer list`',
    ],
    [['help', 'constructor'], 'tapis: there is no command constructor; tapis help lists them'],
    [
      ['verify', '--trust', 'akar\u001b[2J.cer', 'a.pdf'],
      'tapis verify: the trust file akar\ufffd[2J.cer cannot be read (ENOENT)',
    ],
  ])('is told in one line: %j', (parameters, message) => {
    expect(tapis(parameters)).toEqual({ status: 2, out: '', err: `${message}\n` })
  })
})

describe('help', () => {
  it.each([[['-h']], [['--help']], [['help']], [['help', '--help']]])('is given for %j', (parameters) => {
    const { status, out } = tapis(parameters)
    expect({ status, start: out.split('\n')[0] }).toEqual({
      status: 0,
      start: 'Tapis: electronic signatures of a city',
    })
  })

  it.each([
    'serve',
    'demo',
    'onboard',
    'signer list',
    'application disable',
    'events',
    'sign',
    'augment',
    'verify',
  ])('of %s is given three ways', (name) => {
    const words = name.split(' ')
    const [first, ...others] = [
      ['help', ...words],
      [...words, '-h'],
      [...words, '--help'],
    ].map((asked) => tapis(asked))
    expect(first?.out).toMatch(new RegExp(`^tapis ${name}`))
    for (const other of others) expect(other).toEqual(first)
  })

  it.each([
    [['help', 'signer'], 0],
    [['signer', '--help'], 0],
    [['signer'], 2],
  ])('of a noun lists what can be done with it: %j', (parameters, status) => {
    const ran = tapis(parameters)
    expect(ran.status).toBe(status)
    expect(ran.out.match(/tapis signer (list|suspend|resume) /g)).toHaveLength(3)
  })

  it.each(['-v', '--version'])('says the version for %s', (flag) => {
    expect(tapis([flag])).toMatchObject({ status: 0, out: expect.stringMatching(/^tapis \d+\.\d+\.\d+\n$/) })
  })
})

describe('standard output', () => {
  /** The status is told on standard error, since a pipeline has that of its last command. */
  const shell = (command: string) => {
    const { stderr } = spawnSync('sh', ['-c', command, 'sh', ...TAPIS], { encoding: 'utf8' })
    return stderr
  }

  it.each(['help', 'verify --json tidak-ada.pdf'])(
    'whose reader has gone ends %s without a word',
    (command) => {
      expect(shell(`{ "$@" ${command}; echo $? >&2; } | :`)).toBe('141\n')
    },
  )

  it.skipIf(!existsSync('/dev/full')).each(['help', 'verify --json tidak-ada.pdf'])(
    'that takes nothing more is a failure of %s',
    (command) => {
      expect(shell(`"$@" ${command} > /dev/full; echo $? >&2`)).toBe(
        'tapis: standard output cannot be written (ENOSPC)\n1\n',
      )
    },
  )
})
