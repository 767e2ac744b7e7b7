import { buildPdf, structures } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PdfError } from './errors.ts'
import { byteString, dictionary, isArray, isDictionary, isStream, isString, name, ref } from './objects.ts'
import { openPdf } from './open.ts'
import { latin1 } from './syntax/characters.ts'
import { IncrementalUpdate } from './update.ts'

const identifier = Uint8Array.from({ length: 16 }, (_, index) => index)

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}

function updated(pdf: Uint8Array, count: number): Uint8Array {
  const document = openPdf(pdf)
  const update = new IncrementalUpdate(document)
  for (let index = 0; index < count; index++) update.add(update.allocate(), dictionary({ Index: index }))
  update.replace(ref(3), { kind: 'stream', dictionary: dictionary({}), bytes: Uint8Array.of(count) })
  return joined(pdf, update.finish(identifier).view())
}

describe('IncrementalUpdate', () => {
  it.each(structures)(
    'leaves every earlier byte of %s and writes the same kind of cross-reference',
    (_, shape) => {
      fc.assert(
        fc.property(fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }), (counts) => {
          let pdf = buildPdf(shape)
          for (const count of counts) {
            const before = openPdf(pdf)
            const after = updated(pdf, count)
            expect(after.subarray(0, pdf.length)).toEqual(pdf)
            const document = openPdf(after)
            const newest = document.revisions.at(-1)
            const kind = before.revisions.at(-1)?.xrefKind
            expect(newest?.xrefKind).toBe(kind === 'hybrid' ? 'table' : kind)
            const added = before.nextObjectNumber
            for (let index = 0; index < count; index++) {
              expect(document.get(ref(added + index))).toEqual(dictionary({ Index: index }))
              expect(before.entry(added + index)).toBeUndefined()
            }
            const stream = document.get(ref(3))
            expect(isStream(stream) && [...stream.bytes]).toEqual([count])
            expect(document.size).toBe(document.nextObjectNumber)
            pdf = after
          }
        }),
        { numRuns: 8 },
      )
    },
  )

  it('keeps the entries of the trailer, drops those of the section before, and renews the second /ID', () => {
    const trailerEntries = {
      Info: ref(3),
      Private: name('Kept'),
      ID: [byteString(Uint8Array.of(1, 2)), byteString(Uint8Array.of(3))],
    }
    for (const xref of ['table', 'stream', 'hybrid'] as const) {
      const { trailer } = openPdf(updated(buildPdf({ xref, trailerEntries }), 1))
      expect(trailer.entries.get('Info')).toEqual(ref(3))
      expect(trailer.entries.get('Private')).toEqual(name('Kept'))
      expect(trailer.entries.has('XRefStm')).toBe(false)
      const id = trailer.entries.get('ID')
      const elements = isArray(id) ? id : []
      expect(elements.map((element) => (isString(element) ? [...element.bytes] : []))).toEqual([
        [1, 2],
        [...identifier],
      ])
    }
  })

  it('gives a file without /ID both elements', () => {
    const id = openPdf(updated(buildPdf(), 0)).trailer.entries.get('ID')
    expect(isArray(id) && id.length).toBe(2)
  })

  it('marks the end of a file that lost it', () => {
    const text = Buffer.from(buildPdf()).toString('latin1')
    const cut = latin1(text.slice(0, text.lastIndexOf('startxref')))
    const update = new IncrementalUpdate(openPdf(cut, { recover: true }))
    expect(Buffer.from(update.written()).toString('latin1')).toBe('%%EOF\n')
  })

  it('adds a line feed, and nothing else, where the file does not end in an end-of-line marker', () => {
    for (const [tail, expected] of [
      ['', '\n'],
      ['\n', ''],
      ['\r\n', ''],
      ['\r', ''],
      [' ', '\n'],
    ] as const) {
      const pdf = buildPdf({ tail })
      const update = new IncrementalUpdate(openPdf(pdf))
      expect(new TextDecoder().decode(update.written())).toBe(expected)
    }
  })

  it('never uses a number again, not even one that only a cross-reference stream or /Size knows', () => {
    const pdf = buildPdf({ xref: 'hybrid' })
    expect(openPdf(pdf).nextObjectNumber).toBeGreaterThan(61)
    const claimed = buildPdf({ trailerEntries: { Size: 5000 } })
    expect(new IncrementalUpdate(openPdf(claimed)).allocate()).toBe(5000)
  })

  it('writes entries of twenty bytes in subsections without gaps', () => {
    const text = new TextDecoder('latin1').decode(updated(buildPdf(), 3))
    const section = text.slice(text.lastIndexOf('xref\n3 1'))
    expect(section).toMatch(/^xref\n3 1\n\d{10} 00000 n\r\n62 3\n(\d{10} 00000 n\r\n){3}trailer\n/)
    expect(text.endsWith('\n%%EOF\n')).toBe(true)
  })

  it('refuses to write an object twice, and numbers beyond what readers take', () => {
    const update = new IncrementalUpdate(openPdf(buildPdf()))
    update.replace(ref(3), null)
    expect(() => update.replace(ref(3), null)).toThrow(PdfError)
    const full = new IncrementalUpdate(openPdf(buildPdf({ trailerEntries: { Size: 8_388_608 } })))
    expect(() => full.allocate()).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  })

  it('lets a value be filled in once its place is known', () => {
    const pdf = buildPdf()
    const update = new IncrementalUpdate(openPdf(pdf))
    const number = update.allocate()
    let place = 0
    update.add(number, (writer) => {
      writer.text('<</Place ')
      place = writer.position
      writer.fill(0x20, 10)
      writer.text('>>')
    })
    const writer = update.finish(identifier)
    writer.overwrite(place, String(place))
    const value = openPdf(joined(pdf, writer.view())).get(ref(number))
    expect(isDictionary(value) && value.entries.get('Place')).toBe(place)
    expect(() => writer.overwrite(pdf.length - 1, 'x')).toThrow(RangeError)
  })
})
