import { buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { archivalPart } from './archival-part.ts'

const namespace = 'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"'

function partOf(xmp: string, entries: Readonly<Record<string, PdfValue>> = {}): number | undefined {
  const bytes = latin1(xmp)
  const metadata = {
    kind: 'stream',
    dictionary: dictionary({ Length: bytes.length, ...entries }),
    bytes,
  } as const
  const shape = { catalogEntries: { Metadata: ref(100) }, objects: new Map([[100, metadata]]) }
  return archivalPart(openPdf(buildPdf(shape)))
}

describe('the part of PDF/A', () => {
  it.each<[string, string, number | undefined]>([
    ['an element', `<a ${namespace}><pdfaid:part>1</pdfaid:part></a>`, 1],
    ['an element with space', `<a ${namespace}>\n<pdfaid:part> 3 </pdfaid:part></a>`, 3],
    ['an attribute', `<a ${namespace} pdfaid:part="2" pdfaid:conformance="B"/>`, 2],
    ['an attribute in single quotes, under another prefix', `<a ${namespace} x:part='4'/>`, 4],
    ['nothing', `<a ${namespace}/>`, undefined],
    ['a part of something else', '<a other:part="1"/>', undefined],
    ['a number that there is not', `<a ${namespace} pdfaid:part="12"/>`, undefined],
  ])('is read from %s', (_, xmp, part) => {
    expect(partOf(xmp)).toBe(part)
  })

  it('is none without metadata, or with metadata that cannot be decoded', () => {
    expect(archivalPart(openPdf(buildPdf()))).toBeUndefined()
    expect(partOf('<>', { Filter: name('FlateDecode') })).toBeUndefined()
    expect(partOf('<>', { Filter: name('Unknown') })).toBeUndefined()
  })
})
