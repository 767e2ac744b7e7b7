// Revisions after a signature, seen together: what one takes back, lends or covers.
import { appendRevision, withEntries } from '@tapis/testing/pdf'
import { beforeAll, describe, expect, it } from 'vitest'
import { dictionary, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { RevisionHistory } from './analysis.ts'
import { highestLevel } from './level.ts'
import { base, original, stream, text } from './testing/later-revision.ts'

describe('a later revision', () => {
  it('counts although the next one takes it back', () => {
    const attacked = appendRevision(base, new Map([[3, stream('1 0 0 rg')]]))
    const undone = appendRevision(attacked, new Map([[3, openPdf(base).get(ref(3))]]))
    expect(highestLevel(new RevisionHistory(openPdf(undone), false).after(0, base.length, undefined))).toBe(
      'UNDEFINED',
    )
  })

  it('is UNDEFINED when it lends its bytes to an object that was signed', () => {
    // Object 900 is listed in the signed cross-reference, at an offset where nothing is yet.
    const listed = appendRevision(
      base,
      new Map<number, PdfValue>([
        [10, withEntries(original(10), { Contents: ref(900) })],
        [900, stream('')],
      ]),
    )
    const signedText = Buffer.from(listed).toString('latin1')
    const offset = openPdf(listed).entry(900)
    if (offset?.kind !== 'offset') throw new TypeError('no offset')
    const promised = String(listed.length).padStart(10, '0')
    const signedFile = latin1(signedText.replace(String(offset.offset).padStart(10, '0'), promised))
    const content = latin1('900 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n')
    const later = appendRevision(new Uint8Array([...signedFile, ...content]), new Map())
    const findings = new RevisionHistory(openPdf(later), false).after(1, signedFile.length, undefined)
    expect(highestLevel(findings)).toBe('UNDEFINED')
  })

  it('is not counted against a signature that covers it', () => {
    const attacked = appendRevision(base, new Map([[3, stream('1 0 0 rg')]]))
    expect(new RevisionHistory(openPdf(attacked), false).after(1, attacked.length, undefined)).toEqual([])
  })
})

describe('a structure that leads back to itself', () => {
  let circular: Uint8Array

  beforeAll(() => {
    const first = dictionary({ Next: ref(901) })
    const second = dictionary({ Next: ref(900), Title: text('x') })
    circular = appendRevision(
      base,
      new Map<number, PdfValue>([
        [1, withEntries(original(1), { Outlines: ref(900) })],
        [900, first],
        [901, second],
      ]),
    )
  })

  it('is compared once and found unchanged', () => {
    const later = appendRevision(circular, new Map([[105, original(105)]]))
    expect(new RevisionHistory(openPdf(later), false).after(1, circular.length, undefined)).toMatchObject([
      { code: 'REVISION_ADDED' },
    ])
  })

  it('is found changed wherever the change is', () => {
    const later = appendRevision(circular, new Map([[901, dictionary({ Next: ref(900), Title: text('y') })]]))
    expect(new RevisionHistory(openPdf(later), false).after(1, circular.length, undefined)).toMatchObject([
      { code: 'CATALOG_ENTRY_MODIFIED', level: 'UNDEFINED', object: 901 },
    ])
  })
})
