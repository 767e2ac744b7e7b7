// Our own reader of pages against pdf.js: whether a box lies over text, asked of the samples and,
// where they are at hand, of the documents of others (TAPIS_CORPUS, default ../shared/corpus beside
// the repository).

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Box, coveredContent, pageGeometry } from '@tapis/pades/create'
import { findAnchor } from '@tapis/signer'
import { pageSizes, resolvePlace } from '@tapis/stamp'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { describe, expect, it } from 'vitest'
import { Random } from '../fuzz/random.ts'
import { SAMPLES, sample } from '../support/samples.ts'

const root = resolve(import.meta.dirname, '../..')
const corpus = resolve(root, process.env['TAPIS_CORPUS'] ?? '../shared/corpus', 'inputs')
const isPresent = existsSync(corpus)
if (!isPresent) console.log('skipped: no documents of others (set TAPIS_CORPUS)')

const CAPITALS = 0.7
/** As the rule has it: a point in both directions, and so much of the height of capitals. */
const TOLERANCE_POINTS = 1
const READABLE_SHARE = 0.15

/**
 * Where pdf.js sees text that is not blank on the first page, by the same measure of letters;
 * undefined where it cannot tell.
 */
async function textBoxes(pdf: Uint8Array): Promise<readonly Box[] | undefined> {
  const task = getDocument({ data: pdf.slice(), verbosity: 0, useSystemFonts: false })
  try {
    const page = await (await task.promise).getPage(1)
    const { transform, height } = page.getViewport({ scale: 1 })
    const { items } = await page.getTextContent()
    return items.flatMap((item) => {
      if (!('str' in item) || item.str.trim() === '') return []
      const [a, b, c, d, e, f] = product(transform, item.transform)
      const length = Math.hypot(a, b)
      const along = (item.width * page.userUnit) / length
      const corners = [0, along].flatMap((x) =>
        [0, CAPITALS].map((y) => [a * x + c * y + e, height - (b * x + d * y + f)] as const),
      )
      const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)]
      const [x, y] = [Math.min(...xs), Math.min(...ys)]
      return length === 0 ? [] : [{ x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y }]
    })
  } catch {
    return undefined
  } finally {
    await task.destroy()
  }
}

type Matrix = readonly [number, number, number, number, number, number]

function product(left: readonly number[], right: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = left
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = right
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

function isHidden(text: Box, box: Box): boolean {
  const width = Math.min(text.x + text.width, box.x + box.width) - Math.max(text.x, box.x)
  const height = Math.min(text.y + text.height, box.y + box.height) - Math.max(text.y, box.y)
  if (width <= TOLERANCE_POINTS || height <= TOLERANCE_POINTS) return false
  return text.width >= text.height
    ? height > READABLE_SHARE * text.height
    : width > READABLE_SHARE * text.width
}

/** Half of them anywhere, half of them near a text. */
function randomBox(random: Random, page: { width: number; height: number }, texts: readonly Box[]): Box {
  const width = Math.min(page.width, 20 + random.below(180))
  const height = Math.min(page.height, 10 + random.below(70))
  const near = texts.length > 0 && random.below(2) === 0 ? random.pick(texts) : undefined
  const at = (start: number | undefined, length: number, limit: number) =>
    start === undefined
      ? random.below(Math.max(1, limit - length))
      : Math.min(Math.max(0, start - length + random.below(2 * length)), limit - length)
  return { x: at(near?.x, width, page.width), y: at(near?.y, height, page.height), width, height }
}

interface Agreement {
  boxes: number
  agreed: number
  overText: number
  readonly differing: string[]
}

/** So many boxes on the first page of each document that both readers can follow. */
async function compare(
  documents: Iterable<readonly [name: string, pdf: Uint8Array]>,
  boxes: number,
): Promise<Agreement> {
  const random = new Random(20261124)
  const found: Agreement = { boxes: 0, agreed: 0, overText: 0, differing: [] }
  for (const [name, pdf] of documents) {
    const texts = await textBoxes(pdf)
    if (texts === undefined) continue
    for (let count = 0; count < boxes; count++) {
      const judged = judgeOne(pdf, texts, random)
      if (judged === undefined) break
      found.boxes += 1
      if (judged.theirs) found.overText += 1
      if (judged.ours === judged.theirs) found.agreed += 1
      else found.differing.push(`${name}: ${JSON.stringify(judged)}`)
    }
  }
  return found
}

function judgeOne(pdf: Uint8Array, texts: readonly Box[], random: Random) {
  try {
    const box = randomBox(random, pageGeometry(pdf, 1), texts)
    const covered = coveredContent(pdf, 1, box)
    if (covered.kind === 'unknown') return undefined
    const ours = covered.kind === 'covered' && covered.areas.some(({ what }) => what === 'text')
    return { box, ours, theirs: texts.some((text) => isHidden(text, box)) }
  } catch {
    return undefined
  }
}

describe('the place of a stamp', () => {
  it.each([
    ['bpprd-sppt', { x: 314, y: 316, width: 208, height: 76 }],
    ['disdukcapil-kk', { x: 574, y: 61.5, width: 212, height: 76 }],
  ] as const)('that the sample %s asks for hides nothing', (name, box) => {
    expect(coveredContent(sample(name).pdf, 1, box)).toEqual({ kind: 'nothing' })
  })

  it('hides nothing but the anchor where the sample dpmptsp-izin has it', async () => {
    const { pdf, request } = sample('dpmptsp-izin')
    const pages = pageSizes(pdf)
    const anchor = `\${ttd_kepala}`
    expect(request).toMatchObject({ place: { anchor } })
    const wanted = { kind: 'anchor', anchor, width: 210, height: 78 } as const
    const place = await resolvePlace(pdf, pages, wanted, findAnchor)
    if (place?.anchor === undefined) throw new TypeError('the sample has no anchor')
    const { page, box } = place
    expect(coveredContent(pdf, page, box)).toMatchObject({ areas: [{ what: 'text' }] })
    expect(coveredContent(pdf, page, box, { meant: [place.anchor] })).toEqual({ kind: 'nothing' })
  })
})

describe('a box lies over text for us where it does for pdf.js', () => {
  it('on every sample', async () => {
    const documents = SAMPLES.map((name) => [name, sample(name).pdf] as const)
    const { boxes, agreed, overText, differing } = await compare(documents, 100)
    expect({ boxes, agreed, differing }).toEqual({ boxes: 300, agreed: 300, differing: [] })
    expect(overText).toBeGreaterThan(100)
  })

  it.skipIf(!isPresent)('on nearly all documents of others, which are odd ones', async () => {
    const names = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.pdf'))
      .sort()
    const documents = names.map(
      (name) => [name, new Uint8Array(readFileSync(resolve(corpus, name)))] as const,
    )
    const { boxes, agreed, overText, differing } = await compare(documents, 4)
    console.log(`${agreed} of ${boxes} boxes, ${overText} over text`)
    expect(agreed / boxes, differing.join('\n')).toBeGreaterThan(0.97)
    expect(boxes).toBeGreaterThan(200)
  })
})
