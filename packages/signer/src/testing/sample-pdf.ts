// PDFs for tests, by a library that is not ours.
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib'

interface SamplePdf {
  readonly pages?: number
  /** Drawn at 100, 200 of every page. */
  readonly text?: string
  /** Makes two samples two different files. */
  readonly title?: string
  readonly password?: string
  /** Cross-reference and objects in streams, as PDF 1.5 allows; default true. */
  readonly compact?: boolean
}

/** Pages of A4. */
export async function samplePdf({
  pages = 1,
  text,
  title,
  password,
  compact = true,
}: SamplePdf = {}): Promise<Uint8Array<ArrayBuffer>> {
  const document = await PDFDocument.create()
  const font = await document.embedFont(StandardFonts.Helvetica)
  for (let page = 0; page < pages; page++) {
    const drawn = document.addPage([595, 842])
    if (text !== undefined) drawn.drawText(text, { x: 100, y: 200, size: 12, font })
  }
  if (title !== undefined) document.setTitle(title)
  if (password !== undefined) document.encrypt({ userPassword: password, ownerPassword: password })
  return new Uint8Array(await document.save({ useObjectStreams: compact }))
}
