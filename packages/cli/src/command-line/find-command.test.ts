import { describe, expect, it } from 'vitest'
import { findCommand } from './find-command.ts'
import { UsageError } from './usage-error.ts'

describe('the words of a command line', () => {
  it.each([
    [['serve', '--local'], 'serve', ['--local']],
    [['signer', 'list', '--json'], 'signer list', ['--json']],
    [['events'], 'events', []],
    // A file may be called like anything.
    [['verify', 'list'], 'verify', ['list']],
  ])('%j name a command', (words, name, parameters) => {
    expect(findCommand(words)).toMatchObject({ name, parameters })
  })

  it.each([
    [['signer', 'lst'], 'there is no command signer lst; did you mean signer list? tapis help lists them'],
    [
      ['aplication', 'list'],
      'there is no command aplication; did you mean application list? tapis help lists them',
    ],
    [['evnts', '--json'], 'there is no command evnts; did you mean events? tapis help lists them'],
    [['constructor'], 'there is no command constructor; tapis help lists them'],
    [['signer'], 'tapis signer needs one of list, suspend, resume'],
    [['signer', '--json'], 'tapis signer needs one of list, suspend, resume'],
    [['signer', 'nothing-like-it'], 'there is no command signer nothing-like-it; tapis help lists them'],
  ])('%j name none, and the nearest is told', (words, told) => {
    expect(() => findCommand(words)).toThrow(UsageError)
    expect(() => findCommand(words)).toThrow(told)
  })
})
