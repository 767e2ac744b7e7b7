import { appendRevision, buildPdf, structures } from '@tapis/testing/pdf'
import fc from 'fast-check'
import { zlibSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { PdfDocument } from './document.ts'
import { PdfError, type PdfErrorCode } from './errors.ts'
import { dictionary, isDictionary, isStream, name, ref } from './objects.ts'
import { openPdf } from './open.ts'
import { latin1 } from './syntax/characters.ts'
import { IncrementalUpdate } from './update.ts'

function codeOf(action: () => unknown): PdfErrorCode | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof PdfError) return error.code
    throw error
  }
  return undefined
}

const text = (bytes: Uint8Array) => {
  let value = ''
  for (const byte of bytes) value += String.fromCharCode(byte)
  return value
}
const changed = (pdf: Uint8Array, from: string | RegExp, to: string) => latin1(text(pdf).replace(from, to))
const identifier = new Uint8Array(16).fill(7)

/** The document with an update that gives the catalog a /Mark. */
function marked(pdf: Uint8Array, mark: number): Uint8Array {
  const document = openPdf(pdf)
  const update = new IncrementalUpdate(document)
  const number = update.allocate()
  update.add(number, dictionary({ Mark: mark }))
  const entries = new Map(document.catalog.entries).set('Mark', ref(number))
  update.replace(ref(1), { kind: 'dictionary', entries })
  return latin1(text(pdf) + text(update.finish(identifier).view()))
}

function markOf(document: PdfDocument): unknown {
  const mark = document.resolve(document.catalog.entries.get('Mark'))
  return isDictionary(mark) ? mark.entries.get('Mark') : mark
}

