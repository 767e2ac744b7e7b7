import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { passphraseAdvice, requireStrongEnough } from './passphrase-strength.ts'

// Invented; no region has the code 187199.
const holder = [
  'dinkes',
  'Dinas Kesehatan Contoh',
  'Dr. Rekaan Wibisana, S.H., M.H.',
  '1871990101900001',
  '199001012015031001',
]

describe('a new passphrase', () => {
  it.each([
    ['', 'TOO_SHORT'],
    ['kX9#mQ2vL', 'TOO_SHORT'],
    ['é'.repeat(9), 'TOO_SHORT'],
    ['x7'.repeat(129), 'TOO_LONG'],
    ['12345678', 'COMMON'],
    ['password1', 'COMMON'],
    ['1234567890', 'COMMON'],
    ['qwertyuiop', 'COMMON'],
    ['P@ssw0rd123!', 'GUESSABLE'],
    ['rahasia123', 'GUESSABLE'],
    ['aaaaaaaaaaaaaaaa', 'GUESSABLE'],
    ['abcabcabcabcabc', 'GUESSABLE'],
    ['17081945170845', 'GUESSABLE'],
    ['sayasayangkamu', 'GUESSABLE'],
    ['indonesia1945', 'GUESSABLE'],
    ['Bandarlampung2026', 'ABOUT_HOLDER'],
    ['Tapis-Lampung-99', 'ABOUT_HOLDER'],
    ['RekaanWibisana1', 'ABOUT_HOLDER'],
    ['Wibisana-2026!', 'ABOUT_HOLDER'],
    ['1871990101900001', 'ABOUT_HOLDER'],
    ['199001012015031001', 'ABOUT_HOLDER'],
    ['dinaskesehatancontoh', 'ABOUT_HOLDER'],
  ] as const)('is refused: %s is %s', async (passphrase, weakness) => {
    const { id, en } = passphraseAdvice[weakness]
    const refused = { name: 'CustodyError', code: 'PASSPHRASE_TOO_WEAK', weakness, message: `${id} / ${en}` }
    await expect(requireStrongEnough(passphrase, { holder })).rejects.toMatchObject(refused)
    const bytes = new TextEncoder().encode(passphrase)
    await expect(requireStrongEnough(bytes, { holder })).rejects.toMatchObject(refused)
  })

  it.each([
    'kX9#mQ2vLp',
    'kuda benar baterai staples',
    'sirih pinang merah lipat',
    'Café-pagi-di-teras-kayu',
    'gajah ungu membaca peta',
    'x7'.padEnd(256, 'kuda benar baterai staples '),
  ])('may be %s', async (passphrase) => {
    await expect(requireStrongEnough(passphrase, { holder })).resolves.toBeUndefined()
  })

  it('may be any that the service makes for itself', async () => {
    for (let round = 0; round < 20; round++)
      await requireStrongEnough(randomBytes(32).toString('hex'), { holder: ['Pemerintah Kota Contoh'] })
  })

  it('is never repeated in the refusal', async () => {
    const secret = 'rekaanwibisana'
    const error: unknown = await requireStrongEnough(secret, { holder }).catch((thrown: unknown) => thrown)
    expect(JSON.stringify(error) + String(error)).not.toContain(secret)
    for (const known of holder) expect(String(error)).not.toContain(known)
  })
})

describe('the dictionaries', () => {
  it('are not read by who only opens keys', () => {
    const room = new URL('./index.ts', import.meta.url).href
    const script = `
      const { createRequire } = await import('node:module')
      const { requireStrongEnough } = await import(${JSON.stringify(room)})
      const loaded = () => Object.keys(createRequire(${JSON.stringify(room)}).cache).filter((path) => /zxcvbn/.test(path)).length
      const before = loaded()
      await requireStrongEnough('kuda benar baterai staples')
      console.log(JSON.stringify([before, loaded() > 0]))`
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual([0, true])
  })
})
