// Small PDFs of every structure the reader and the writer must cope with, made without the code
// under test's writer.

import { dictionary, latin1, name, type PdfDictionary, type PdfValue, ref, serialize } from '@tapis/pades/pdf'
import { present } from '@tapis/pki'
import { tableEntry } from './raw-file.ts'

/** How a file says where its objects are (ISO 32000-2 §7.5.4, §7.5.8, Annex F). */
export type XrefKind = 'table' | 'stream' | 'hybrid' | 'linearised'

/** How a file is built; everything has a default. */
export interface PdfShape {
  /**
   * Default `table`. `stream` and `hybrid` keep the catalog and the page tree in an object stream.
   */
  readonly xref?: XrefKind
  /** Bytes before %PDF; default none. */
  readonly junk?: string
  /** What follows the last %%EOF; default LF. */
  readonly tail?: string
  /** Default 1. */
  readonly pages?: number
  /** /Rotate, written in the page tree's root. */
  readonly rotate?: number
  /** Written in the page tree's root; default [0 0 300 400]. */
  readonly mediaBox?: readonly number[]
  /** Written in every page. */
  readonly pageEntries?: Readonly<Record<string, PdfValue>>
  /** Where pages keep /Annots; default `absent`. */
  readonly annotations?: 'absent' | 'direct' | 'indirect'
  readonly catalogEntries?: Readonly<Record<string, PdfValue>>
  readonly trailerEntries?: Readonly<Record<string, PdfValue>>
  /** Further entries of a linearised file's parameters. */
  readonly linearization?: Readonly<Record<string, PdfValue>>
  /** Further objects, numbered by the caller from 100 on. */
  readonly objects?: ReadonlyMap<number, PdfValue>
}

/** The object that holds /Annots where they are `indirect`. */
export const ANNOTATIONS_NUMBER = 50
const OBJECT_STREAM_NUMBER = 60
const XREF_STREAM_NUMBER = 61
const FIRST_PAGE_NUMBER = 10

/**
 * A PDF of the given shape. Object 1 is the catalog, 2 the page tree, 3 a content stream, 10 and on
 * the pages.
 */
export function buildPdf(shape: PdfShape = {}): Uint8Array {
  const objects = objectsOf(shape)
  const kind = shape.xref ?? 'table'
  const file = new FileText(shape.junk ?? '')
  file.append('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')
  if (kind === 'linearised') writeLinearised(file, objects, shape)
  else writePlain(file, objects, shape, kind)
  return latin1(file.text + (shape.tail ?? '\n'))
}

/** Every shape of structure, for tests that must hold for all of them. */
export const structures: readonly (readonly [string, PdfShape])[] = [
  ['a table', {}],
  ['a cross-reference stream', { xref: 'stream' }],
  ['a hybrid', { xref: 'hybrid' }],
  ['a linearised file', { xref: 'linearised' }],
  ['junk before the header', { junk: 'HTTP/1.1 200 OK\r\n\r\n' }],
  ['junk before the header and a cross-reference stream', { junk: 'x\n', xref: 'stream' }],
  ['no end of line after %%EOF', { tail: '' }],
  ['CR after %%EOF', { tail: '\r' }],
  ['white space after %%EOF', { tail: '\r\n\r\n  \0\0' }],
  ['indirect annotations', { annotations: 'indirect' }],
  ['indirect annotations and a cross-reference stream', { annotations: 'indirect', xref: 'stream' }],
  ['direct annotations', { annotations: 'direct' }],
  ['a direct form', { catalogEntries: { AcroForm: dictionary({ Fields: [], NeedAppearances: true }) } }],
  [
    'an indirect form with indirect fields',
    {
      catalogEntries: { AcroForm: ref(100) },
      objects: new Map<number, PdfValue>([
        [100, dictionary({ Fields: ref(101), DA: name('Keep') })],
        [101, []],
      ]),
    },
  ],
]

function objectsOf(shape: PdfShape): Map<number, PdfValue> {
  const count = shape.pages ?? 1
  const numbers = Array.from({ length: count }, (_, index) => FIRST_PAGE_NUMBER + index)
  const content = latin1('0.9 g 20 20 100 100 re f\n')
  const annotations = shape.annotations ?? 'absent'
  const annotationEntries: Record<string, PdfValue> =
    annotations === 'absent' ? {} : { Annots: annotations === 'direct' ? [] : ref(ANNOTATIONS_NUMBER) }
  const objects = new Map<number, PdfValue>([
    [1, dictionary({ Type: name('Catalog'), Pages: ref(2), ...shape.catalogEntries })],
    [
      2,
      dictionary({
        Type: name('Pages'),
        Kids: numbers.map((number) => ref(number)),
        Count: count,
        MediaBox: shape.mediaBox ?? [0, 0, 300, 400],
        ...present({ Rotate: shape.rotate }),
      }),
    ],
    [3, { kind: 'stream', dictionary: dictionary({}), bytes: content }],
  ])
  for (const number of numbers) {
    const page = { Type: name('Page'), Parent: ref(2), Contents: ref(3), Resources: dictionary({}) }
    objects.set(number, dictionary({ ...page, ...annotationEntries, ...shape.pageEntries }))
  }
  if (annotations === 'indirect') objects.set(ANNOTATIONS_NUMBER, [])
  for (const [number, value] of shape.objects ?? []) objects.set(number, value)
  return objects
}

/** Latin-1 text that knows where it is, counted from the header. */
class FileText {
  text: string
  readonly #junk: number

  constructor(junk: string) {
    this.text = junk
    this.#junk = junk.length
  }

  get offset(): number {
    return this.text.length - this.#junk
  }

  append(text: string): void {
    this.text += text
  }

