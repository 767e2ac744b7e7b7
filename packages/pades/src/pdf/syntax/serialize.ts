// Writes values in the syntax of ISO 32000-2 §7.3. `parseValue` reads the same value back.

import { ByteWriter } from '../byte-writer.ts'
import { isArray, type PdfDictionary, type PdfString, type PdfValue } from '../objects.ts'
import { isRegular } from './characters.ts'

/**
 * Returns the bytes of a value. A stream gets a direct /Length of its bytes.
 * @throws TypeError for NaN or infinity
 */
export function serialize(value: PdfValue): Uint8Array {
  const writer = new ByteWriter()
  writeValue(writer, value)
  return writer.view()
}

/** Writes a value at the writer's position. @throws TypeError for NaN or infinity */
export function writeValue(writer: ByteWriter, value: PdfValue): void {
  if (value === null || typeof value === 'boolean') writer.text(String(value))
  else if (typeof value === 'number') writer.text(numberText(value))
  else if (isArray(value)) writeArray(writer, value)
  else {
    switch (value.kind) {
      case 'name':
        writer.text(nameText(value.value))
        break
      case 'string':
        writeString(writer, value)
        break
      case 'ref':
        writer.text(`${value.objectNumber} ${value.generation} R`)
        break
      case 'dictionary':
        writeDictionary(writer, value)
        break
      case 'stream': {
        const length = value.bytes.length
        const entries = new Map(value.dictionary.entries).set('Length', length)
        writeDictionary(writer, { kind: 'dictionary', entries })
        writer.text('\nstream\n')
        writer.bytes(value.bytes)
        writer.text('\nendstream')
      }
    }
  }
}

/**
 * Returns a number without exponent, which PDF does not have (§7.3.3).
 * @throws TypeError for NaN or infinity
 */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`expected a finite number, found ${value}`)
  if (Number.isInteger(value)) return BigInt(value).toString()
  const text = String(value)
  // Exponents appear below 1e-6 only. Twenty decimals are far more than readers keep.
  return text.includes('e')
    ? value
        .toFixed(20)
        .replace(/\.?0+$/, '')
        .replace(/^-0$/, '0')
    : text
}

/**
 * Returns a name with its slash, and with `#xx` for every byte that may not stand for itself
 * (§7.3.5).
 */
export function nameText(value: string): string {
  let text = '/'
  for (const char of value) {
    const byte = char.charCodeAt(0)
    if (byte > 0xff) throw new TypeError('a name holds bytes, one per char')
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x23 && isRegular(byte)
    text += plain ? char : `#${byte.toString(16).padStart(2, '0')}`
  }
  return text
}

function writeArray(writer: ByteWriter, items: readonly PdfValue[]): void {
  writer.text('[')
  items.forEach((item, index) => {
    if (index > 0) writer.text(' ')
    writeValue(writer, item)
  })
  writer.text(']')
}

function writeDictionary(writer: ByteWriter, { entries }: PdfDictionary): void {
  writer.text('<<')
  for (const [key, value] of entries) {
    writer.text(nameText(key))
    writer.text(' ')
    writeValue(writer, value)
    writer.text('\n')
  }
  writer.text('>>')
}

function writeString(writer: ByteWriter, { bytes, hexadecimal }: PdfString): void {
  let text = hexadecimal ? '<' : '('
  for (const byte of bytes) text += hexadecimal ? byte.toString(16).padStart(2, '0') : literalText(byte)
  writer.text(text + (hexadecimal ? '>' : ')'))
}

function literalText(byte: number): string {
  if (byte === 0x28 || byte === 0x29 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
  return `\\${byte.toString(8).padStart(3, '0')}`
}
