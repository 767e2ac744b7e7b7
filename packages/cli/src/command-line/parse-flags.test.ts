import { describe, expect, it } from 'vitest'
import { FlagError, parseFlags, text, texts, yes } from './parse-flags.ts'

const FLAGS = { reason: text, place: text, tsa: texts, json: yes }

describe('flags', () => {
  it('stand in any order with the files', () => {
    const { values, positionals } = parseFlags(
      ['a.pdf', '--tsa', 'x', '--json', 'b.pdf', '--tsa=y', '--reason=-ya-', '--', '--json'],
      FLAGS,
    )
    expect({ ...values }).toEqual({ tsa: ['x', 'y'], json: true, reason: '-ya-' })
    expect(positionals).toEqual(['a.pdf', 'b.pdf', '--json'])
  })

  it.each([
    [['--resaon', 'x'], 'unknown flag --resaon; did you mean --reason?'],
    [['--jsn'], 'unknown flag --jsn; did you mean --json?'],
    [['--pasword=rahasia'], 'unknown flag --pasword'],
    [['--constructor'], 'unknown flag --constructor'],
    [['-r', 'x'], 'unknown flag -r'],
    [['-1,2,3'], 'unknown flag -1'],
    [['--reason'], '--reason needs a value'],
    [
      ['--place', '-1,2,3,4,5'],
      '--place needs a value; one that begins with a dash is written --place=VALUE',
    ],
    [['--reason', '--json'], '--reason needs a value; one that begins with a dash is written --reason=VALUE'],
    [['--json=yes'], '--json takes no value'],
    [['--reason', 'a', '--reason', 'b'], '--reason is given twice'],
    [['--no-json'], 'unknown flag --no-json'],
  ])('are refused in one line of our own: %j', (parameters, message) => {
    expect(() => parseFlags(parameters, FLAGS)).toThrow(FlagError)
    expect(() => parseFlags(parameters, FLAGS)).toThrow(new RegExp(`^${message.replace('?', '\\?')}$`))
  })
})
