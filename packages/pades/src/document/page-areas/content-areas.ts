// Where a page shows text and pictures, as boxes on the large side: for telling whether an annotation covers any. Content that cannot be
// followed to its end counts as being everywhere.
import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { decodeStream } from '../../pdf/filters.ts'
import {
  isArray,
  isDictionary,
  isName,
  isStream,
  type PdfDictionary,
  type PdfStream,
  type PdfValue,
} from '../../pdf/objects.ts'
import { operationsOf } from '../../pdf/operations.ts'
import { dictionaryEntry, nameEntry, resolved } from '../pdf-view.ts'
import { type Box, identity, type Matrix, matrixOf, product, transformed } from './box.ts'
import { inheritedEntry } from './inherited.ts'
import { TextState } from './text-state.ts'

const MAXIMUM_OPERATIONS = 300_000
const MAXIMUM_CONTENT_BYTES = 16 * 1024 * 1024
const MAXIMUM_DEPTH = 8
const BYTES_PER_STEP = 16
const MAXIMUM_STATES = 256
const LINE_FEED = Uint8Array.of(0x0a)
const unitSquare: Box = [0, 0, 1, 1]

/**
 * The boxes in user space; undefined when what the page shows cannot be told.
 * @param spend accounts for steps of work, and may throw: many pages can share one content
 */
export function contentAreas(
  document: PdfDocument,
  page: PdfDictionary,
  spend: (steps: number) => void,
): readonly Box[] | undefined {
  const areas = new ContentAreas(document)
  try {
    const content = contentsOf(document, page)
    spend(Math.ceil(content.length / BYTES_PER_STEP))
    areas.read(content, inheritedEntry(document, page, 'Resources', isDictionary), identity, 0)
    return areas.boxes
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  } finally {
    spend(areas.operations)
  }
}

class ContentAreas {
  readonly boxes: Box[] = []
  readonly #document: PdfDocument
  /** Done so far. */
  operations = 0

  constructor(document: PdfDocument) {
    this.#document = document
  }

  /** @throws PdfError where the content is not well formed, or is too much */
  read(content: Uint8Array, resources: PdfDictionary | undefined, start: Matrix, depth: number): void {
    if (depth > MAXIMUM_DEPTH) throw new PdfError('LIMIT_EXCEEDED', 'forms are nested too deeply')
    const text = new TextState(this.#document, resources)
    const saved: Matrix[] = []
    let matrix = start
    for (const { operator, operands } of operationsOf(content)) {
      this.operations += 1
      if (this.operations > MAXIMUM_OPERATIONS) throw new PdfError('LIMIT_EXCEEDED', 'too many operations')
      if (operator === 'q') {
        if (saved.length >= MAXIMUM_STATES) throw new PdfError('LIMIT_EXCEEDED', 'too many saved states')
        saved.push(matrix)
      } else if (operator === 'Q') matrix = saved.pop() ?? matrix
      else if (operator === 'cm') matrix = product(matrixOf(this.#document, operands), matrix)
      else if (operator === 'BI') this.boxes.push(transformed(matrix, unitSquare))
      else if (operator === 'Do') this.#draw(operands[0], resources, matrix, depth)
      else {
        const shown = text.apply(operator, operands)
        if (shown !== undefined) this.boxes.push(transformed(product(shown[1], matrix), shown[0]))
      }
    }
  }

  #draw(
    reference: PdfValue | undefined,
    resources: PdfDictionary | undefined,
    matrix: Matrix,
    depth: number,
  ): void {
    const document = this.#document
    const objects = resources === undefined ? undefined : dictionaryEntry(document, resources, 'XObject')
    const object = isName(reference) ? resolved(document, objects?.entries.get(reference.value)) : null
    if (!isStream(object)) return
    const { dictionary } = object
    if (nameEntry(document, dictionary, 'Subtype') !== 'Form') {
      this.boxes.push(transformed(matrix, unitSquare))
      return
    }
    const inner = product(matrixOf(document, dictionary.entries.get('Matrix')), matrix)
    const own = dictionaryEntry(document, dictionary, 'Resources') ?? resources
    this.read(decoded(document, object), own, inner, depth + 1)
  }
}

/** §7.8.2: several streams are one, white space between them. */
function contentsOf(document: PdfDocument, page: PdfDictionary): Uint8Array {
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
