import { defaultPreflightPolicy, noPreflightPolicy, strictPreflightPolicy } from '@tapis/pades/create'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../command-line/usage-error.ts'
import { readSigningOptions } from './options.ts'

const files = ['a.pdf', 'b.pdf', '--p12', 'k.p12']
const read = (...flags: readonly string[]) => readSigningOptions([...files, ...flags], {})

describe('the options of tapis sign', () => {
  it.each([
    ['nothing: B-B', [], { level: 'B-B', tsa: [] }],
    ['an authority: B-T', ['--tsa', 'http://a.invalid'], { level: 'B-T', tsa: ['http://a.invalid'] }],
    ['B-B by name', ['--level', 'B-B'], { level: 'B-B', tsa: [] }],
    ['no --overwrite', [], { overwrite: false }],
    ['--overwrite', ['--overwrite'], { overwrite: true }],
    ['--certify before --overwrite', ['--certify', '--overwrite'], { certify: 2, overwrite: true }],
    ['B-LTA', ['--tsa', 'http://a.invalid', '--level', 'B-LTA'], { level: 'B-LTA' }],
    ['--certify before a flag: 2', ['--certify', '--reason', 'Setuju'], { certify: 2 }],
    ['--certify at the end: 2', ['--certify'], { certify: 2 }],
    ['no --preflight: warn', [], { preflight: defaultPreflightPolicy }],
    ['--preflight off', ['--preflight', 'off'], { preflight: noPreflightPolicy }],
    ['--preflight refuse', ['--preflight', 'refuse'], { preflight: strictPreflightPolicy }],
    ['no --covered: warn', [], { covered: 'warn' }],
    ['--covered refuse', ['--covered', 'refuse'], { covered: 'refuse' }],
    ['--certify 3', ['--certify', '3'], { certify: 3 }],
    [
      'a place',
      ['--place', '1,2,3,4,5'],
      { place: { kind: 'box', page: 1, box: { x: 2, y: 3, width: 4, height: 5 } } },
    ],
    [
      'a place of parts of points',
      ['--place', 'last,2.5,-0.005,4,5'],
      { place: { kind: 'box', page: 'last', box: { x: 2.5, y: -0.005, width: 4, height: 5 } } },
    ],
    [
      'an anchor, its size and which one',
      ['--anchor', '#', '--size', '100,40', '--occurrence', '2'],
      { place: { kind: 'anchor', anchor: '#', occurrence: 2, width: 100, height: 40 } },
    ],
    [
      'the last anchor, and a box where there is none',
      ['--anchor', '#', '--occurrence', 'last', '--otherwise', 'last,2,3,4,5'],
      {
        place: {
          kind: 'anchor',
          anchor: '#',
          occurrence: 'last',
          otherwise: { kind: 'box', page: 'last', box: { x: 2, y: 3, width: 4, height: 5 } },
        },
      },
    ],
    [
      'an anchor, and nothing to be seen without it',
      ['--anchor', '#', '--otherwise', 'invisible'],
      { place: { kind: 'anchor', anchor: '#', otherwise: 'invisible' } },
    ],
    [
      'an anchor alone',
      ['--anchor', `\${ttd_pengirim1}`],
      { place: { kind: 'anchor', anchor: `\${ttd_pengirim1}`, width: 208, height: 76 } },
    ],
    ['a password', ['--password', 'rahasia'], { password: 'rahasia' }],
    ['a field', ['--field', 'Bendahara'], { fields: { fieldName: 'Bendahara' } }],
  ])('are, for %s, what was meant', async (_, flags, expected) => {
    expect(await read(...flags)).toMatchObject(expected)
  })

  it('take the password of PDFs from the environment, a flag first', async () => {
    const environment = { TAPIS_PDF_PASSWORD: 'dari-lingkungan' }
    expect((await readSigningOptions(files, environment)).password).toBe('dari-lingkungan')
    expect((await readSigningOptions([...files, '--password', 'x'], environment)).password).toBe('x')
  })

  it.each([
    [['--level', 'B-X'], '--level'],
    [['--level', 'B-LTA'], '--tsa'],
    [['--level', 'B-B', '--tsa', 'http://a.invalid'], '--tsa'],
    [['--certify=4'], '--certify'],
    [['--preflight', 'maybe'], '--preflight'],
    [['--covered', 'maybe'], '--covered must be warn, refuse, allow'],
    [['--place', '1,2,3,4,5', '--anchor', '#'], '--anchor'],
    [['--place', '1,2,3,4,5,6'], '--place'],
    [['--anchor', ''], '--anchor'],
    [['--anchor', '#', '--occurrence', '0'], '--occurrence'],
    [['--anchor', '#', '--size', '10'], '--size'],
    [['--size', '10,10'], '--anchor'],
    [['--otherwise', 'invisible'], '--anchor'],
    [['--anchor', '#', '--otherwise', 'anywhere'], '--otherwise'],
    [['--place', 'first,2,3,4,5'], '--place'],
    [['--place', '1,,,200,70'], 'like 1,350,80,200,70, not 1,,,200,70'],
    [['--place', '1,0x10,2,200,70'], '--place'],
    [['--place', '1,1e1,2,200,70'], '--place'],
    [['--place', '1,2,3,-200,70'], '--place'],
    [['--place', '1,2,3,200,0'], '--place'],
    [['--place', '0,2,3,200,70'], '--place'],
    [['--place', '1.5,2,3,200,70'], '--place'],
    [['--place', '1,2, 3,200,70'], '--place'],
    [['--place', '-1,2,3,200,70'], '--place needs a value'],
    [['--anchor', '#', '--size', '0x10,40'], '--size'],
    [['--anchor', '#', '--size', ',40'], '--size'],
    [['--anchor', '#', '--occurrence', '1e0'], '--occurrence'],
    [['--certify', '4'], '--certify must be'],
    [['--reason', 'a', '--reason', 'b'], '--reason is given twice'],
    [['--unknown'], '--unknown'],
  ])('are refused: %j', async (flags, told) => {
    await expect(read(...flags)).rejects.toThrow(UsageError)
    await expect(read(...flags)).rejects.toThrow(told)
  })
})
