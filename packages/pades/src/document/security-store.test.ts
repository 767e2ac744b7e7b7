// A store that keeps one stream where the standard has an array: both sides read it, and what is
// added stands beside it.

import { concatenated } from '@tapis/pki'
import { buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { fflateDeflate } from '../create/appearance/deflate.ts'
import { storedData, writeSecurityStore } from '../create/augment/document-security-store.ts'
import { dictionary, type PdfStream, type PdfValue, ref } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open.ts'
import { latin1 } from '../pdf/syntax/characters.ts'
import { IncrementalUpdate } from '../pdf/update.ts'
import { readSecurityStores } from './security-store.ts'

const stored = latin1('DER of one')
const added = latin1('DER of another')
const stream: PdfStream = { kind: 'stream', dictionary: dictionary({ Length: stored.length }), bytes: stored }
const pdf = buildPdf({
  catalogEntries: { DSS: ref(100) },
  objects: new Map<number, PdfValue>([
    [100, dictionary({ Certs: ref(101) })],
    [101, stream],
  ]),
})

describe('a security store whose /Certs is one stream', () => {
  it('is read alike by both sides', () => {
    const document = openPdf(pdf)
    expect(readSecurityStores(document)).toEqual([{ kind: 'certificates', der: stored, revision: 0 }])
    expect(storedData(document).certificates).toEqual([stored])
  })

  it('keeps it in an array when something is added', async () => {
    const document = openPdf(pdf)
    const update = new IncrementalUpdate(document)
    const data = { certificates: [added, stored], crls: [], ocspResponses: [] }
    await writeSecurityStore(document, update, data, { deflate: fflateDeflate })
    const appended = update.finish(new Uint8Array(16)).view().slice()
    const after = openPdf(concatenated([pdf, appended]))
    expect(storedData(after).certificates).toEqual([stored, added])
    expect(readSecurityStores(after).map(({ der }) => der)).toEqual([stored, added])
  })
})
