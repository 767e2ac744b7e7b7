// Files that ask for far more memory or work than they have bytes, of any size: what fills each is
// repeated until it is that long.

import { onePagePdf } from './raw-file.ts'

interface CrowdedFile {
  readonly title: string
  /** A PDF of about so many bytes. */
  readonly make: (bytes: number) => Uint8Array
  /** Whether a small one can be read. */
  readonly isReadable: boolean
}

/**
 * Bytes that one object takes beside its text: its number, `obj`, `endobj` and its entry in the
 * table.
 */
const OBJECT_BYTES = 44

/** Each with one object of the given text, to which the catalog leads. */
function inOneObject(repeated: string, open = '[', close = ']'): CrowdedFile['make'] {
  return (bytes) => withObjects([`${open}${repeated.repeat(Math.ceil(bytes / repeated.length))}${close}`])
}

const manyKeys: CrowdedFile['make'] = (bytes) => {
  const keys = Array.from({ length: Math.ceil(bytes / 10) }, (_, index) => `/${1_000_000 + index} 0`)
  return withObjects([`<<${keys.join('')}>>`])
}

const manyObjects: CrowdedFile['make'] = (bytes) =>
  withObjects(Array<string>(Math.ceil(bytes / OBJECT_BYTES)).fill('<<>>'))

const manyFields: CrowdedFile['make'] = (bytes) => {
  const count = Math.ceil(bytes / (OBJECT_BYTES + 34))
  const fields = Array.from({ length: count }, (_, index) => `<</T(f${index})/FT/Tx>>`)
  return withObjects(fields, `/AcroForm<</Fields[${references(count)}]>>`)
}

const manyAnnotations: CrowdedFile['make'] = (bytes) => {
  const annotation = '<</Type/Annot/Subtype/Text/Rect[1 2 3 4]/Contents(a note)>>'
  const count = Math.ceil(bytes / (OBJECT_BYTES + annotation.length + 11))
  return withObjects(Array<string>(count).fill(annotation), '', `/Annots[${references(count)}]`)
}

const nestedStrings: CrowdedFile['make'] = (bytes) =>
  withObjects([`${'('.repeat(bytes / 2)}${')'.repeat(bytes / 2)}`])

const nestedArrays: CrowdedFile['make'] = (bytes) =>
  withObjects([`${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}`])

const NESTED_DEEPER = 'arrays nested deeper'

const makers: readonly (readonly [title: string, make: CrowdedFile['make']])[] = [
  ['empty dictionaries', inOneObject('<<>>')],
  ['empty arrays', inOneObject('[]')],
  ['empty strings', inOneObject('()')],
  ['hexadecimal strings', inOneObject('<0>')],
  ['numbers', inOneObject('1 ')],
  ['real numbers', inOneObject('.1 ')],
  ['references', inOneObject('1 0 R ')],
  ['keys', manyKeys],
  ['arrays nested as deep as is read', inOneObject(`${'['.repeat(90)}${']'.repeat(90)}`)],
  [NESTED_DEEPER, nestedArrays],
  ['parentheses within each other', nestedStrings],
  ['objects', manyObjects],
  ['form fields', manyFields],
  ['annotations', manyAnnotations],
]

/** One for each way to fill a file. */
export const crowdedFiles: readonly CrowdedFile[] = makers.map(([title, make]) => ({
  ...{ title, make },
  isReadable: title !== NESTED_DEEPER,
}))

function references(count: number): string {
  return Array.from({ length: count }, (_, index) => `${index + 4} 0 R`).join(' ')
}

/** The given texts are the objects from 4 on, the first of which the catalog names. */
function withObjects(objects: readonly string[], catalog = '', page = ''): Uint8Array {
  return onePagePdf({ catalog: `/First 4 0 R${catalog}`, page, objects })
}
