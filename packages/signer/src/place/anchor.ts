// Finds a tag such as `#ttd1` in the text of a PDF, on whatever page. pdf.js reads the text, since only a renderer knows
// where a letter ends up after fonts, matrices and page rotation; nothing is rendered and nothing is changed.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ApiError } from '../problem.ts'
import { findInRuns, type Point, type TextRun } from './text-lines.ts'

/** One occurrence: a page, counted from 1, and the centre of the tag in points from the page's lower left as displayed. */
export interface AnchorPosition {
  readonly page: number
  readonly centre: Point
}

/** More than this many occurrences are not told apart by anybody; reading stops. */
const MOST_OCCURRENCES = 1000

/**
 * Every occurrence in reading order: pages, then top to bottom, then left to right.
 * @throws ApiError PDF_ENCRYPTED, PDF_DAMAGED when the text cannot be read
 */
export async function findAnchor(pdf: Uint8Array, tag: string): Promise<readonly AnchorPosition[]> {
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  // pdf.js takes the buffer that it is given away from its owner: it gets a copy.
  const loading = getDocument({ ...OPTIONS, data: pdf.slice() })
  try {
    const document = await loading.promise
    const found: AnchorPosition[] = []
    for (let page = 1; page <= document.numPages && found.length < MOST_OCCURRENCES; page++) {
      const centres = findInRuns(await textRuns(await document.getPage(page)), tag)
      found.push(...centres.map((centre) => ({ page, centre })))
    }
    return found
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException')
      throw new ApiError('PDF_ENCRYPTED', { cause })
    throw new ApiError('PDF_DAMAGED', { facts: { reason: 'TEXT_UNREADABLE' }, cause })
  } finally {
    await loading.destroy()
  }
}

type PdfJs = typeof import('pdfjs-dist/legacy/build/pdf.mjs')
type PdfJsDocument = Awaited<ReturnType<PdfJs['getDocument']>['promise']>
type PdfJsPage = Awaited<ReturnType<PdfJsDocument['getPage']>>

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

async function textRuns(page: PdfJsPage): Promise<readonly TextRun[]> {
  // The viewport is in points: it turns the page, begins at the crop box, and scales by /UserUnit.
  const { transform, height } = page.getViewport({ scale: 1 })
  const { items } = await page.getTextContent()
  return items.flatMap((item) => {
    if (!('str' in item)) return []
    const matrix = multiply(transform, item.transform)
    const [a, b, c, d, e, f] = matrix
    const length = Math.hypot(a, b)
    if (length === 0) return []
    return [
      {
        text: item.str,
        // The viewport's y runs down from the top.
        origin: { x: e, y: height - f },
        direction: { x: a / length, y: -b / length },
        advance: item.width * page.userUnit,
        height: Math.hypot(c, d),
      },
    ]
  })
}

type Matrix = readonly [number, number, number, number, number, number]

function multiply(left: readonly number[], right: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = left
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = right
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}
