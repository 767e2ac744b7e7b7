// Finds a tag such as `#ttd1` in the text of a PDF, on whatever page. pdf.js reads the text, since
// only a renderer knows where a letter ends up after fonts, matrices and page rotation; nothing is
// rendered and nothing is changed.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { present } from '@tapis/pki'
import { PlaceError } from './place-error.ts'
import { type FoundText, findInRuns, type TextRun } from './text-lines.ts'

/** One occurrence, in points from the page's lower left as displayed. */
export interface AnchorPosition extends FoundText {
  /** From 1. */
  readonly page: number
}

/**
 * How much of a document is read. A page of an office document has some hundreds of items and some
 * thousands of letters.
 */
export interface TextLimits {
  readonly pages: number
  /** Runs of text, as pdf.js gives them out. */
  readonly items: number
  /** UTF-16 units of text. */
  readonly letters: number
}

/** The document, the text that is looked for, and how far the search may go. */
export interface AnchorSearch {
  /** pdf.js takes the buffer away from its owner: whoever needs it afterwards hands in a copy. */
  readonly pdf: Uint8Array
  readonly tag: string
  /** Default: 5000 pages, 500 000 runs of text, 5 million letters, each of which can be lowered. */
  readonly limits?: Partial<TextLimits>
  /** Opens an encrypted document. */
  readonly password?: string
}

const textLimits: TextLimits = { pages: 5_000, items: 500_000, letters: 5_000_000 }

/** Reading stops after this many occurrences, since nobody tells more of them apart. */
export const MOST_OCCURRENCES = 1000

/**
 * Returns every occurrence of the tag in reading order: pages, then top to bottom, then left to
 * right. The limits bound what is kept, not the time: operators without text are not counted, and
 * while pdf.js reads them nothing else runs in its thread. Run it in a thread that can be ended.
 * @throws PlaceError PDF_ENCRYPTED, PDF_DAMAGED, ANCHOR_SEARCH_TOO_LARGE
 */
export async function searchAnchor({
  pdf,
  tag,
  limits = {},
  password,
}: AnchorSearch): Promise<readonly AnchorPosition[]> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const loading = getDocument({ ...OPTIONS, data: pdf, ...present({ password }) })
  const left = { ...textLimits, ...limits }
  try {
    const document = await loading.promise
    const found: AnchorPosition[] = []
    for (let page = 1; page <= document.numPages && found.length < MOST_OCCURRENCES; page++) {
      if (--left.pages < 0) throw overLimit()
      const texts = findInRuns(await textRuns(await document.getPage(page), left), tag)
      found.push(...texts.slice(0, MOST_OCCURRENCES).map((text) => ({ page, ...text })))
    }
    return found
  } catch (error) {
    throw refusalOf(error)
  } finally {
    await loading.destroy()
  }
}

function overLimit(): PlaceError {
  return new PlaceError(
    'ANCHOR_SEARCH_TOO_LARGE',
    'the document has more text than is searched for an anchor',
  )
}

/**
 * pdf.js throws errors of many kinds, whose messages may repeat the document: they are for a log,
 * as the cause.
 */
function refusalOf(cause: unknown): PlaceError {
  if (cause instanceof PlaceError) return cause
  if (cause instanceof Error && cause.name === 'PasswordException') {
    return new PlaceError('PDF_ENCRYPTED', 'the text of the document can be read only with its password', {
      cause,
    })
  }
  const facts = { reason: 'TEXT_UNREADABLE' }
  return new PlaceError('PDF_DAMAGED', 'the text of the document cannot be read', { facts, cause })
}

type PdfJs = typeof import('pdfjs-dist/legacy/build/pdf.mjs')
type PdfJsDocument = Awaited<ReturnType<PdfJs['getDocument']>['promise']>
type PdfJsPage = Awaited<ReturnType<PdfJsDocument['getPage']>>
type PdfJsItem = Awaited<ReturnType<PdfJsPage['getTextContent']>>['items'][number]

// The character maps of East Asian fonts come from the package itself: nothing is ever fetched.
const packageFolder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
const OPTIONS = {
  cMapUrl: `${pathToFileURL(join(packageFolder, 'cmaps')).href}/`,
  disableFontFace: true,
  useSystemFonts: false,
  isEvalSupported: false,
  enableXfa: false,
  verbosity: 0,
}

async function textRuns(
  page: PdfJsPage,
  left: { items: number; letters: number },
): Promise<readonly TextRun[]> {
  // The viewport is in points: it turns the page, begins at the crop box, and scales by /UserUnit.
  const { transform, height } = page.getViewport({ scale: 1 })
  const runs: TextRun[] = []
  for await (const item of textItems(page)) {
    if (!('str' in item)) continue
    left.items -= 1
    left.letters -= item.str.length
    if (left.items < 0 || left.letters < 0) throw overLimit()
    const matrix = multiply(transform, item.transform)
    const [a, b, c, d, e, f] = matrix
    const length = Math.hypot(a, b)
    if (length === 0) continue
    runs.push({
      text: item.str,
      // The viewport's y runs down from the top.
      origin: { x: e, y: height - f },
      direction: { x: a / length, y: -b / length },
      advance: item.width * page.userUnit,
      height: Math.hypot(c, d),
    })
  }
  return runs
}

/** Yields the items as they are read, so that a page is read no further than its reader goes. */
async function* textItems(page: PdfJsPage): AsyncIterable<PdfJsItem> {
  const stream: ReadableStream<{ readonly items: readonly PdfJsItem[] }> = page.streamTextContent()
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield* value.items
    }
  } finally {
    // pdf.js wants an Error for the reason. A stream that has come to its end is not disturbed.
    await reader.cancel(new Error('not read further'))
  }
}

type Matrix = readonly [number, number, number, number, number, number]

/** Returns the matrix that does first what `inner` does, then what `outer` does. */
function multiply(outer: readonly number[], inner: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = outer
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}
