// One document through the whole of it: signed with a stamp at B-T, then judged by qpdf, pdfsig,
// poppler's drawing and ourselves.

import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import {
  PadesError,
  type PageGeometry,
  PdfError,
  pageGeometry,
  type SignedPdf,
  signPdf,
} from '@tapis/pades/create'
import { digest } from '@tapis/pades/node'
import { validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import { custodianOf, type TestCity, testCity, timestampAuthorityOf } from '@tapis/testing/pki'
import { differingPixels, draw, type Picture, type PixelBox, type Renderer } from './pixels.ts'
import { stampFor } from './stamp.ts'

const execute = promisify(execFile)

/** What qpdf --check says: 0 no remark, 3 warnings, 2 errors. */
type QpdfStatus = 0 | 2 | 3

export interface Conformance {
  readonly qpdfBefore: QpdfStatus
  /** Why it was not signed: the code of the error. */
  readonly refusal?: string
  readonly qpdfAfter?: QpdfStatus
  readonly pdfsig?: 'valid' | string
  readonly ours?: string
  readonly prefixKept?: boolean
  /** Absent when neither renderer draws a page of the original. */
  readonly looks?: Looks
  /** What the signer remarked. */
  readonly warnings?: readonly string[]
  readonly milliseconds: number
}

/** How the pages look, the first ten at most. */
interface Looks {
  readonly renderer: Renderer
  /** Of those drawn, pixel for pixel outside the stamp. */
  readonly pagesSame: number
  readonly pagesDrawn: number
  readonly stampShows: boolean
}

const MOST_PAGES = 10
let city: Promise<TestCity> | undefined

/**
 * @param file a PDF that is only read
 * @param scratch where the signed copy goes
 * @param password of an encrypted document
 */
export async function conform(file: string, scratch: string, password?: string): Promise<Conformance> {
  city ??= testCity()
  const pki = await city
  const pdf = new Uint8Array(await readFile(file))
  const qpdfBefore = await qpdf(file, password)
  const started = performance.now()
  let signed: SignedPdf
  let geometry: PageGeometry
  try {
    geometry = pageGeometry(pdf, 1, opened(password))
    signed = await sign(pdf, geometry, pki, password)
  } catch (error) {
    if (!(error instanceof PadesError || error instanceof PdfError)) throw error
    return { qpdfBefore, refusal: error.code, milliseconds: performance.now() - started }
  }
  const milliseconds = performance.now() - started
  const bytes = signed.bytes()
  await writeFile(scratch, bytes)
  const seen = await looks({ before: file, after: scratch, ...opened(password) }, geometry)
  return {
    qpdfBefore,
    qpdfAfter: await qpdf(scratch, password),
    pdfsig: await pdfsig(scratch, signed.fieldName, password),
    ours: await ourVerdict(bytes, signed.fieldName, pki, password),
    prefixKept: Buffer.from(bytes.buffer, 0, pdf.length).equals(pdf),
    ...(seen.pagesDrawn === 0 ? {} : { looks: seen }),
    warnings: signed.warnings.map((warning) => warning.split(':')[0] ?? ''),
    milliseconds,
  }
}

const opened = (password: string | undefined) => present({ password })

async function sign(
  pdf: Uint8Array,
  geometry: PageGeometry,
  pki: TestCity,
  password: string | undefined,
): Promise<SignedPdf> {
  const timestampAuthority = timestampAuthorityOf(pki.timestamping, [pki.authority], new Date())
  return signPdf(pdf, {
    custodian: custodianOf(pki.signer, pki.authority),
    baseline: { level: 'B-T', timestampAuthority },
    hash: digest,
    fields: { signingTime: new Date(), reason: 'Pengesahan rekaan' },
    appearance: stampFor(geometry),
    ...opened(password),
  })
}

async function qpdf(file: string, password: string | undefined): Promise<QpdfStatus> {
  const secret = password === undefined ? [] : [`--password=${password}`]
  try {
    await execute('qpdf', [...secret, '--check', file], { maxBuffer: 64 * 1024 * 1024, timeout: 60_000 })
    return 0
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 3 ? 3 : 2
  }
}

async function pdfsig(file: string, fieldName: string, password: string | undefined): Promise<string> {
  const secret = password === undefined ? [] : ['-upw', password, '-opw', password]
  try {
    const { stdout } = await execute('pdfsig', [...secret, '-nocert', file], { timeout: 60_000 })
    const own = stdout.split(/^Signature #/m).find((part) => part.includes(`Field Name: ${fieldName}`))
    const said = /Signature Validation: (.*)/.exec(own ?? '')?.[1] ?? 'does not see it'
    return said === 'Signature is Valid.' ? 'valid' : said
  } catch {
    return 'failed'
  }
}

async function ourVerdict(
  pdf: Uint8Array,
  fieldName: string,
  pki: TestCity,
  password: string | undefined,
): Promise<string> {
  const { signatures, error } = await validatePdf(pdf, {
    trustAnchors: [pki.root.der],
    at: new Date(),
    hash: digest,
    ...opened(password),
  })
  const own = signatures.find(({ field }) => field === fieldName)
  if (own === undefined) return error?.code ?? 'not found'
  const { indication } = own.conclusion
  if (indication !== 'TOTAL-PASSED') return `${indication} ${own.conclusion.subIndication}`
  return own.level === 'B-T' && own.coverage === 'ENTIRE_FILE' ? 'passed' : `${own.level} ${own.coverage}`
}

const looksRight = ({ pagesSame, pagesDrawn, stampShows }: Looks) =>
  pagesDrawn > 0 && pagesSame === pagesDrawn && stampShows

/** By poppler; where it cannot read the original as other readers do, by MuPDF. */
async function looks(pair: Pair, geometry: PageGeometry): Promise<Looks> {
  const first = await compare('poppler', pair, geometry)
  if (looksRight(first)) return first
  const second = await compare('mupdf', pair, geometry)
  return looksRight(second) ? second : first
}

interface Pair {
  readonly before: string
  readonly after: string
  readonly password?: string
}

/** The pages before and after, side by side. */
async function compare(renderer: Renderer, pair: Pair, geometry: PageGeometry): Promise<Looks> {
  let [pagesSame, pagesDrawn, stampShows] = [0, 0, false]
  for (let page = 1; page <= Math.min(geometry.count, MOST_PAGES); page++) {
    const [was, is] = await Promise.all(
      [pair.before, pair.after].map((file) => draw(renderer, { file, page, ...opened(pair.password) })),
    )
    if (was === undefined) continue
    pagesDrawn++
    if (is === undefined) continue
    const stamp = page === 1 ? stampPixels(geometry, was) : undefined
    if (differingPixels(was, is, stamp) === 0) pagesSame++
    if (page === 1) stampShows = differingPixels(was, is) > 0
  }
  return { renderer, pagesSame, pagesDrawn, stampShows }
}

/**
 * Where the stamp is drawn, with a pixel around it that its edge may touch. Not every renderer
 * heeds /UserUnit.
 */
function stampPixels(geometry: PageGeometry, picture: Picture): PixelBox {
  const { rect } = stampFor(geometry)
  const scale = picture.width / geometry.width
  return {
    left: Math.floor(rect.x * scale) - 1,
    right: Math.ceil((rect.x + rect.width) * scale) + 1,
    top: Math.floor(picture.height - (rect.y + rect.height) * scale) - 1,
    bottom: Math.ceil(picture.height - rect.y * scale) + 1,
  }
}

/** Signed, and no judge has anything to say against it. */
export function conforms(result: Conformance): boolean {
  return (
    result.refusal === undefined &&
    result.qpdfAfter !== undefined &&
    rank(result.qpdfAfter) <= rank(result.qpdfBefore) &&
    result.pdfsig === 'valid' &&
    result.ours === 'passed' &&
    result.prefixKept === true &&
    (result.looks === undefined || looksRight(result.looks))
  )
}

const rank = (status: QpdfStatus) => (status === 0 ? 0 : status === 3 ? 1 : 2)
