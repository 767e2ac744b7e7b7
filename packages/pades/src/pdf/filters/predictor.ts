// Predictors of Flate and LZW (ISO 32000-2 §7.4.4.4): TIFF's (2), and PNG's (10 to 15; each row
// names its own).

import { PdfError } from '../errors.ts'
import type { PdfDictionary, PdfValue } from '../objects.ts'

interface PredictorUse {
  readonly resolve: (value: PdfValue | undefined) => PdfValue
  /** Accounts for work beyond that of the bytes themselves. */
  readonly spend: (bytes: number) => void
}

/**
 * Undoes the predictor that `parameters` name; without one the bytes come back as they are.
 * @throws PdfError STREAM_INVALID; what `spend` throws
 */
export function undoPredictor(
  bytes: Uint8Array,
  parameters: PdfDictionary | undefined,
  { resolve, spend }: PredictorUse,
): Uint8Array {
  const integer = (key: string, missing: number, highest: number): number => {
    const value = resolve(parameters?.entries.get(key)) ?? missing
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highest) return value
    throw new PdfError('STREAM_INVALID', `/${key} of a predictor is out of range`)
  }
  const predictor = integer('Predictor', 1, 15)
  if (predictor === 1) return bytes
  if (predictor > 2 && predictor < 10) {
    throw new PdfError('STREAM_INVALID', `predictor ${predictor} is not known`)
  }
  const colors = integer('Colors', 1, 32)
  const bits = integer('BitsPerComponent', 8, 16)
  const columns = integer('Columns', 1, 1 << 24)
  const bitsPerPixel = colors * bits
  const rowBytes = Math.ceil((bitsPerPixel * columns) / 8)
  // Samples smaller than a byte are read and written one by one.
  if (predictor === 2 && bits < 8) spend(bytes.length * (8 / bits - 1))
  if (predictor === 2) return undoTiff(bytes, { rowBytes, colors, bits, samples: colors * columns })
  return undoPng(bytes, rowBytes, Math.max(1, bitsPerPixel >> 3))
}

interface TiffRows {
  readonly rowBytes: number
  readonly colors: number
  /** Of one sample. */
  readonly bits: number
  /** In a row. */
  readonly samples: number
}

/**
 * Undoes TIFF predictor 2 (TIFF 6.0 §14): each sample is the difference from the same colour of the
 * pixel before it in the row.
 */
function undoTiff(bytes: Uint8Array, { rowBytes, colors, bits, samples }: TiffRows): Uint8Array {
  if (![1, 2, 4, 8, 16].includes(bits)) {
    throw new PdfError('STREAM_INVALID', '/BitsPerComponent of a predictor is none of 1, 2, 4, 8 and 16')
  }
  const decoded = bytes.slice()
  for (let row = 0; row < decoded.length; row += rowBytes) {
    const within = Math.min(samples, Math.floor(((decoded.length - row) * 8) / bits))
    for (let index = colors; index < within; index++) {
      const sum = readSample(decoded, row, index, bits) + readSample(decoded, row, index - colors, bits)
      writeSample(decoded, row, index, bits, sum)
    }
  }
  return decoded
}

function readSample(bytes: Uint8Array, row: number, index: number, bits: number): number {
  const at = row + Math.floor((index * bits) / 8)
  if (bits === 16) return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return ((bytes[at] ?? 0) >> (8 - bits - ((index * bits) % 8))) & ((1 << bits) - 1)
}

function writeSample(bytes: Uint8Array, row: number, index: number, bits: number, value: number): void {
  const at = row + Math.floor((index * bits) / 8)
  if (bits === 16) {
    bytes[at] = value >> 8
    bytes[at + 1] = value
    return
  }
  const shift = 8 - bits - ((index * bits) % 8)
  const mask = ((1 << bits) - 1) << shift
  bytes[at] = ((bytes[at] ?? 0) & ~mask) | ((value << shift) & mask)
}

function undoPng(bytes: Uint8Array, rowBytes: number, pixelBytes: number): Uint8Array {
  const rows = Math.ceil(bytes.length / (rowBytes + 1))
  const decoded = new Uint8Array(Math.max(0, bytes.length - rows))
  for (let row = 0; row < rows; row++) {
    const source = row * (rowBytes + 1)
    const target = row * rowBytes
    const length = Math.min(rowBytes, bytes.length - source - 1)
    const filter = bytes[source] ?? 0
    if (filter > 4) throw new PdfError('STREAM_INVALID', `PNG row filter ${filter} does not exist`)
    for (let index = 0; index < length; index++) {
      const at = target + index
      const left = index >= pixelBytes ? (decoded[at - pixelBytes] ?? 0) : 0
      const up = row > 0 ? (decoded[at - rowBytes] ?? 0) : 0
      const upLeft = row > 0 && index >= pixelBytes ? (decoded[at - rowBytes - pixelBytes] ?? 0) : 0
      decoded[at] = (bytes[source + 1 + index] ?? 0) + prediction(filter, left, up, upLeft)
    }
  }
  return decoded
}

function prediction(filter: number, left: number, up: number, upLeft: number): number {
  switch (filter) {
    case 1:
      return left
    case 2:
      return up
    case 3:
      return (left + up) >> 1
    case 4:
      return paeth(left, up, upLeft)
    default:
      return 0
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft
  const toLeft = Math.abs(estimate - left)
  const toUp = Math.abs(estimate - up)
  const toUpLeft = Math.abs(estimate - upLeft)
  if (toLeft <= toUp && toLeft <= toUpLeft) return left
  return toUp <= toUpLeft ? up : upLeft
}
