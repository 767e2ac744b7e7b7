// An ICC profile of grey (ICC.1:1998-09, which PDF/A-1 asks for), as small as such profiles get:
// white is the white of the medium, and the tone curve is that of screens.

import { concatenated } from '@tapis/pki'

const SIGNATURE = 'acsp'
const HEADER_BYTES = 128
const TAG_BYTES = 12
/** 2.1, as version numbers are written (§6.1.3). */
const VERSION = 0x02_10_00_00
/** X, Y, Z of D50 as s15Fixed16Number (§6.1.12): the illuminant of every profile. */
const D50 = [0x0000f6d6, 0x00010000, 0x0000d32d] as const
/** 2.2 as u8Fixed8Number. */
const GAMMA = 0x0233

/** Returns the profile, with the tags that a monochrome display profile has to have (§6.3.2.1). */
export function grayProfile(): Uint8Array {
  const tags = [
    ['desc', described('Gray, gamma 2.2')],
    ['cprt', tag('text', bytesOf('No copyright\0'))],
    ['wtpt', tag('XYZ ', numbers(4, ...D50))],
    ['kTRC', tag('curv', numbers(4, 1), numbers(2, GAMMA, 0))],
  ] as const
  const table: Uint8Array[] = []
  let offset = HEADER_BYTES + 4 + tags.length * TAG_BYTES
  for (const [signature, { length }] of tags) {
    table.push(bytesOf(signature), numbers(4, offset, length))
    offset += length
  }
  return concatenated([header(offset), numbers(4, tags.length), ...table, ...tags.map(([, data]) => data)])
}

/**
 * §6.1: size, no preferred CMM, version, class, colour space, connection space, date, signature,
 * zeros, D50, zeros.
 */
function header(size: number): Uint8Array {
  const front = concatenated([
    numbers(4, size, 0, VERSION),
    bytesOf('mntrGRAYXYZ '),
    numbers(2, 2026, 1, 1, 0, 0, 0),
    bytesOf(SIGNATURE),
    new Uint8Array(28),
    numbers(4, ...D50),
  ])
  return concatenated([front, new Uint8Array(HEADER_BYTES - front.length)])
}

/**
 * textDescriptionType (§6.5.16): ASCII, no Unicode, no ScriptCode, whose 67 bytes are there all the
 * same.
 */
function described(text: string): Uint8Array {
  const ascii = bytesOf(`${text}\0`)
  return tag('desc', numbers(4, ascii.length), ascii, new Uint8Array(4 + 4 + 2 + 1 + 67))
}

/** A type's signature, four zeros and its data, filled up to a multiple of four. */
function tag(type: string, ...data: readonly Uint8Array[]): Uint8Array {
  const whole = concatenated([bytesOf(type), new Uint8Array(4), ...data])
  return concatenated([whole, new Uint8Array(-whole.length & 3)])
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Returns numbers in big-endian order, of so many bytes each. */
function numbers(size: 2 | 4, ...values: readonly number[]): Uint8Array {
  return Uint8Array.from(
    values.flatMap((value) =>
      Array.from({ length: size }, (_, at) => (value >>> (8 * (size - 1 - at))) & 255),
    ),
  )
}
