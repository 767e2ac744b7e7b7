// A page of a PDF as pixels, by pdf.js: what a reader would see.

import { fileURLToPath } from 'node:url'
import { createCanvas } from '@napi-rs/canvas'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'

export interface Rendering {
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly width: number
  readonly height: number
  readonly png: Uint8Array
}

/** Renders page `page` (1-based) with annotations, at `scale` pixels a point. */
export async function renderPage(pdf: Uint8Array, page: number, scale: number): Promise<Rendering> {
  const folder = (name: string) =>
    `${fileURLToPath(new URL(name, import.meta.resolve('pdfjs-dist/package.json')))}/`
  const task = getDocument({
    data: pdf.slice(),
    standardFontDataUrl: folder('standard_fonts'),
    cMapUrl: folder('cmaps'),
    verbosity: 0,
  })
  try {
    const opened = await task.promise
    const shown = await opened.getPage(page)
    const viewport = shown.getViewport({ scale })
    const canvas = createCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height))
    const context = canvas.getContext('2d')
    // pdf.js draws on any canvas of this interface; its types know only the browser's own.
    await Reflect.apply(shown.render, shown, [{ canvas: null, canvasContext: context, viewport }]).promise
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    const pixels = new Uint8ClampedArray(data)
    return { data: pixels, width: canvas.width, height: canvas.height, png: canvas.toBuffer('image/png') }
  } finally {
    await task.destroy()
  }
}
