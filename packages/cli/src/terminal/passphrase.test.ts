import { describe, expect, it } from 'vitest'
import { askPassphrase, askTwice } from './passphrase.ts'

describe('the passphrase of a key', () => {
  it.each(['Sirih-Pinang', '', ' '])(
    'is what TAPIS_PASSPHRASE says, also nothing: %j',
    async (passphrase) => {
      expect(await askPassphrase('?', { TAPIS_PASSPHRASE: passphrase })).toBe(passphrase)
    },
  )
})

describe('a new passphrase', () => {
  const choose = async (...typed: readonly string[]) => {
    const said: string[] = []
    const left = [...typed]
    const ask = async (prompt: string) => {
      said.push(prompt)
      return left.shift() ?? ''
    }
    const complain = (line: string) => said.push(line)
    const chosen = askTwice({ holder: 'Contoh Pejabat', known: ['Contoh Pejabat'], ask, complain })
    return { chosen: await chosen.catch((error: unknown) => error), said, left }
  }
  const good = 'sirih pinang merah lipat'

  it('is asked for twice', async () => {
    expect(await choose(good, good)).toMatchObject({ chosen: good, left: [] })
  })

  it('is told at once that it is too weak, without being repeated, and asked for again', async () => {
    const { chosen, said } = await choose('tujuh77', good, good)
    expect(chosen).toBe(good)
    expect(said).toEqual([
      expect.stringContaining('New passphrase of Contoh Pejabat'),
      expect.stringMatching(/^Kata sandi terlalu pendek(?!.*tujuh77).* too short/),
      expect.stringContaining('New passphrase of Contoh Pejabat'),
      'Once more: ',
    ])
  })

  it('is not made of what others know of its holder', async () => {
    const { chosen, said } = await choose('pejabat-contoh-2026', good, good)
    expect(chosen).toBe(good)
    expect(said[1]).toContain('has your name')
  })

  it('is asked for three times at most', async () => {
    const { chosen, left } = await choose('tujuh77', good, 'lain dari itu', 'x', good, good)
    expect(chosen).toMatchObject({ name: 'UsageError', message: expect.stringContaining('Contoh Pejabat') })
    expect(left).toEqual([good, good])
  })
})