  object(number: number, value: PdfValue): number {
    const { offset } = this
    this.append(`${number} 0 obj\n${textOf(value)}\nendobj\n`)
    return offset
  }
}

function writePlain(
  file: FileText,
  objects: ReadonlyMap<number, PdfValue>,
  shape: PdfShape,
  kind: 'table' | 'stream' | 'hybrid',
): void {
  const offsets = new Map<number, number>()
  const compressed: number[] = []
  for (const [number, value] of objects) {
    const isStream = typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'stream'
    if (kind !== 'table' && !isStream) compressed.push(number)
    else offsets.set(number, file.object(number, value))
  }
  const size = Math.max(...objects.keys(), XREF_STREAM_NUMBER) + 1
  const trailer = { Size: size, Root: ref(1), ...shape.trailerEntries }
  let startXref = 0
  if (kind !== 'table') {
    offsets.set(OBJECT_STREAM_NUMBER, file.object(OBJECT_STREAM_NUMBER, objectStream(objects, compressed)))
    startXref = file.offset
    const rows = new Map<number, readonly [number, number, number]>()
    if (kind === 'stream') for (const [number, offset] of offsets) rows.set(number, [1, offset, 0])
    compressed.forEach((number, index) => {
      rows.set(number, [2, OBJECT_STREAM_NUMBER, index])
    })
    if (kind === 'stream') rows.set(XREF_STREAM_NUMBER, [1, startXref, 0])
    file.object(XREF_STREAM_NUMBER, xrefStream(rows, kind === 'stream' ? trailer : { Size: size }))
  }
  if (kind !== 'stream') {
    const hybrid: Record<string, PdfValue> = kind === 'hybrid' ? { XRefStm: startXref } : {}
    startXref = file.offset
    file.append(tableText(offsets, size))
    file.append(`trailer\n${textOf(dictionary({ ...trailer, ...hybrid }))}\n`)
  }
  file.append(`startxref\n${startXref}\n%%EOF`)
}

/**
 * Annex F in miniature: a first-page section at the front whose /Prev is the main one near the end.
 */
function writeLinearised(file: FileText, objects: ReadonlyMap<number, PdfValue>, shape: PdfShape): void {
  const size = Math.max(...objects.keys()) + 1
  const parameters = size
  const trailer = { Size: size + 1, Root: ref(1), ...shape.trailerEntries }
  const inFront = [1, FIRST_PAGE_NUMBER]
  const linearised = new Map([[parameters, file.offset]])
  file.object(parameters, dictionary({ Linearized: 1, ...shape.linearization }))
  const firstPageXref = file.offset
  const room = 600
  const front = new FileText('')
  front.text = ' '.repeat(firstPageXref + room)
  for (const number of inFront) linearised.set(number, front.object(number, objects.get(number) ?? null))
  const main = new FileText('')
  main.text = ' '.repeat(front.text.length)
  const offsets = new Map<number, number>()
  for (const [number, value] of objects) {
    if (!inFront.includes(number)) offsets.set(number, main.object(number, value))
  }
  const mainXref = main.offset
  const section = `${tableText(linearised, 0)}trailer\n${textOf(dictionary({ ...trailer, Prev: mainXref }))}\nstartxref\n0\n%%EOF\n`
  file.append(section.padEnd(room, ' '))
  file.append(front.text.slice(firstPageXref + room))
  file.append(main.text.slice(front.text.length))
  file.append(`${tableText(offsets, size)}trailer\n${textOf(dictionary({ Size: size }))}\n`)
  file.append(`startxref\n${firstPageXref}\n%%EOF`)
}

/** One subsection from 0 with free entries in the gaps, or (size 0) one for each object. */
function tableText(offsets: ReadonlyMap<number, number>, size: number): string {
  if (size === 0) {
    return `xref\n${[...offsets].map(([number, offset]) => `${number} 1\n${tableEntry(offset)}`).join('')}`
  }
  let text = `xref\n0 ${size}\n0000000000 65535 f \n`
  for (let number = 1; number < size; number++) {
    const offset = offsets.get(number)
    text += offset === undefined ? '0000000000 00000 f \n' : tableEntry(offset)
  }
  return text
}

function objectStream(objects: ReadonlyMap<number, PdfValue>, numbers: readonly number[]): PdfValue {
  let header = ''
  let body = ''
  for (const number of numbers) {
    header += `${number} ${body.length} `
    body += `${textOf(objects.get(number) ?? null)} `
  }
  const entries = { Type: name('ObjStm'), N: numbers.length, First: header.length }
  return { kind: 'stream', dictionary: dictionary(entries), bytes: latin1(header + body) }
}

function xrefStream(
  rows: ReadonlyMap<number, readonly [number, number, number]>,
  entries: Readonly<Record<string, PdfValue>>,
): PdfValue {
  const bytes: number[] = []
  // §7.5.8.2: /Index is in ascending order.
  const sorted = [...rows].toSorted(([first], [next]) => first - next)
  const isWide = sorted.some(([, [, second]]) => second > 0xffff)
  for (const [, [type, second, third]] of sorted) {
    bytes.push(type, ...(isWide ? [second >> 16] : []), (second >> 8) & 0xff, second & 0xff, third)
  }
  const index = sorted.flatMap(([number]) => [number, 1])
  const stream: PdfDictionary = dictionary({
    Type: name('XRef'),
    W: [1, isWide ? 3 : 2, 1],
    Index: index,
    ...entries,
  })
  return { kind: 'stream', dictionary: stream, bytes: Uint8Array.from(bytes) }
}

function textOf(value: PdfValue): string {
  let text = ''
  for (const byte of serialize(value)) text += String.fromCharCode(byte)
  return text
}
