// Documents with texts at known places, and the search for them.
import { PDFDocument, type PDFPage, StandardFonts } from '@cantoo/pdf-lib'
import { searchAnchor } from '../anchor-search.ts'

/** Searches a copy, since pdf.js takes away what it reads. */
export const findAnchor = (pdf: Uint8Array, tag: string) => searchAnchor({ pdf: pdf.slice(), tag })

export type Draw = (page: PDFPage, font: Awaited<ReturnType<PDFDocument['embedFont']>>) => void

/** Makes a document with one page of 400 by 600 points for each drawing. */
export async function pdfOf(...pages: readonly Draw[]): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Courier)
  for (const draw of pages) draw(document.addPage([400, 600]), font)
  return await document.save()
}

/** Courier at 10 points: each letter is 6 points wide, so the centre is known exactly. */
export const at =
  (text: string, x: number, y: number): Draw =>
  (page, font) =>
    page.drawText(text, { x, y, size: 10, font })
