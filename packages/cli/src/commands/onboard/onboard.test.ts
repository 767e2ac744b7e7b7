import { describe, expect, it } from 'vitest'
import { UsageError } from '../../command-line/usage-error.ts'
import { readOnboarding } from './onboard.ts'

describe('what onboard is told', () => {
  it('is one plan, and flags before or after it', () => {
    expect(readOnboarding(['--json', 'kota.json', '--local', '--dry-run'], {})).toMatchObject({
      planFile: 'kota.json',
      dryRun: true,
      json: true,
      configuration: { dataFolder: 'data' },
    })
  })

  it.each([
    ['no plan', ['--local']],
    ['two plans', ['--local', 'kota.json', 'kota.json']],
    ['an address too few', ['kota.json']],
    ['a flag that there is not', ['--local', '--dryrun', 'kota.json']],
  ])('is refused with %s', (_, parameters) => {
    expect(() => readOnboarding(parameters, {})).toThrow(UsageError)
  })
})
