// Where text is shown (ISO 32000-2 §9.3, §9.4): the text matrices, moved on by what is shown. Widths are taken from the font where it is
// simple, and else guessed on the large side.
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isString, type PdfDictionary, type PdfValue } from '../../pdf/objects.ts'
import { arrayEntry, dictionaryEntry, entryOf, nameEntry, resolved } from '../pdf-view.ts'
import { type Box, identity, type Matrix, matrixOf, product } from './box.ts'

/** Of the font size, below and above the base line. */
const DESCENT = -0.3
const ASCENT = 1
const THOUSANDTHS = 1000

export class TextState {
  readonly #document: PdfDocument
  readonly #resources: PdfDictionary | undefined
  #font: PdfDictionary | undefined
  #size = 0
  #characterSpace = 0
  #wordSpace = 0
  #scale = 1
  #leading = 0
  #rise = 0
  #line: Matrix = identity
  #matrix: Matrix = identity

  constructor(document: PdfDocument, resources: PdfDictionary | undefined) {
    this.#document = document
    this.#resources = resources
  }

  /**
   * Does an operator of text.
   * @returns the box of what it shows, with the matrix from there to user space; undefined when it shows nothing
   */
  apply(operator: string, operands: readonly PdfValue[]): readonly [Box, Matrix] | undefined {
    const [first = null, second = null, third = null] = operands
    switch (operator) {
      case 'BT':
        this.#setLine(identity)
        return undefined
      case 'Tm':
        this.#setLine(matrixOf(this.#document, operands))
        return undefined
      case 'Td':
        this.#moveLine(numberOf(first), numberOf(second))
        return undefined
      case 'TD':
        this.#leading = -numberOf(second)
        this.#moveLine(numberOf(first), numberOf(second))
        return undefined
      case 'T*':
        this.#moveLine(0, -this.#leading)
        return undefined
      case 'Tj':
        return this.#show([first])
      case 'TJ':
        return this.#show(isArray(first) ? first : [])
      case "'":
        this.#moveLine(0, -this.#leading)
        return this.#show([first])
      case '"':
        this.#wordSpace = numberOf(first)
        this.#characterSpace = numberOf(second)
        this.#moveLine(0, -this.#leading)
        return this.#show([third])
      default:
        this.#set(operator, first, second)
        return undefined
    }
  }

  #set(operator: string, first: PdfValue, second: PdfValue): void {
    switch (operator) {
      case 'Tf':
        this.#font = this.#fontOf(first)
        this.#size = numberOf(second)
        return
      case 'Tc':
        this.#characterSpace = numberOf(first)
        return
      case 'Tw':
        this.#wordSpace = numberOf(first)
        return
      case 'Tz':
        this.#scale = numberOf(first) / 100
        return
      case 'TL':
        this.#leading = numberOf(first)
        return
      case 'Ts':
        this.#rise = numberOf(first)
        return
    }
  }

  #setLine(matrix: Matrix): void {
    this.#line = matrix
    this.#matrix = matrix
  }

  #moveLine(x: number, y: number): void {
    this.#setLine(product([1, 0, 0, 1, x, y], this.#line))
  }

  #show(items: readonly PdfValue[]): readonly [Box, Matrix] | undefined {
    const start = this.#matrix
    let width = 0
    let isShown = false
    for (const item of items) {
      if (typeof item === 'number') width -= (item / THOUSANDTHS) * this.#size * this.#scale
      else if (isString(item) && item.bytes.length > 0) {
        isShown = true
        width += this.#widthOf(item.bytes)
      }
    }
    this.#matrix = product([1, 0, 0, 1, width, 0], start)
    if (!isShown) return undefined
    const low = this.#rise + DESCENT * this.#size
    const high = this.#rise + ASCENT * this.#size
    return [[Math.min(0, width), Math.min(low, high), Math.max(0, width), Math.max(low, high)], start]
  }

  #widthOf(bytes: Uint8Array): number {
    const isComposite =
      this.#font !== undefined && nameEntry(this.#document, this.#font, 'Subtype') === 'Type0'
    const glyphs = isComposite ? Math.ceil(bytes.length / 2) : bytes.length
    let units = 0
    if (isComposite) units = glyphs * THOUSANDTHS
    else for (const byte of bytes) units += this.#glyphWidth(byte)
    const spaces = bytes.reduce((count, byte) => count + (byte === 0x20 ? 1 : 0), 0)
    const space = glyphs * this.#characterSpace + spaces * this.#wordSpace
    return ((units / THOUSANDTHS) * this.#size + space) * this.#scale
  }

  #glyphWidth(code: number): number {
    const font = this.#font
    if (font === undefined) return THOUSANDTHS
    const first = entryOf(this.#document, font, 'FirstChar')
    const widths = arrayEntry(this.#document, font, 'Widths')
    const width = typeof first === 'number' ? resolved(this.#document, widths?.[code - first]) : undefined
    if (typeof width !== 'number') return THOUSANDTHS
    if (nameEntry(this.#document, font, 'Subtype') !== 'Type3') return width
    const [unit] = matrixOf(this.#document, font.entries.get('FontMatrix'))
    return width * Math.abs(unit) * THOUSANDTHS
  }

  #fontOf(value: PdfValue): PdfDictionary | undefined {
    const fonts =
      this.#resources === undefined ? undefined : dictionaryEntry(this.#document, this.#resources, 'Font')
    const isName = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'name'
    return fonts === undefined || !isName ? undefined : dictionaryEntry(this.#document, fonts, value.value)
  }
}

function numberOf(value: PdfValue): number {
  return typeof value === 'number' ? value : 0
}