describe('openPdf', () => {
  it.each(structures)('reads %s', (_, shape) => {
    const document = openPdf(buildPdf(shape))
    const pages = document.resolve(document.catalog.entries.get('Pages'))
    expect(isDictionary(pages) && pages.entries.get('Count')).toBe(1)
    expect(isStream(document.get(ref(3)))).toBe(true)
    expect(document.revisions).toHaveLength(1)
    expect(document.recovered).toBe(false)
    expect(document.get(ref(9999))).toBeNull()
    expect(document.get(ref(3, 1))).toBeNull()
  })

  it('gives the end of the revision after its end-of-line marker', () => {
    for (const [tail, expected] of [
      ['', 0],
      ['\n', 1],
      ['\r', 1],
      ['\r\n', 2],
      ['\n  \n', 1],
    ] as const) {
      const pdf = buildPdf({ tail })
      expect(openPdf(pdf).revisions[0]?.end).toBe(pdf.length - tail.length + expected)
    }
  })

  it('gives null for an object of another generation, and for one that is free or missing', () => {
    const document = openPdf(appendRevision(buildPdf(), new Map([[10, undefined]])))
    expect(isStream(document.get(ref(3)))).toBe(true)
    expect([ref(3, 1), ref(10), ref(999)].map((each) => document.get(each))).toEqual([null, null, null])
  })

  it.each<[string, Uint8Array, PdfErrorCode]>([
    ['no bytes', new Uint8Array(), 'PDF_EMPTY'],
    ['no header', latin1('hello'), 'NOT_A_PDF'],
    ['a header too far in', buildPdf({ junk: 'x'.repeat(1024) }), 'NOT_A_PDF'],
    ['a file cut short', buildPdf().subarray(0, 300), 'PDF_TRUNCATED'],
    ['a missing %%EOF', changed(buildPdf(), '%%EOF', ''), 'PDF_TRUNCATED'],
    ['a startxref that is no number', changed(buildPdf(), /startxref\n\d+/, 'startxref\nx'), 'XREF_INVALID'],
    ['a startxref beside the table', changed(buildPdf(), /startxref\n\d+/, 'startxref\n20'), 'XREF_INVALID'],
    [
      'a startxref beyond the file',
      changed(buildPdf(), /startxref\n\d+/, 'startxref\n99999999'),
      'XREF_INVALID',
    ],
    ['a table without trailer', changed(buildPdf(), 'trailer', 'tailer '), 'XREF_INVALID'],
    ['an entry that is none', changed(buildPdf(), ' 00000 n', ' 0000x n'), 'XREF_INVALID'],
    ['a count above the entries', changed(buildPdf(), /xref\n0 \d+/, 'xref\n0 99'), 'XREF_INVALID'],
    ['object numbers beyond 31 bits', changed(buildPdf(), /xref\n0 /, 'xref\n99999999990 '), 'XREF_INVALID'],
    ['no /Root', changed(buildPdf(), '/Root', '/Ruut'), 'XREF_INVALID'],
    ['a /Root that is no catalog', changed(buildPdf(), '/Root 1 0 R', '/Root 99 0 R'), 'XREF_INVALID'],
    ['a catalog that is elsewhere', changed(buildPdf(), '1 0 obj', '7 0 obj'), 'OBJECT_INVALID'],
    ['a /Prev that is no offset', buildPdf({ trailerEntries: { Prev: name('x') } }), 'XREF_INVALID'],
    ['a /Prev to nothing', buildPdf({ trailerEntries: { Prev: 5 } }), 'XREF_INVALID'],
    [
      'a cross-reference stream of another type',
      changed(buildPdf({ xref: 'stream' }), '/XRef', '/XReg'),
      'XREF_INVALID',
    ],
    [
      'field widths that are none',
      changed(buildPdf({ xref: 'stream' }), '[1 2 1]', '[1 2 9]'),
      'XREF_INVALID',
    ],
    [
      'an /Index above the data',
      changed(buildPdf({ xref: 'stream' }), /Index \[1 1/, 'Index [1 9'),
      'XREF_INVALID',
    ],
  ])('refuses %s', (_, pdf, code) => {
    expect(codeOf(() => openPdf(pdf))).toBe(code)
  })

  it('refuses a /Prev chain that returns to itself', () => {
    const pdf = marked(buildPdf(), 1)
    const newest = openPdf(pdf).revisions.at(-1)?.startXref
    expect(codeOf(() => openPdf(changed(pdf, /\/Prev \d+/, `/Prev ${newest}`)))).toBe('XREF_INVALID')
  })

  it('accepts a table that begins at 1 with the entry of object 0, and says so', () => {
    const document = openPdf(changed(buildPdf(), /xref\n0 /, 'xref\n1 '))
    expect(document.warnings.join()).toContain('XREF_START_OFF_BY_ONE')
    expect(isStream(document.get(ref(3)))).toBe(true)
  })

  it('does not take an object that two entries claim for both of them', () => {
    const pdf = buildPdf()
    const offset = String(text(pdf).indexOf('3 0 obj')).padStart(10, '0')
    const document = openPdf(
      changed(pdf, '0000000000 00000 f \n'.repeat(2), `${offset} 00000 n \n`.repeat(2)),
    )
    expect(isStream(document.get(ref(3)))).toBe(true)
    expect(codeOf(() => document.get(ref(4)))).toBe('OBJECT_INVALID')
  })

  it('lets the later of two subsections count where both state an object, and says so', () => {
    const pdf = buildPdf()
    const second = `3 1\n0000000000 00001 f \ntrailer`
    const document = openPdf(changed(pdf, 'trailer', second))
    expect(document.entry(3)).toEqual({ kind: 'free', generation: 1 })
    expect(document.warnings.join()).toContain('XREF_DUPLICATE')
    expect([...(document.revisions[0]?.entries.keys() ?? [])].filter((number) => number === 3)).toEqual([3])
  })

  it('accepts offsets that a writer counted from the file instead of the header', () => {
    const pdf = buildPdf()
    const shifted = text(buildPdf({ junk: 'ab\n' }))
      .replace(/startxref\n(\d+)/, (_, at: string) => `startxref\n${Number(at) + 3}`)
      .replace(/(\d{10}) 00000 n/g, (_, at: string) => `${String(Number(at) + 3).padStart(10, '0')} 00000 n`)
    expect(openPdf(latin1(shifted)).base).toBe(0)
    expect(openPdf(pdf).base).toBe(0)
    expect(openPdf(buildPdf({ junk: 'ab\n' })).base).toBe(3)
  })

  it('opens an encrypted file and says so', () => {
    const entries = { Encrypt: dictionary({ Filter: name('Standard') }) }
    const table = openPdf(buildPdf({ trailerEntries: entries }))
    expect(table.encrypted).toBe(true)
    expect(table.encryption?.entries.get('Filter')).toEqual(name('Standard'))
    const stream = openPdf(buildPdf({ xref: 'stream', trailerEntries: entries }))
    expect(stream.encrypted).toBe(true)
    expect(codeOf(() => stream.catalog)).toBe('PDF_ENCRYPTION_UNSUPPORTED')
  })

  it('finds the length of a stream that refers to itself by its end', () => {
    const loop = { kind: 'stream' as const, dictionary: dictionary({}), bytes: latin1('abc') }
    const pdf = changed(buildPdf({ objects: new Map([[100, loop]]) }), '/Length 3', '/Length 100 0 R')
    const document = openPdf(changed(pdf, /startxref\n\d+/, `startxref\n${text(pdf).indexOf('xref\n0')}`))
    const stream = document.get(ref(100))
    expect(isStream(stream) && text(stream.bytes)).toBe('abc')
    expect(document.warnings.join()).toContain('STREAM_LENGTH')
  })

  it('refuses references that lead in a circle', () => {
    const objects = new Map([
      [100, ref(101)],
      [101, ref(100)],
    ])
    const document = openPdf(buildPdf({ objects }))
    expect(codeOf(() => document.resolve(ref(100)))).toBe('OBJECT_INVALID')
  })
})

describe('recovery', () => {
  it.each([
    ['a wrong startxref', changed(buildPdf(), /startxref\n\d+/, 'startxref\n7')],
    ['a missing end', buildPdf().subarray(0, -40)],
    [
      'a wrong startxref of a cross-reference stream',
      changed(buildPdf({ xref: 'stream' }), /startxref\n\d+/, 'startxref\n7'),
    ],
    ['shifted offsets', changed(buildPdf(), '1 0 obj', '% moved by a comment\n1 0 obj')],
  ])('rebuilds a file with %s, and says so', (_, pdf) => {
    const document = openPdf(pdf, { recover: true })
    expect(document.recovered).toBe(true)
    expect(document.warnings.join()).toContain('RECOVERED')
    expect(isDictionary(document.get(ref(10)))).toBe(true)
  })

  it('is not used where the file is sound', () => {
    expect(openPdf(buildPdf(), { recover: true }).recovered).toBe(false)
  })

  it('reports the original reason when nothing is found', () => {
    expect(codeOf(() => openPdf(latin1('%PDF-1.7\nnothing'), { recover: true }))).toBe('PDF_TRUNCATED')
  })
})

describe('revisions', () => {
  it.each(structures)('of %s show the file as it was at each save', (_, shape) => {
    const original = buildPdf(shape)
    const twice = marked(marked(original, 1), 2)
    const document = openPdf(twice)
    expect(document.revisions.map(({ index }) => index)).toEqual([0, 1, 2])
    expect(markOf(document)).toBe(2)
    expect(markOf(document.at(1))).toBe(1)
    expect(markOf(document.at(0))).toBeNull()
    expect(document.at(2)).toBe(document)
    expect(document.revisions[1]?.entries.has(1)).toBe(true)
    expect(document.revisions[1]?.entries.has(10)).toBe(false)
    expect(document.revisions.map(({ end }) => end)).toEqual([
      // The line feed that an update had to add is the end-of-line marker of the revision before.
      Math.max(openPdf(original).revisions[0]?.end ?? 0, text(original).lastIndexOf('%%EOF') + 6),
      marked(original, 1).length,
      twice.length,
    ])
    // An object that did not change is the same value in every view.
    expect(document.at(0).get(ref(3))).toBe(document.get(ref(3)))
    expect(() => document.at(3)).toThrow(TypeError)
  })
})

describe('hostile bytes', () => {
  const readAll = (pdf: Uint8Array) => {
    for (const recover of [false, true]) {
      codeOf(() => {
        const document = openPdf(pdf, { recover })
        for (const revision of document.revisions) {
          for (const number of revision.entries.keys()) {
            const entry = document.entry(number)
            codeOf(() => document.get(ref(number, entry?.kind === 'offset' ? entry.generation : 0)))
          }
        }
      })
    }
  }

  it('end in a document or a PdfError when they are random', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readAll(latin1(`%PDF-1.7\n${text(bytes)}`))),
      { numRuns: 300 },
    )
  })

  it('end in a document or a PdfError when a sound file is mutated', () => {
    const sound = structures.map(([, shape]) => marked(buildPdf(shape), 1))
    const mutation = fc.record({
      file: fc.nat(sound.length - 1),
      edits: fc.array(fc.tuple(fc.nat(), fc.constantFrom(...'0123456789<>[]()/ R\0n\xff')), {
        minLength: 1,
        maxLength: 6,
      }),
    })
    fc.assert(
      fc.property(mutation, ({ file, edits }) => {
        const bytes = (sound[file] ?? new Uint8Array()).slice()
        for (const [at, char] of edits) bytes[at % bytes.length] = char.charCodeAt(0)
        readAll(bytes)
      }),
      { numRuns: 500 },
    )
  })

  it('stop at a limit when many sections expand', () => {
    const rows = zlibSync(new Uint8Array(20 * 1024 * 1024))
    let file = '%PDF-1.7\n'
    let prev = ''
    for (let section = 0; section < 8; section++) {
      const offset = file.length
      file += `9 0 obj<</Type/XRef/W[1 1 1]/Index[0 1]/Size 9/Root 1 0 R${prev}/Filter/FlateDecode/Length ${rows.length}>>stream\n`
      file += `${text(rows)}\nendstream endobj\n`
      prev = `/Prev ${offset}`
    }
    const newest = file.lastIndexOf('9 0 obj<<')
    const pdf = latin1(`${file}startxref\n${newest}\n%%EOF\n`)
    expect(codeOf(() => openPdf(pdf))).toBe('LIMIT_EXCEEDED')
  })

  it('stop at a limit when entries share the same bytes to make reading quadratic', () => {
    const count = 20_000
    const open = '1 0 obj ('.repeat(count)
    const entries = Array.from(
      { length: count },
      (_, index) => `${String(9 + index * 9).padStart(10, '0')} 00000 n \n`,
    )
    const head = `%PDF-1.7\n${open}\n`
    const objects = '1 0 obj<</Pages 1 0 R>>endobj\n'
    const table = `xref\n0 1\n${String(head.length).padStart(10, '0')} 00000 n \n1 1\n${String(head.length).padStart(10, '0')} 00000 n \n2 ${count}\n${entries.join('')}`
    const pdf = latin1(
      `${head}${objects}${table}trailer<</Root 1 0 R>>\nstartxref\n${head.length + objects.length}\n%%EOF\n`,
    )
    const document = openPdf(pdf)
    const codes = new Set<PdfErrorCode | undefined>()
    for (let number = 2; number < count && !codes.has('LIMIT_EXCEEDED'); number++) {
      codes.add(codeOf(() => document.get(ref(number))))
    }
    expect(codes).toContain('LIMIT_EXCEEDED')
  })
})
