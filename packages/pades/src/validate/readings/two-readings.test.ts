// Where a strict reader and one that searches disagree on a file; and honest files of every
// structure, on which they do not.

import { appendRevision, buildPdf, structures } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PdfError } from '../../pdf/errors.ts'
import { dictionary, name, type PdfValue, ref } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { TwoReadings } from './two-readings.ts'

const textOf = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1')
const disagreementOn = (pdf: Uint8Array): string | undefined =>
  new TwoReadings(openPdf(pdf, { recover: true })).disagreement()
const stream = (content: string, entries: Readonly<Record<string, PdfValue>> = {}): PdfValue => ({
  kind: 'stream',
  dictionary: dictionary(entries),
  bytes: latin1(content),
})
const base = buildPdf({ pages: 2 })
const EVIL = '3 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n'

/** The file with more before its table, whose offsets stay true. */
function beforeTable(more: string, pdf = base): Uint8Array {
  const text = textOf(pdf)
  const at = text.lastIndexOf('\nxref\n') + 1
  const moved = text.slice(at).replace(/startxref\n\d+/, `startxref\n${at + more.length}`)
  return latin1(text.slice(0, at) + more + moved)
}

/**
 * Junk in front of which a cross-reference stands where offsets lead that do not count the junk.
 */
function twoBases(): Uint8Array {
  const junk = 'x'.repeat(99)
  const text = textOf(base)
  const start = Number(/startxref\n(\d+)/.exec(text)?.[1])
  // Not counting the junk, the last startxref leads this far before the table.
  const decoy = 'xref\n0 0\n'
  const at = start + decoy.length + 91 - junk.length - 1
  const moved = `${text.slice(0, start)}${decoy}${' '.repeat(91)}${text.slice(start)}`
  const edited = moved.replace(/startxref\n\d+/, `startxref\n${start + decoy.length + 91}`)
  expect(at).toBe(start)
  return latin1(`${junk}\n${edited}`)
}

/**
 * The table gives object 3 where it is, the stream that only some readers open gives it as this
 * one.
 */
function hybridOf(given: number, entries = ''): Uint8Array {
  const text = textOf(base)
  const offset = (number: number): number => text.indexOf(`\n${number} 0 obj`) + 1
  const row = String.fromCharCode(1, offset(given) >> 8, offset(given) & 255, 0)
  const stream = `800 0 obj\n<</Type/XRef/Size 801/W[1 2 1]/Index[3 1]${entries}/Length 4>>\nstream\n${row}\nendstream\nendobj\n`
  const previous = /startxref\n(\d+)/.exec(text)?.[1]
  const table = `xref\n3 1\n${String(offset(3)).padStart(10, '0')} 00000 n \n`
  const trailer = `trailer\n<</Size 801/Root 1 0 R/Prev ${previous}/XRefStm ${text.length}>>\n`
  return latin1(`${text}${stream}${table}${trailer}startxref\n${text.length + stream.length}\n%%EOF\n`)
}

interface Vector {
  readonly title: string
  readonly make: () => Uint8Array
  readonly says: string
}

