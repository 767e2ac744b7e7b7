// The document code of TTE-QR1: 80 random bits as 16 characters of Crockford base32, printed beside
// the QR code and typed by people who cannot scan. It has 80 bits because nothing else keeps the
// public pages from being enumerated.

/** 16 upper-case characters of Crockford's alphabet (no I, L, O, U). */
export type DocumentCode = string & { readonly __tag: 'DocumentCode' }

/** Crockford base32: the digits and letters that survive being read aloud and copied by hand. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Bytes of randomness in one code. */
export const CODE_RANDOM_BYTES = 10

const CODE_LENGTH = 16
const LONGEST_TYPED_CODE = 64

/** Letters that people write for digits; Crockford decodes them to what was meant. */
const CONFUSIONS: Readonly<Record<string, string>> = { O: '0', I: '1', L: '1' }

/**
 * Returns the document code for 80 bits from a cryptographic random source. Their randomness is not
 * checked here.
 *
 * @throws TypeError when `random` is not exactly 10 bytes.
 */
export function documentCodeFrom(random: Uint8Array): DocumentCode {
  if (random.length !== CODE_RANDOM_BYTES) {
    throw new TypeError(
      `a document code is made of ${CODE_RANDOM_BYTES} random bytes, found ${random.length}`,
    )
  }
  let code = ''
  let buffer = 0
  let bits = 0
  for (const byte of random) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      code += CODE_ALPHABET.charAt((buffer >>> bits) & 31)
    }
    buffer &= (1 << bits) - 1
  }
  return brand(code)
}

/**
 * Reads a code as a person may have typed it: lower case, spaces and hyphens anywhere, O for 0, I
 * or L for 1. `undefined` when what is left is not 16 characters of the alphabet. Says nothing
 * about whether such a document exists.
 */
export function parseDocumentCode(typed: string): DocumentCode | undefined {
  if (typed.length > LONGEST_TYPED_CODE) return undefined
  const code = typed
    // Word processors and phone keyboards put dashes of every length where a hyphen was typed.
    .replace(/[\s\-\u2010-\u2015\u2212]/gu, '')
    // Only ASCII letters are raised: toUpperCase would make an S of the long s (U+017F), and an I
    // of the dotless one.
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/[OIL]/g, (letter) => CONFUSIONS[letter] ?? letter)
  if (code.length !== CODE_LENGTH) return undefined
  for (const character of code) if (!CODE_ALPHABET.includes(character)) return undefined
  return brand(code)
}

/** Returns the code as it is printed: four groups of four, `XXXX-XXXX-XXXX-XXXX`. */
export function formatDocumentCode(code: DocumentCode): string {
  return code.replace(/.{4}(?=.)/g, '$&-')
}

function brand(code: string): DocumentCode {
  return code as DocumentCode
}
