// Pages as pictures, drawn by poppler or MuPDF, and what of them differs.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export interface Picture {
  readonly width: number
  readonly height: number
  /** RGB, row by row. */
  readonly pixels: Uint8Array
}

/** Pixels, origin at the upper left; right and bottom are the first beyond. */
export interface PixelBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Pixels per inch: enough for a letter of a form to be seen. */
export const RESOLUTION = 36

export type Renderer = 'poppler' | 'mupdf'

interface Page {
  readonly file: string
  /** 1-based. */
  readonly page: number
  readonly password?: string
}

/**
 * A page's crop box with all its annotations; undefined when it cannot be drawn within 30 seconds,
 * or the renderer is not here.
 */
export async function draw(renderer: Renderer, page: Page): Promise<Picture | undefined> {
  const [command, ...parameters] = renderer === 'poppler' ? poppler(page) : mupdf(page)
  try {
    const { stdout } = await execute(command, parameters, {
      encoding: 'buffer',
      maxBuffer: 256 * 1024 * 1024,
      timeout: 30_000,
    })
    return readPpm(stdout)
  } catch {
    return undefined
  }
}

function poppler({ file, page, password }: Page): readonly [string, ...string[]] {
  const secret = password === undefined ? [] : ['-upw', password, '-opw', password]
  const which = ['-cropbox', '-r', `${RESOLUTION}`, '-f', `${page}`, '-l', `${page}`]
  return ['pdftoppm', '-q', ...which, ...secret, file]
}

function mupdf({ file, page, password }: Page): readonly [string, ...string[]] {
  const secret = password === undefined ? [] : ['-p', password]
  return ['mutool', 'draw', '-q', '-F', 'ppm', '-o', '-', '-r', `${RESOLUTION}`, ...secret, file, `${page}`]
}

/**
 * How many pixels outside the box are not the very same; Infinity when the pictures differ in size.
 */
export function differingPixels(before: Picture, after: Picture, outside?: PixelBox): number {
  if (before.width !== after.width || before.height !== after.height) return Number.POSITIVE_INFINITY
  let differing = 0
  for (let y = 0; y < before.height; y++) {
    for (let x = 0; x < before.width; x++) {
      if (outside !== undefined && isInside(outside, x, y)) continue
      const at = 3 * (y * before.width + x)
      if ([0, 1, 2].some((channel) => before.pixels[at + channel] !== after.pixels[at + channel])) differing++
    }
  }
  return differing
}

const isInside = ({ left, top, right, bottom }: PixelBox, x: number, y: number) =>
  x >= left && x < right && y >= top && y < bottom

/** Netpbm's P6 as pdftoppm writes it: three numbers in ASCII, one white space, the pixels. */
function readPpm(bytes: Buffer): Picture | undefined {
  const [header, width, height] =
    /^P6\s+(?:#.*\n)?(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString('latin1')) ?? []
  if (header === undefined) return undefined
  return { width: Number(width), height: Number(height), pixels: bytes.subarray(header.length) }
}
