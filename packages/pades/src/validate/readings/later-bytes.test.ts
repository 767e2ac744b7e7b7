// What may stand behind a signature, and what may not, since a reader that rebuilds files might
// find something in it.

import { appendRevision, buildPdf, structures } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { TwoReadings } from './two-readings.ts'

const base = buildPdf()
const disagreement = (pdf: Uint8Array, from = base.length): string | undefined =>
  new TwoReadings(openPdf(pdf)).laterDisagreement(from)
const place = (objectNumber: number, offset: number): string =>
  `${objectNumber} 1\n${String(offset).padStart(10, '0')} 00000 n \n`

/** An update with object 900, with more before it and behind it. */
function around(before: string, after = '', rows = ''): Uint8Array {
  const text = Buffer.from(base).toString('latin1')
  const object = '900 0 obj\n42\nendobj\n'
  const start = text.length + before.length + object.length + after.length
  const table = `xref\n${place(900, text.length + before.length)}${rows}`
  const trailer = `trailer\n<</Size 999/Root 1 0 R/Prev ${openPdf(base).revisions[0]?.startXref}>>\n`
  return latin1(`${text}${before}${object}${after}${table}${trailer}startxref\n${start}\n%%EOF\n`)
}

describe('behind a signature', () => {
  it.each(structures)('an update of %s raises no doubt, nor does another one', (_, shape) => {
    const pdf = buildPdf(shape)
    if (shape.junk !== undefined) return
    const stream: PdfValue = { kind: 'stream', dictionary: dictionary({}), bytes: latin1('0 g') }
    const once = appendRevision(pdf, new Map([[3, stream]]))
    const twice = appendRevision(
      once,
      new Map<number, PdfValue | undefined>([
        [900, 1],
        [3, stream],
      ]),
    )
    expect(disagreement(once, pdf.length)).toBeUndefined()
    expect(disagreement(twice, pdf.length)).toBeUndefined()
    expect(disagreement(twice, once.length)).toBeUndefined()
    expect(disagreement(twice, twice.length)).toBeUndefined()
  })

  it.each<[string, Uint8Array]>([
    ['white space', around(' \r\n\0\f', '\t\n')],
    ['comments', around('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', '% 900\r%%EOF\n')],
    ['an offset that is stated once more', around('', `startxref\n${base.length + 20}\n%%EOF\n`)],
  ])('there may be %s', (_, pdf) => {
    expect(disagreement(pdf)).toBeUndefined()
  })

  it.each<[string, Uint8Array, string]>([
    ['a word', around('kata\n'), `offset ${base.length} are part of nothing`],
    ['a word behind', around('', ' kata\n'), `offset ${base.length + 21} are part of nothing`],
    ['a digit more before an object', around('0'), 'lists object 900'],
    ['a comment over an object', around('% '), `offset ${base.length} are part of nothing`],
    ['a startxref without an offset', around('startxref\n'), 'part of nothing'],
    ['an entry for what is not there', around('', '', place(901, base.length + 1)), 'no object 901'],
    ['an entry that leads out of the file', around('', '', place(901, 9_999_999)), 'no object 901'],
    ['an object that no table lists', around('', '901 0 %\nobj 1 endobj\n'), 'lists object 901'],
    [
      'an object in a string of another',
      around(
        '',
        '902 0 obj (901 0 obj 1 endobj\n) endobj\n',
        place(901, base.length + 31) + place(902, base.length + 20),
      ),
      `offset ${base.length + 31} stands inside`,
    ],
    ['a name with a NUL', appendRevision(base, new Map([[900, [name('A\0')]]])), 'object 900 has a name'],
    [
      'an object that cannot be read',
      appendRevision(base, new Map([[900, name('A')]])).map(broken),
      'no object 900',
    ],
  ])('there may not be %s', (_, pdf, says) => {
    expect(disagreement(pdf)).toContain(says)
  })

  it('nothing may stand but white space, comments and what is listed', () => {
    const text = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(text, (found) => {
        const isHarmless = /^(?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])*$/.test(found)
        expect(disagreement(around(found)) === undefined).toBe(isHarmless)
      }),
    )
  })
})

/** The name of object 900 is no value any more. */
function broken(byte: number, at: number): number {
  return at >= base.length && byte === 0x2f && at < base.length + 12 ? 0x29 : byte
}
