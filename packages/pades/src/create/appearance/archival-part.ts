// Tells to which part of PDF/A a document says that it conforms (ISO 19005-1 §6.7.11, ISO 19005-2
// §6.6.4): some parts ask for what others forbid.

import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { decodeStream } from '../../pdf/filters/filters.ts'
import { isStream } from '../../pdf/objects.ts'

const NAMESPACE = 'http://www.aiim.org/pdfa/ns/id/'
const MOST_BYTES = 1024 * 1024
/** The part is stated as an element or as an attribute, under whatever prefix. */
const PART = /[:<\s]part\s*(?:=\s*["']|>)\s*([1-4])\s*[<"']/

/**
 * Returns the part; undefined for a document that claims none, or whose metadata cannot be read.
 */
export function archivalPart(document: PdfDocument): number | undefined {
  try {
    const metadata = document.resolve(document.catalog.entries.get('Metadata'))
    if (!isStream(metadata)) return undefined
    const resolve = document.resolve.bind(document)
    const text = new TextDecoder().decode(decodeStream(metadata, { resolve, decodedLimit: MOST_BYTES }))
    const [, part] = (text.includes(NAMESPACE) ? PART.exec(text) : null) ?? []
    return part === undefined ? undefined : Number(part)
  } catch (error) {
    if (error instanceof PdfError) return undefined
    throw error
  }
}
