// Help that a terminal of 110 columns shows without breaking lines, and that leaves no flag out.
import { readFileSync } from 'node:fs'
import { defaultPreflightPolicy } from '@tapis/pades/create'
import { describe, expect, it } from 'vitest'
import { COMMANDS } from './commands.ts'
import { formatHelp, formatHelpOf } from './help.ts'

const COLUMNS = 110
const commands = Object.entries(COMMANDS)

describe('help', () => {
  it('has every command in one line', () => {
    for (const [name, { purpose }] of commands)
      expect(formatHelp()).toMatch(new RegExp(`tapis ${name} +${purpose}`))
  })

  it('fits into a terminal', () => {
    const texts = [formatHelp(), ...commands.map(([name, command]) => formatHelpOf(name, command))]
    for (const line of texts.join('\n').split('\n')) expect(line.length, line).toBeLessThanOrEqual(COLUMNS)
  })

  it.each([
    ['sign', '../commands/sign/options.ts'],
    ['augment', '../commands/augment.ts'],
    ['verify', '../commands/verify/options.ts'],
    ['serve', '../configuration/configuration.ts'],
    ['demo', '../configuration/configuration.ts'],
  ])('explains every flag of %s, and no other', (name, file) => {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8')
    const flags = /const FLAGS = \{\n([\s\S]*?)\n\}/.exec(source)?.[1] ?? ''
    const taken = [...flags.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, flag]) => flag)
    const rows = COMMANDS[name]?.flags.filter(([row]) => row.startsWith('--')) ?? []
    const explained = rows.map(([flag]) => /^--([\w-]+)/.exec(flag)?.[1])
    expect(taken.length).toBeGreaterThan(0)
    expect(explained.toSorted()).toEqual(taken.toSorted())
  })

  it.each([
    ['signer list', 'list<T>', '../commands/operator/listing.ts'],
    ['signer suspend', 'setSigner', '../commands/operator/signer.ts'],
    ['signer resume', 'setSigner', '../commands/operator/signer.ts'],
    ['application list', 'list<T>', '../commands/operator/listing.ts'],
    ['application disable', 'setApplication', '../commands/operator/application.ts'],
    ['application enable', 'setApplication', '../commands/operator/application.ts'],
    ['events', 'showEvents', '../commands/operator/events.ts'],
  ])('explains every flag of %s, and no other', (name, taker, file) => {
    const source = readFileSync(new URL(file, import.meta.url), 'utf8')
    const [, body = ''] = source.split(`export async function ${taker}(`)
    const flags = /parseFlags\(parameters, \{([^}]*)\}/.exec(body)?.[1] ?? ''
    const taken = [...flags.matchAll(/([\w-]+)'?: (?:text|yes)/g)].map(([, flag]) => flag)
    const explained = COMMANDS[name]?.flags.map(([flag]) => /^--([\w-]+)/.exec(flag)?.[1])
    expect(taken.length).toBeGreaterThan(0)
    expect(explained?.toSorted()).toEqual(taken.toSorted())
  })

  it('names every variable, and says that of two places one is needed', () => {
    expect(formatHelp()).toMatch(/TAPIS_PORTAL_ORIGIN .*needed unless --local/)
  })

  it('of sign says what is refused though nothing was asked for', () => {
    const refused = Object.entries(defaultPreflightPolicy).filter(([, action]) => action === 'refuse')
    const [, meaning] = COMMANDS['sign']?.flags.find(([flag]) => flag.startsWith('--preflight')) ?? []
    expect(refused.length).toBeGreaterThan(0)
    for (const [code] of refused) expect(meaning).toContain(code)
    expect(meaning).toContain('--preflight off')
  })
})
