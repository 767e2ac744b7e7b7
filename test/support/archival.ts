// A small PDF/A of each part, with nothing on its page but a grey square: what is added to it
// stands out.

import {
  byteString,
  decodeStream,
  dictionary,
  isArray,
  isDictionary,
  isStream,
  latin1,
  name,
  openPdf,
  type PdfValue,
  ref,
  textString,
} from '@tapis/pades/pdf'
import { buildPdf } from '@tapis/testing/pdf'
import { sample } from './samples.ts'

const [CONTENT, METADATA, PROFILE] = [3, 100, 101]
const IDENTIFIER = Uint8Array.from({ length: 16 }, (_, index) => index + 1)

/**
 * Conforms to PDF/A of this part at level B. Without an output intent there is nothing on its page.
 */
export function archivalPdf(part: 1 | 2 | 3, { hasIntent = true } = {}): Uint8Array {
  const intent = dictionary({
    Type: name('OutputIntent'),
    S: name('GTS_PDFA1'),
    OutputConditionIdentifier: textString('sRGB'),
    DestOutputProfile: ref(PROFILE),
  })
  return buildPdf({
    catalogEntries: { Metadata: ref(METADATA), ...(hasIntent ? { OutputIntents: [intent] } : {}) },
    trailerEntries: { ID: [byteString(IDENTIFIER), byteString(IDENTIFIER)] },
    objects: new Map([
      ...(hasIntent ? [] : [[CONTENT, streamOf(latin1('q Q'), {})] as const]),
      [METADATA, streamOf(latin1(xmp(part)), { Type: name('Metadata'), Subtype: name('XML') })],
      [PROFILE, streamOf(sampleProfile(), { N: 3 })],
    ]),
  })
}

function streamOf(bytes: Uint8Array, entries: Readonly<Record<string, PdfValue>>): PdfValue {
  return { kind: 'stream', dictionary: dictionary({ ...entries, Length: bytes.length }), bytes }
}

const xmp = (part: number) =>
  [
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">',
    `<pdfaid:part>${part}</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>`,
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="w"?>',
  ].join('\n')

/** The colour profile of a sample. */
function sampleProfile(): Uint8Array {
  const document = openPdf(sample('bpprd-sppt').pdf)
  const intents = document.resolve(document.catalog.entries.get('OutputIntents'))
  const intent = document.resolve(isArray(intents) ? intents[0] : null)
  const profile = isDictionary(intent) ? document.resolve(intent.entries.get('DestOutputProfile')) : null
  if (!isStream(profile)) throw new TypeError('the sample has no colour profile')
  return decodeStream(profile)
}
