// What an agency writes for everybody to read, and the numbers of people that are in it only when
// it is read in sequence: a label with its value, or one value after another. The rule stands in
// this room because the signer, which refuses by it, and the portal, which hides by it, have no
// other in common.
import { findSplitPopulationNumbers, type SplitOptions } from './split-population-number.ts'

/** The freely written fields of a document's public record. */
interface PublicWords {
  readonly documentType: string
  readonly number: string
  readonly title: string
  readonly facts: readonly { readonly label: string; readonly value: string }[]
}

type PublicWordsPath =
  | readonly ['documentType' | 'number' | 'title']
  | readonly ['facts', number, 'label' | 'value']

interface Part {
  readonly path: PublicWordsPath
  readonly text: string
}

/**
 * Returns the paths of the fields that hold the parts of a NIK or family card number which no field
 * has alone, in order and each once. Fields are read as they follow each other; then the values
 * alone and the labels alone, as they stand below each other, with at least four digits in each.
 */
export function splitNumberPaths({
  documentType,
  number,
  title,
  facts,
}: PublicWords): readonly PublicWordsPath[] {
  const labels = facts.map(({ label }, index): Part => ({ path: ['facts', index, 'label'], text: label }))
  const values = facts.map(({ value }, index): Part => ({ path: ['facts', index, 'value'], text: value }))
  const inSequence: readonly Part[] = [
    { path: ['documentType'], text: documentType },
    { path: ['number'], text: number },
    { path: ['title'], text: title },
    ...labels.flatMap((label, index) => [label, ...values.slice(index, index + 1)]),
  ]
  const found = new Set([
    ...partsOfNumbers(inSequence),
    // Of two lines in a table, a few digits of the one and the rest of the other are a coincidence.
    ...partsOfNumbers(values, { leastDigits: 4 }),
    ...partsOfNumbers(labels, { leastDigits: 4 }),
  ])
  return inSequence.filter((part) => found.has(part)).map(({ path }) => path)
}

function partsOfNumbers(parts: readonly Part[], options: SplitOptions = {}): readonly Part[] {
  const texts = parts.map(({ text }) => text)
  const indexes = findSplitPopulationNumbers(texts, options).flat()
  return indexes.flatMap((index) => parts.slice(index, index + 1))
}
