import { describe, expect, it } from 'vitest'
import { askPassphrase } from './passphrase.ts'

describe('the passphrase of a key', () => {
  it.each(['Sirih-Pinang', '', ' '])(
    'is what TAPIS_PASSPHRASE says, also nothing: %j',
    async (passphrase) => {
      expect(await askPassphrase('?', { TAPIS_PASSPHRASE: passphrase })).toBe(passphrase)
    },
  )
})