const vectors: readonly Vector[] = [
  {
    title: 'an object that is defined again behind the one that is listed',
    make: () => beforeTable(EVIL),
    says: 'object 3',
  },
  {
    title: 'an object that the table says is free',
    make: () =>
      latin1(textOf(base).replace(/(xref\n0 \d+\n(?:.{18} \n){3})\d{10} 00000 n/, '$10000000000 00000 f')),
    says: 'object 3',
  },
  {
    title: 'an object stream with members that nobody is told of',
    make: () =>
      appendRevision(
        base,
        new Map([[900, stream('11 0 <</Type/Page>>', { Type: name('ObjStm'), N: 1, First: 5 })]]),
      ),
    says: 'object 11',
  },
  {
    title: 'an object stream that no cross-reference lists',
    make: () =>
      beforeTable(
        '900 0 obj\n<</Type/ObjStm/N 1/First 5/Length 18>>\nstream\n11 0 <</Type/Page>>\nendstream\nendobj\n',
      ),
    says: 'object 11',
  },
  {
    title: 'a trailer that names another catalog',
    make: () => beforeTable('trailer\n<</Root 2 0 R>>\n'),
    says: 'trailer',
  },
  { title: 'junk that offsets may count or not', make: twoBases, says: 'before the header' },
  {
    title: 'a /Size below what is needed',
    make: () => latin1(textOf(base).replace(/\/Size \d+/, (found) => '/Size 5'.padEnd(found.length))),
    says: '/Size',
  },
  {
    title: 'a hybrid whose stream gives an object that the table gives elsewhere',
    make: () => hybridOf(11),
    says: 'hybrid file give object 3',
  },
  {
    title: 'a hybrid whose stream goes on elsewhere than its table',
    make: () => hybridOf(3, '/Prev 9'),
    says: 'a /Prev that its table has not',
  },
  {
    title: 'a hybrid whose stream has no /Size',
    make: () => latin1(textOf(buildPdf({ xref: 'hybrid' })).replace('/Size', '/Sise')),
    says: 'XREF_SIZE_MISSING',
  },
  {
    title: 'an object stream that has an object twice',
    make: () =>
      latin1(textOf(buildPdf({ xref: 'stream', pages: 2 })).replace(/(?<=10 \d+ )11(?= \d+ )/, '10')),
    says: 'OBJECT_STREAM_INDEX',
  },
  {
    title: 'an offset that stands behind a comment',
    make: () => latin1(textOf(base).replace(/startxref\n(?=\d+\s+%%EOF\s+$)/, 'startxref%\n')),
    says: 'STARTXREF_FORM',
  },
  {
    title: 'an object that is defined again in a form of its own',
    make: () => beforeTable(EVIL.replace('3 0 obj', '00000000000003 0000000 %\nobj')),
    says: 'object 3',
  },
  {
    title: 'a reachable object that a later revision frees',
    make: () => appendRevision(base, new Map([[3, undefined]])),
    says: 'object 3',
  },
  {
    title: 'a cross-reference that had to be rebuilt',
    make: () => latin1(textOf(base).replace(/startxref\n\d+/, 'startxref\n7')),
    says: 'RECOVERED',
  },
]

describe('the two readings', () => {
  it.each(vectors)('disagree on $title', ({ make, says }) => {
    expect(disagreementOn(make())).toContain(says)
  })

  it.each(structures)('agree on %s, and on an update of it', (_, shape) => {
    const pdf = buildPdf(shape)
    expect(disagreementOn(pdf)).toBeUndefined()
    if (shape.junk !== undefined) return
    const updated = appendRevision(pdf, new Map([[3, stream('0 g')]]))
    expect(disagreementOn(updated)).toBeUndefined()
    expect(disagreementOn(appendRevision(updated, new Map([[3, stream('1 g')]])))).toBeUndefined()
  })

  it.each<readonly [string, () => Uint8Array]>([
    [
      'a definition that is written twice and says the same',
      () => beforeTable(/3 0 obj[\s\S]*?endobj\n/.exec(textOf(base))?.[0] ?? ''),
    ],
    [
      'an object that no cross-reference lists and nothing leads to',
      () => beforeTable('700 0 obj\n42\nendobj\n'),
    ],
    [
      'an object that is freed and nothing leads to',
      () => appendRevision(appendRevision(base, new Map([[900, 1]])), new Map([[900, undefined]])),
    ],
    ['a hybrid whose stream says the same as its table', () => hybridOf(3)],
    ['a line end before the header', () => buildPdf({ junk: '\n' })],
    [
      'an object stream behind, whose member says the same',
      () =>
        appendRevision(
          base,
          new Map([
            [900, stream('1 0 <</Type/Catalog/Pages 2 0 R>>', { Type: name('ObjStm'), N: 1, First: 4 })],
          ]),
        ),
    ],
    [
      'text that looks like an object, in a stream',
      () => buildPdf({ objects: new Map([[120, stream(EVIL)]]), catalogEntries: { X: ref(120) } }),
    ],
    [
      'a file in a file',
      () => buildPdf({ objects: new Map([[120, stream(textOf(base))]]), catalogEntries: { X: ref(120) } }),
    ],
  ])('agree on %s', (_, make) => {
    expect(disagreementOn(make())).toBeUndefined()
  })

  it('name any unlisted object in bytes that come later, also in the data of a stream', () => {
    const later = appendRevision(base, new Map([[900, stream(EVIL)]]))
    const readings = new TwoReadings(openPdf(later))
    expect(readings.disagreement()).toBeUndefined()
    expect(readings.unlistedObject(base.length)).toBe(3)
    expect(new TwoReadings(openPdf(base)).unlistedObject(0)).toBeUndefined()
  })

  it('throw for no damage, whatever it is', () => {
    fc.assert(
      fc.property(fc.nat(base.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }), (at, bytes) => {
        const damaged = base.slice()
        damaged.set(bytes.subarray(0, damaged.length - at), at)
        try {
          const document = openPdf(damaged, { recover: true })
          expect(typeof (new TwoReadings(document).disagreement() ?? '')).toBe('string')
        } catch (error) {
          if (!(error instanceof PdfError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})
