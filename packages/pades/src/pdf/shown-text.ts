// What a field's appearance says, against what the field is worth (ISO 32000-2 §9.4.3, §12.7.5): letters alone, as viewers break lines and
// space words as they like.
import { PdfError } from './errors.ts'
import { isArray, isString, type PdfArray, type PdfValue } from './objects.ts'
import { operationsOf } from './operations.ts'
import { textOf } from './text.ts'

/** §9.4.3. */
const showing: ReadonlySet<string> = new Set(['Tj', 'TJ', "'", '"'])
/** Pictures, forms, shadings, and shapes with curves, which can be letters. Boxes and straight lines are how fields are framed. */
const drawing: ReadonlySet<string> = new Set(['Do', 'BI', 'sh', 'c', 'v', 'y'])

/**
 * The letters of all strings that a content stream shows, as of fonts with a byte for each; undefined where it draws other things, which may
 * show anything, or is not well formed.
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

/** A text without its white space; empty for what is no text. */
export function lettersOf(value: PdfValue | undefined): string {
  return isString(value) ? textOf(value).replace(/\s+/g, '') : ''
}

/**
 * What stands for a value: itself, and of the options of a choice, each a text or a pair of a value and its text (§12.7.5.4), the texts of
 * that value.
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
