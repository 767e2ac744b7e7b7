import { buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { PdfError, type PdfErrorCode } from '../errors.ts'
import { byteString, dictionary, isString, name, type PdfValue, ref } from '../objects.ts'
import { openPdf } from '../open.ts'
import { latin1 } from '../syntax/characters.ts'
import { ObjectStream } from './object-stream.ts'
import { WorkBudget } from './work-budget.ts'

const asItStands = (value: PdfValue | undefined): PdfValue => value ?? null
const budget = () => new WorkBudget(1000)
const stream = (data: string, entries: Record<string, PdfValue>) =>
  new ObjectStream(dictionary(entries), latin1(data), asItStands)

function codeOf(action: () => unknown): PdfErrorCode | undefined {
  try {
    action()
  } catch (error) {
    if (error instanceof PdfError) return error.code
    throw error
  }
  return undefined
}

describe('ObjectStream', () => {
  it('gives objects by index, and knows where a number is', () => {
    const objects = stream('7 0 9 4 /Abc(x)', { N: 2, First: 8 })
    expect(objects.objectNumbers).toEqual([7, 9])
    expect(objects.value(0, budget())).toEqual(name('Abc'))
    expect(objects.indexOf(9)).toBe(1)
    expect(objects.indexOf(8)).toBeUndefined()
  })

  it('gives strings without a span, which would not be one of the file', () => {
    const value = stream('7 0 (x)', { N: 1, First: 4 }).value(0, budget())
    expect(isString(value) && 'span' in value).toBe(false)
  })

  it.each<[string, string, Record<string, PdfValue>]>([
    ['no /N', '7 0 (x)', { First: 4 }],
    ['a negative /First', '7 0 (x)', { N: 1, First: -4 }],
    ['a /First beyond the data', '7 0 (x)', { N: 1, First: 40 }],
    ['more objects than bytes', '7 0 (x)', { N: 99, First: 4 }],
    ['a header that is no pairs', '7 x (x)', { N: 1, First: 4 }],
    ['a header shorter than /N', '7 0 (x)', { N: 2, First: 4 }],
  ])('refuses %s', (_, data, entries) => {
    expect(codeOf(() => stream(data, entries))).toBe('OBJECT_INVALID')
  })

  it('refuses an index it does not have', () => {
    expect(codeOf(() => stream('7 0 (x)', { N: 1, First: 4 }).value(1, budget()))).toBe('OBJECT_INVALID')
  })
})

describe('objects in object streams', () => {
  const text = (bytes: Uint8Array) => String.fromCharCode(...bytes)

  it('are found by number where the cross-reference gives another index, and it is said so', () => {
    const objects = new Map<number, PdfValue>([
      [100, byteString(latin1('a'))],
      [101, byteString(latin1('b'))],
    ])
    const pdf = buildPdf({ xref: 'stream', objects })
    const sound = openPdf(pdf)
    expect(sound.get(ref(101))).toEqual(byteString(latin1('b')))
    expect(sound.warnings).toEqual([])
    // The header of the stream, its pairs exchanged: "100 a 101 b" becomes "101 b 100 a".
    const exchanged = latin1(text(pdf).replace(/(100 \d+) (101 \d+)/, '$2 $1'))
    const document = openPdf(exchanged)
    expect(document.get(ref(101))).toEqual(byteString(latin1('b')))
    expect(document.warnings.join()).toContain('OBJECT_STREAM_INDEX')
  })

  it('are out of reach, with a reason, when their stream is damaged', () => {
    const pdf = text(buildPdf({ xref: 'stream' })).replace('/ObjStm', '/ObjStm/Filter/Fl')
    const shift = '/Filter/Fl'.length
    const moved = pdf.replace(/startxref\n(\d+)/, (_, at: string) => `startxref\n${Number(at) + shift}`)
    expect(codeOf(() => openPdf(latin1(moved)))).toBe('STREAM_INVALID')
  })

  it.each<[string, boolean, string, number]>([
    ['one behind the other', true, '7 0 9 5 /Abc (x)', 8],
    ['one at the end of the other', true, '7 0 9 4 /Abc(x)', 8],
    ['with bytes between them', true, '7 0 9 9 /Abc 1 2 (x)', 8],
    ['of one number', false, '7 0 7 5 /Abc (x)', 8],
    ['in another order than they stand', false, '7 5 9 0 /Abc (x)', 8],
    ['at one place', false, '7 0 9 0 /Abc', 8],
    ['of which one goes on in the other', false, '7 0 9 3 [1 /A]', 8],
    ['that are one number', false, '7 0 9 1 12', 8],
    ['of which one cannot be read', false, '7 0 9 5 <</A (x)', 8],
  ])('says whether members are in order: %s', (_, isOrderly, data, first) => {
    expect(stream(data, { N: 2, First: first }).isOrderly(budget())).toBe(isOrderly)
  })
})
