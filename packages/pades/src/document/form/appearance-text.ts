// Compares the text that a field's appearance shows with the field's value (ISO 32000-2 §9.4.3,
// §12.7.5). Only letters count, since viewers break lines and space words as they like.
import { PdfError } from '../../pdf/errors.ts'
import { isArray, isString, type PdfArray, type PdfValue } from '../../pdf/objects.ts'
import { operationsOf } from '../../pdf/syntax/operations.ts'
import { textOf } from '../../pdf/syntax/text.ts'

/** The operators that show text (§9.4.3). */
const showing: ReadonlySet<string> = new Set(['Tj', 'TJ', "'", '"'])
/**
 * The operators that may draw letters: pictures, forms, shadings and curves. Fields are framed by
 * boxes and straight lines.
 */
const drawing: ReadonlySet<string> = new Set(['Do', 'BI', 'sh', 'c', 'v', 'y'])

/**
 * Returns the letters of all strings that a content stream shows, one byte for each, or undefined
 * where the stream also draws something else, which may show anything, or is not well formed.
 */
export function lettersShown(content: Uint8Array): string | undefined {
  let shown = ''
  try {
    for (const { operator, operands } of operationsOf(content)) {
      if (drawing.has(operator)) return undefined
      const strings = operands.flatMap((operand) => (isArray(operand) ? operand : [operand]))
      if (showing.has(operator)) shown += strings.map(lettersOf).join('')
    }
  } catch (error) {
    if (!(error instanceof PdfError)) throw error
    return undefined
  }
  return shown
}

/** Returns a text without its white space, or the empty text for a value that is no text. */
export function lettersOf(value: PdfValue | undefined): string {
  return isString(value) ? textOf(value).replace(/\s+/g, '') : ''
}

/**
 * Returns the texts that may stand for a value: the value itself and, where it is an option of a
 * choice field (a text, or a pair of value and text, §12.7.5.4), the texts of that option.
 */
export function lettersFor(
  value: PdfValue | undefined,
  options: PdfValue | undefined,
  resolve: (value: PdfValue | undefined) => PdfValue | undefined,
): readonly string[] {
  const letters = lettersOf(value)
  const texts = (isList(options) ? options : []).flatMap((option) => {
    const pair = resolve(option)
    return isList(pair) && lettersOf(resolve(pair[0])) === letters ? [lettersOf(resolve(pair[1]))] : []
  })
  return [letters, ...texts]
}

const isList = (value: PdfValue | undefined): value is PdfArray => value !== undefined && isArray(value)
