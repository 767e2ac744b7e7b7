// The state by which text is shown (ISO 32000-2 §9.3, §9.4): font, spacing and the text matrices,
// moved on by what is shown. Whoever asks says how wide text is, and where it counts as being.

import type { PdfDocument } from '../../../pdf/document.ts'
import { isArray, isName, type PdfDictionary, type PdfValue } from '../../../pdf/objects.ts'
import { dictionaryEntry } from '../../pdf-view.ts'
import { identity, type Matrix, matrixOf, product, type Rectangle } from '../rectangle.ts'

/**
 * The part of the graphics state that text has (§8.4.1), saved and restored with it. Numbers are in
 * unscaled text space units.
 */
export interface TextParameters {
  readonly font: PdfDictionary | undefined
  readonly size: number
  readonly characterSpace: number
  readonly wordSpace: number
  /** 1 is the font's own width. */
  readonly scale: number
  readonly leading: number
  readonly rise: number
  /** §9.3.6: 3 draws nothing. */
  readonly renderingMode: number
}

/** What strings show, in the space of the text matrix. */
interface ShownText {
  readonly boxes: readonly Rectangle[]
  /** How far the text matrix moves. */
  readonly advance: readonly [x: number, y: number]
}

/** @param items of TJ: strings, and numbers in thousandths of the font size that move back */
export type MeasureText = (items: readonly PdfValue[], parameters: TextParameters) => ShownText

const initial: TextParameters = {
  font: undefined,
  size: 0,
  characterSpace: 0,
  wordSpace: 0,
  scale: 1,
  leading: 0,
  rise: 0,
  renderingMode: 0,
}

export class TextState {
  /** Whoever saves and restores the graphics state saves and restores these with it. */
  parameters: TextParameters
  readonly #document: PdfDocument
  readonly #resources: PdfDictionary | undefined
  readonly #measure: MeasureText
  #line: Matrix = identity
  #matrix: Matrix = identity

  /** @param parameters at the beginning; default those of a page */
  constructor(
    document: PdfDocument,
    resources: PdfDictionary | undefined,
    measure: MeasureText,
    parameters: TextParameters = initial,
  ) {
    this.#document = document
    this.#resources = resources
    this.#measure = measure
    this.parameters = parameters
  }

  /**
   * Does an operator of text.
   * @returns the boxes of what it shows, with the matrix from there to user space; undefined when
   *   it shows nothing
   */
  apply(
    operator: string,
    operands: readonly PdfValue[],
  ): readonly [readonly Rectangle[], Matrix] | undefined {
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
        this.#change({ leading: -numberOf(second) })
        this.#moveLine(numberOf(first), numberOf(second))
        return undefined
      case 'T*':
        this.#moveLine(0, -this.parameters.leading)
        return undefined
      case 'Tj':
        return this.#show([first])
      case 'TJ':
        return this.#show(isArray(first) ? first : [])
      case "'":
        this.#moveLine(0, -this.parameters.leading)
        return this.#show([first])
      case '"':
        this.#change({ wordSpace: numberOf(first), characterSpace: numberOf(second) })
        this.#moveLine(0, -this.parameters.leading)
        return this.#show([third])
      default:
        this.#change(this.#changeBy(operator, first, second))
        return undefined
    }
  }

  #changeBy(operator: string, first: PdfValue, second: PdfValue): Partial<TextParameters> | undefined {
    switch (operator) {
      case 'Tf':
        return { font: this.#fontOf(first), size: numberOf(second) }
      case 'Tc':
        return { characterSpace: numberOf(first) }
      case 'Tw':
        return { wordSpace: numberOf(first) }
      case 'Tz':
        return { scale: numberOf(first) / 100 }
      case 'TL':
        return { leading: numberOf(first) }
      case 'Ts':
        return { rise: numberOf(first) }
      case 'Tr':
        return { renderingMode: numberOf(first) }
      default:
        return undefined
    }
  }

  #change(changed: Partial<TextParameters> | undefined): void {
    if (changed !== undefined) this.parameters = { ...this.parameters, ...changed }
  }

  #setLine(matrix: Matrix): void {
    this.#line = matrix
    this.#matrix = matrix
  }

  #moveLine(x: number, y: number): void {
    this.#setLine(product([1, 0, 0, 1, x, y], this.#line))
  }

  #show(items: readonly PdfValue[]): readonly [readonly Rectangle[], Matrix] | undefined {
    const start = this.#matrix
    const { boxes, advance } = this.#measure(items, this.parameters)
    this.#matrix = product([1, 0, 0, 1, ...advance], start)
    return boxes.length === 0 ? undefined : [boxes, start]
  }

  #fontOf(value: PdfValue): PdfDictionary | undefined {
    const fonts =
      this.#resources === undefined ? undefined : dictionaryEntry(this.#document, this.#resources, 'Font')
    return fonts === undefined || !isName(value)
      ? undefined
      : dictionaryEntry(this.#document, fonts, value.value)
  }
}

function numberOf(value: PdfValue): number {
  return typeof value === 'number' ? value : 0
}
