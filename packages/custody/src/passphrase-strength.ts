// Refuses a new passphrase that would be guessed. Nothing else stands between a copy of the
// database and an official's signature: whoever has the copy guesses as fast as their computers
// derive keys, and no throttle counts.
import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { CustodyError, type PassphraseWeakness } from './errors.ts'
import { type Passphrase, passphraseText } from './passphrase.ts'

export interface StrengthOptions {
  /** What others know of the holder: names, NIK, NIP, position, agency. Default: nothing. */
  readonly holder?: readonly string[] | undefined
}

/** In characters, of a passphrase for a new key. Existing keys open with what they were given. */
const minimumPassphraseCharacters = 10
/** In UTF-16 units. The API takes no longer passphrase: a key under one could never sign. */
export const maximumPassphraseCharacters = 256

/**
 * At about 0.15 s of one core for each guess (Argon2id, `defaultCost`) these take 47 years of one
 * core. zxcvbn's score 3 begins at 10^8, half a year of one core: a day of rented machines. Its
 * score 4 begins here.
 */
const ENOUGH_GUESSES = 1e10

/** Words that everybody in town knows and no dictionary has. */
const LOCAL_WORDS = [
  'tapis',
  'lampung',
  'bandarlampung',
  'pemkot',
  'pemda',
  'balam',
  'saburai',
  'sai bumi ruwa jurai',
]

/**
 * Refuses what is short, common, made of what is known of its holder, or otherwise found in fewer
 * than 10^10 guesses. The estimate is zxcvbn's, with Indonesian dictionaries, read at the first
 * call; it says nothing of a passphrase that is used elsewhere.
 *
 * @throws CustodyError PASSPHRASE_TOO_WEAK with `weakness`; the message tells the holder what to
 *   do, in Indonesian and English
 */
export async function requireStrongEnough(
  passphrase: Passphrase,
  options: StrengthOptions = {},
): Promise<void> {
  const weakness = await weaknessOf(passphraseText(passphrase).normalize('NFC'), options)
  if (weakness === undefined) return
  const { id, en } = passphraseAdvice[weakness]
  throw new CustodyError('PASSPHRASE_TOO_WEAK', `${id} / ${en}`, { weakness })
}

/** What the holder is told. */
export const passphraseAdvice: Readonly<
  Record<PassphraseWeakness, { readonly id: string; readonly en: string }>
> = {
  TOO_SHORT: {
    id: `Kata sandi terlalu pendek: paling sedikit ${minimumPassphraseCharacters} karakter, lebih baik empat kata yang tidak berkaitan`,
    en: `the passphrase is too short: at least ${minimumPassphraseCharacters} characters, better four unrelated words`,
  },
  TOO_LONG: {
    id: `Kata sandi terlalu panjang: paling banyak ${maximumPassphraseCharacters} karakter`,
    en: `the passphrase is too long: at most ${maximumPassphraseCharacters} characters`,
  },
  COMMON: {
    id: 'Kata sandi ini dipakai banyak orang dan ditebak paling dahulu: pilih empat kata yang tidak berkaitan',
    en: 'many people use this passphrase, and it is guessed first: choose four unrelated words',
  },
  ABOUT_HOLDER: {
    id: 'Kata sandi memuat nama, nomor, instansi, atau kota Anda, yang diketahui orang lain: pilih empat kata yang tidak berkaitan dengan Anda',
    en: 'the passphrase has your name, number, agency or city in it, which others know: choose four words that have nothing to do with you',
  },
  GUESSABLE: {
    id: 'Kata sandi mudah ditebak: pilih empat kata yang tidak berkaitan, tanpa tahun, tanggal, urutan, atau pengulangan',
    en: 'the passphrase is easy to guess: choose four unrelated words, without years, dates, sequences or repetitions',
  },
}

async function weaknessOf(
  text: string,
  { holder = [] }: StrengthOptions,
): Promise<PassphraseWeakness | undefined> {
  if ([...text].length < minimumPassphraseCharacters) {
    // A common one is called that first: a longer one of the same kind would be no better.
    return (await isCommon(text)) ? 'COMMON' : 'TOO_SHORT'
  }
  if (text.length > maximumPassphraseCharacters) return 'TOO_LONG'
  const known = [...LOCAL_WORDS, ...wordsOf(holder)]
  // zxcvbn counts every separator as a choice of its own: three known words with hyphens would pass
  // for five.
  const written = [text, text.replace(/[\s._,-]+/g, '')].filter((form) => form !== '')
  const estimates = await Promise.all(written.map(async (form) => (await getEstimator()).check(form, known)))
  const weakest = estimates.toSorted((one, other) => one.guesses - other.guesses)[0]
  if (weakest === undefined || weakest.guesses >= ENOUGH_GUESSES) return undefined
  if (weakest.sequence.some(({ dictionaryName }) => dictionaryName === 'userInputs')) return 'ABOUT_HOLDER'
  return (await isCommon(text)) ? 'COMMON' : 'GUESSABLE'
}

async function isCommon(text: string): Promise<boolean> {
  const [match, ...others] = (await getEstimator()).check(text).sequence
  return others.length === 0 && /^passwords/.test(String(match?.['dictionaryName']))
}

/**
 * Returns what is known as a whole, and each word of it but the short ones, which are in too many
 * good passphrases.
 */
function wordsOf(holder: readonly string[]): readonly string[] {
  const words = holder.flatMap((known) => [
    known,
    known.replace(/[\s.,-]+/g, ''),
    ...known.split(/[^\p{L}\p{N}]+/u),
  ])
  return words.map((word) => word.toLowerCase()).filter((word) => word.length >= 3)
}

let loaded: Promise<ZxcvbnFactory> | undefined

/**
 * Loads the dictionaries, 3 MB of text that take a tenth of a second, for those only who choose a
 * passphrase.
 */
function getEstimator(): Promise<ZxcvbnFactory> {
  loaded ??= loadEstimator()
  return loaded
}

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, indonesian] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-id'),
  ])
  return new core.ZxcvbnFactory({
    graphs: common.adjacencyGraphs,
    dictionary: { ...common.dictionary, ...indonesian.dictionary },
  })
}
