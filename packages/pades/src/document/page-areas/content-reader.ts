// Reads what a content stream shows, text and pictures, through the forms that it draws (ISO
// 32000-2 §8.4, §8.10, §9.4). The work is bounded: content that cannot be followed to its end is an
// error, and the caller decides what that means.

import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { decodeStream } from '../../pdf/filters/filters.ts'
import {
  isArray,
  isName,
  isStream,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
} from '../../pdf/objects.ts'
import { operationsOf } from '../../pdf/syntax/operations.ts'
import { dictionaryEntry, nameEntry, resolved } from '../pdf-view.ts'
import { ClippingPath } from './clipping-path.ts'
import {
  identity,
  intersection,
  type Matrix,
  matrixOf,
  product,
  type Rectangle,
  transformed,
} from './rectangle.ts'
import { type MeasureText, type TextParameters, TextState } from './text/text-state.ts'

interface Shown {
  readonly what: 'text' | 'picture'
  /** User space. */
  readonly box: Rectangle
}

interface ReadingRules {
  readonly measure: MeasureText
  /** Whether what is clipped away is left out. A clipping path counts as a rectangle. */
  readonly isClipped: boolean
  readonly limits: ReadingLimits
}

/** Content beyond them is refused with LIMIT_EXCEEDED. */
interface ReadingLimits {
  readonly operations: number
  /**
   * Bytes of all that is drawn, each time that it is: a form of a few bytes may be drawn again and
   * again.
   */
  readonly bytes: number
  readonly shown: number
}

interface State {
  readonly matrix: Matrix
  readonly text: TextParameters
  /** User space; undefined where nothing clips. */
  readonly clip: Rectangle | undefined
}

const MAXIMUM_CONTENT_BYTES = 16 * 1024 * 1024
const MAXIMUM_DEPTH = 8
const MAXIMUM_STATES = 256
const LINE_FEED = Uint8Array.of(0x0a)
const unitSquare: Rectangle = [0, 0, 1, 1]

export class ContentReader {
  readonly shown: Shown[] = []
  /** How many operations were done so far. */
  operations = 0
  readonly #document: PdfDocument
  readonly #rules: ReadingRules
  readonly #forms = new Map<PdfStream, Uint8Array>()
  #bytes = 0

  constructor(document: PdfDocument, rules: ReadingRules) {
    this.#document = document
    this.#rules = rules
  }

  /** @throws PdfError where the content is not well formed, or is too much */
  read(content: Uint8Array, resources: PdfDictionary | undefined, matrix: Matrix = identity): void {
    this.#read(content, resources, { matrix, clip: undefined }, 0)
  }

  /** A form XObject, as `Do` draws it. @throws PdfError as `read` */
  readForm(form: PdfStream, resources: PdfDictionary | undefined, matrix: Matrix): void {
    this.#readForm(form, resources, { matrix, clip: undefined }, 0)
  }

  #read(
    content: Uint8Array,
    resources: PdfDictionary | undefined,
    start: Pick<State, 'matrix' | 'clip'> & { readonly text?: TextParameters },
    depth: number,
  ): void {
    if (depth > MAXIMUM_DEPTH) throw new PdfError('LIMIT_EXCEEDED', 'forms are nested too deeply')
    const { limits } = this.#rules
    this.#bytes += content.length
    if (this.#bytes > limits.bytes) throw new PdfError('LIMIT_EXCEEDED', 'too much content')
    const text = new TextState(this.#document, resources, this.#rules.measure, start.text)
    const path = new ClippingPath()
    const saved: State[] = []
    let { matrix, clip } = start
    for (const { operator, operands } of operationsOf(content)) {
      this.operations += 1
      if (this.operations > limits.operations) throw new PdfError('LIMIT_EXCEEDED', 'too many operations')
      if (operator === 'q') {
        if (saved.length >= MAXIMUM_STATES) throw new PdfError('LIMIT_EXCEEDED', 'too many saved states')
        saved.push({ matrix, clip, text: text.parameters })
      } else if (operator === 'Q') {
        const state = saved.pop()
        if (state === undefined) continue
        ;({ matrix, clip } = state)
        text.parameters = state.text
      } else if (operator === 'cm') matrix = product(matrixOf(this.#document, operands), matrix)
      else if (operator === 'BI') this.#show('picture', transformed(matrix, unitSquare), clip)
      else if (operator === 'Do')
        this.#draw(operands[0], resources, { matrix, clip, text: text.parameters }, depth)
      else {
        const shown = text.apply(operator, operands)
        if (shown !== undefined) {
          const [boxes, from] = shown
          const toUser = product(from, matrix)
          for (const box of boxes) this.#show('text', transformed(toUser, box), clip)
        } else if (this.#rules.isClipped) clip = path.apply(operator, operands, matrix, clip)
      }
    }
  }

  #show(what: Shown['what'], box: Rectangle, clip: Rectangle | undefined): void {
    const visible = clip === undefined ? box : intersection(box, clip)
    if (visible === undefined) return
    if (this.shown.length >= this.#rules.limits.shown)
      throw new PdfError('LIMIT_EXCEEDED', 'too much is shown')
    this.shown.push({ what, box: visible })
  }

  #draw(
    reference: PdfValue | undefined,
    resources: PdfDictionary | undefined,
    state: State,
    depth: number,
  ): void {
    const document = this.#document
    const objects = resources === undefined ? undefined : dictionaryEntry(document, resources, 'XObject')
    const object = isName(reference) ? resolved(document, objects?.entries.get(reference.value)) : null
    if (!isStream(object)) return
    if (nameEntry(document, object.dictionary, 'Subtype') === 'Form') {
      this.#readForm(object, resources, state, depth)
    } else this.#show('picture', transformed(state.matrix, unitSquare), state.clip)
  }

  /** A form without resources uses those of its caller, as readers have it. */
  #readForm(
    form: PdfStream,
    resources: PdfDictionary | undefined,
    state: Pick<State, 'matrix' | 'clip'> & { readonly text?: TextParameters },
    depth: number,
  ): void {
    const { dictionary } = form
    const matrix = product(matrixOf(this.#document, dictionary.entries.get('Matrix')), state.matrix)
    const own = dictionaryEntry(this.#document, dictionary, 'Resources') ?? resources
    const content = this.#forms.get(form) ?? decoded(this.#document, form)
    this.#forms.set(form, content)
    this.#read(content, own, { ...state, matrix }, depth + 1)
  }
}

/**
 * Returns the content of a page: several streams are one, with white space between them (§7.8.2).
 * @throws PdfError
 */
export function contentsOf(document: PdfDocument, page: PdfDictionary): Uint8Array {
  const value = document.resolve(page.entries.get('Contents'))
  const streams = (isArray(value) ? value : [value]).map((item) => document.resolve(item)).filter(isStream)
  const parts = streams.flatMap((stream) => [decoded(document, stream), LINE_FEED])
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  if (whole.length > MAXIMUM_CONTENT_BYTES) throw new PdfError('LIMIT_EXCEEDED', 'too much content')
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function decoded(document: PdfDocument, stream: PdfStream): Uint8Array {
  return decodeStream(stream, {
    resolve: (value) => document.resolve(value),
    decodedLimit: MAXIMUM_CONTENT_BYTES,
  })
}
