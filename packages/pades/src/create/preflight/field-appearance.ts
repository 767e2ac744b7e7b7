// Whether a text field shows its value (ISO 32000-2 §12.7.4.3): compared where both are plain letters, and where that can be told.

import type { PdfDocument } from '../../pdf/document.ts'
import { PdfError } from '../../pdf/errors.ts'
import { decodeStream } from '../../pdf/filters.ts'
import { isDictionary, isStream, isString, type PdfDictionary } from '../../pdf/objects.ts'
import { textOf } from '../../pdf/text.ts'
import { formFields } from '../field-tree.ts'
import { readForm } from '../interactive-form.ts'

const MOST_FIELDS = 2000
const MOST_CONTENT_BYTES = 256 * 1024
/** What a content stream shows in one byte for each letter. */
const literal = /\((?:\\[\s\S]|[^\\()])*\)/g
const plain = /^[\x20-\x7e\s]*$/

/** Names nothing that is shown; only how many fields differ. @throws PdfError, PadesError as reading the form does */
export function fieldsThatShowOtherText(document: PdfDocument): number {
  let differing = 0
  let looked = 0
  for (const { dictionary, type } of formFields(document, readForm(document).fields.items)) {
    if (type !== 'Tx') continue
    looked += 1
    if (looked > MOST_FIELDS) break
    const value = document.resolve(dictionary.entries.get('V'))
    const shown = shownText(document, dictionary)
    const wanted = isString(value) ? textOf(value) : ''
    if (shown === undefined || !plain.test(wanted)) continue
    if (lettersOf(shown) !== lettersOf(wanted)) differing += 1
  }
  return differing
}

/** Undefined where it cannot be told: no appearance, another encoding, content that draws other things. */
function shownText(document: PdfDocument, field: PdfDictionary): string | undefined {
  const appearances = document.resolve(field.entries.get('AP'))
  const normal = isDictionary(appearances) ? document.resolve(appearances.entries.get('N')) : null
  if (!isStream(normal)) return undefined
  const content = contentOf(document, normal)
  // Hexadecimal strings are of fonts whose codes are no letters; a further form may show anything.
  if (content === undefined || /<[0-9a-f\s]*>|\sDo\b/i.test(content)) return undefined
  const shown = (content.match(literal) ?? []).map((text) => unescaped(text.slice(1, -1))).join('')
  return plain.test(shown) ? shown : undefined
}

function contentOf(document: PdfDocument, stream: Parameters<typeof decodeStream>[0]): string | undefined {
  try {
    const bytes = decodeStream(stream, {
      resolve: (value) => document.resolve(value),
      decodedLimit: MOST_CONTENT_BYTES,
    })
    return new TextDecoder('latin1').decode(bytes)
  } catch (error) {
    if (error instanceof PdfError) return undefined
    throw error
  }
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|([\s\S]))/g,
    (_, octal: string | undefined, other: string | undefined) =>
      octal === undefined
        ? 'nrtbf'.includes(other ?? '')
          ? ' '
          : (other ?? '')
        : String.fromCharCode(Number.parseInt(octal, 8)),
  )
}

/** Lines are broken and words spaced by the viewer that drew them. */
function lettersOf(text: string): string {
  return text.replace(/\s+/g, '')
}
