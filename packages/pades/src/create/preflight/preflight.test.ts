// What a preflight finds, what it leaves alone, and what a policy makes of it.

import { buildPdf, encryptedSamples, type PdfShape, structures } from '@tapis/testing/pdf'
import { softwareCustodian } from '@tapis/testing/pki'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PdfError } from '../../pdf/errors.ts'
import {
  byteString,
  dictionary,
  name,
  type PdfDictionary,
  type PdfValue,
  ref,
  textString,
} from '../../pdf/objects.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { PadesError } from '../errors.ts'
import { signPdf } from '../sign.ts'
import {
  defaultPreflightPolicy,
  noPreflightPolicy,
  type PreflightCode,
  strictPreflightPolicy,
} from './finding.ts'
import { preflight } from './preflight.ts'

const script = dictionary({ S: name('JavaScript'), JS: textString('x()') })

function stream(entries: PdfDictionary['entries'], content = ''): PdfValue {
  const bytes = latin1(content)
  return {
    kind: 'stream',
    dictionary: { kind: 'dictionary', entries: new Map([...entries, ['Length', bytes.length]]) },
    bytes,
  }
}

/** A text field that shows another text than its value. */
const doubtfulField: PdfShape = {
  catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
  objects: new Map<number, PdfValue>([
    [
      100,
      dictionary({
        FT: name('Tx'),
        T: textString('a'),
        V: textString('100'),
        Subtype: name('Widget'),
        AP: dictionary({ N: ref(101) }),
      }),
    ],
    [101, stream(dictionary({ Type: name('XObject'), Subtype: name('Form') }).entries, 'BT (900) Tj ET')],
  ]),
}

function inCatalog(value: PdfValue): PdfShape {
  return { catalogEntries: { Further: ref(100) }, objects: new Map([[100, value]]) }
}

const alone = (value: PdfValue): PdfShape => ({ objects: new Map([[100, value]]) })
const openAction = (action: PdfValue): PdfShape => ({ catalogEntries: { OpenAction: action } })

interface Case {
  readonly title: string
  readonly shape: PdfShape
  readonly codes: readonly PreflightCode[]
}

const cases: readonly Case[] = [
  {
    title: 'an object that nothing leads to',
    shape: alone(dictionary({ Type: name('Page') })),
    codes: ['UNREFERENCED_OBJECT'],
  },
  {
    title: 'a list of objects that nothing leads to',
    shape: alone([ref(10), ref(10)]),
    codes: ['UNREFERENCED_OBJECT'],
  },
  { title: 'a number that nothing leads to', shape: alone(42), codes: [] },
  {
    title: 'an object that a reference of another generation seems to lead to',
    shape: {
      catalogEntries: { Further: { kind: 'ref', objectNumber: 100, generation: 3 } },
      ...alone(dictionary({})),
    },
    codes: ['UNREFERENCED_OBJECT'],
  },
  ...[
    ['an object stream', stream(dictionary({ Type: name('ObjStm'), N: 0, First: 0 }).entries)] as const,
    ['a cross-reference stream', stream(dictionary({ Type: name('XRef') }).entries)] as const,
    ['a linearisation', dictionary({ Linearized: 1 })] as const,
    ['a hint stream', stream(dictionary({ S: 36 }).entries)] as const,
  ].map(([label, value]) => ({
    title: `an object that nothing leads to, with the label of ${label}`,
    shape: alone(value),
    codes: ['UNREFERENCED_OBJECT' as const],
  })),
  { title: 'a script on opening', shape: openAction(script), codes: ['JAVASCRIPT'] },
  {
    title: 'a script behind another action',
    shape: openAction(dictionary({ S: name('GoTo'), Next: [script] })),
    codes: ['JAVASCRIPT'],
  },
  {
    title: 'a script of a page',
    shape: { pageEntries: { AA: dictionary({ O: script }) } },
    codes: ['JAVASCRIPT'],
  },
  ...['Launch', 'GoToR', 'SubmitForm', 'ImportData'].map((type) => ({
    title: `an action of type ${type}`,
    shape: openAction(dictionary({ S: name(type) })),
    codes: ['REMOTE_ACTION' as const],
  })),
  {
    title: 'a link to a web page',
    shape: openAction(dictionary({ S: name('URI'), URI: byteString(latin1('about:blank')) })),
    codes: [],
  },
  {
    title: 'a stream with its data elsewhere',
    shape: inCatalog(stream(dictionary({ F: textString('other') }).entries)),
    codes: ['EXTERNAL_STREAM'],
  },
  {
    title: 'a reference XObject',
    shape: inCatalog(stream(dictionary({ Subtype: name('Form'), Ref: dictionary({ Page: 0 }) }).entries)),
    codes: ['EXTERNAL_STREAM'],
  },
  {
    title: 'layers',
    shape: { catalogEntries: { OCProperties: dictionary({ OCGs: [dictionary({ Type: name('OCG') })] }) } },
    codes: ['HIDING_CONTENT'],
  },
  {
    title: 'a blend mode',
    shape: inCatalog(dictionary({ Type: name('ExtGState'), BM: name('Multiply') })),
    codes: ['HIDING_CONTENT'],
  },
  {
    title: 'the normal blend mode',
    shape: inCatalog(dictionary({ Type: name('ExtGState'), BM: name('Normal'), SMask: name('None') })),
    codes: [],
  },
  {
    title: 'a graphics state that leaves nothing of what is painted',
    shape: inCatalog(dictionary({ ca: 0 })),
    codes: ['HIDING_CONTENT'],
  },
  {
    title: 'a soft mask',
    shape: inCatalog(dictionary({ Type: name('ExtGState'), SMask: dictionary({ S: name('Alpha') }) })),
    codes: ['HIDING_CONTENT'],
  },
  {
    title: 'an annotation that is shown faintly',
    shape: inCatalog(dictionary({ Subtype: name('Square'), CA: 0 })),
    codes: [],
  },
  {
    title: 'a form in XML',
    shape: { catalogEntries: { AcroForm: dictionary({ Fields: [], XFA: textString('x') }) } },
    codes: ['XFA'],
  },
  {
    title: 'a form that leaves appearances to the viewer',
    shape: { catalogEntries: { AcroForm: dictionary({ Fields: [], NeedAppearances: true }) } },
    codes: ['VALUE_APPEARANCE_MISMATCH'],
  },
  {
    title: 'such a field, where viewers draw them anew',
    shape: {
      ...doubtfulField,
      catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)], NeedAppearances: true }) },
    },
    codes: ['VALUE_APPEARANCE_MISMATCH', 'APPEARANCE_OUTDATED'],
  },
  { title: 'a field that shows another text', shape: doubtfulField, codes: ['VALUE_APPEARANCE_MISMATCH'] },
  {
    title: 'an attachment',
    shape: inCatalog(stream(dictionary({ Type: name('EmbeddedFile') }).entries)),
    codes: [],
  },
]

describe('preflight', () => {
  it.each(cases)('$title', ({ shape, codes }) => {
    expect(preflight(buildPdf(shape)).map(({ code }) => code)).toEqual(codes)
  })

  it.each(structures)('finds nothing in a plain document: %s', (title, shape) => {
    // The one with a direct form asks for NeedAppearances.
    const codes = title === 'a direct form' ? ['VALUE_APPEARANCE_MISMATCH'] : []
    expect(preflight(buildPdf(shape)).map(({ code }) => code)).toEqual(codes)
  })

  it('names objects that no cross-reference lists, but not what lies in a stream', () => {
    const hidden = buildPdf({ tail: '\n70 0 obj\n<< /Type /Page >>\nendobj\n' })
    expect(preflight(hidden)).toEqual([
      expect.objectContaining({ code: 'UNREFERENCED_OBJECT', action: 'warn', object: 70 }),
    ])
    const lookalike = stream(dictionary({}).entries, '70 0 obj << /Type /Page >> endobj')
    expect(preflight(buildPdf(inCatalog(lookalike)))).toEqual([])
  })

  it('knows the hint stream of a linearised file by its place', () => {
    const shape = { xref: 'linearised', ...alone(stream(new Map())) } as const
    const hinted = (offset: number) => buildPdf({ ...shape, linearization: { H: [offset, 9] } })
    const offset = new TextDecoder('latin1').decode(hinted(100)).indexOf('100 0 obj')
    expect(String(offset)).toHaveLength(3)
    expect(preflight(hinted(100)).map(({ code }) => code)).toEqual(['UNREFERENCED_OBJECT'])
    expect(preflight(hinted(offset))).toEqual([])
  })

  it('names an object that cannot be read, and finds the rest', () => {
    const broken = new TextDecoder('latin1')
      .decode(
        buildPdf({ catalogEntries: { Further: ref(100), OpenAction: script }, ...alone(dictionary({})) }),
      )
      .replace(/(?<=100 0 obj\n)<<(\s*)>>/, '<[$1]>')
    expect(preflight(latin1(broken)).map(({ code }) => code)).toEqual(['JAVASCRIPT', 'UNREADABLE_OBJECT'])
  })

  it('reads encrypted documents with their password', () => {
    for (const { pdf, userPassword: password } of encryptedSamples) {
      expect(preflight(pdf, { password })).toEqual([])
    }
  })

  it('reads files on disk, and says so where they are too large', () => {
    const pdf = buildPdf(openAction(script))
    const file = (length: number) => ({
      length,
      read: (target: Uint8Array, position: number) => {
        target.set(pdf.subarray(position, position + target.length))
      },
    })
    expect(preflight(file(pdf.length)).map(({ code }) => code)).toEqual(['JAVASCRIPT'])
    expect(preflight(file(2 ** 32)).map(({ code }) => code)).toEqual(['NOT_FINISHED'])
  })

  it('says so where there are more values than are looked at', () => {
    const numbers: PdfValue = new Array(2_000_001).fill(0)
    expect(preflight(buildPdf({ catalogEntries: { Further: numbers } }))).toEqual([
      expect.objectContaining({ code: 'NOT_FINISHED', action: 'warn' }),
    ])
  })

  it('refuses a document of which one save defines an object twice', () => {
    const pdf = buildPdf({ junk: '3 0 obj\n<< /Other true >>\nendobj\n' })
    expect(preflight(pdf)).toContainEqual(
      expect.objectContaining({ code: 'DUPLICATE_OBJECT', action: 'refuse', object: 3 }),
    )
  })

  it('does what the policy says', () => {
    const pdf = buildPdf(openAction(script))
    expect(preflight(pdf)[0]?.action).toBe('warn')
    expect(preflight(pdf, { policy: strictPreflightPolicy })[0]?.action).toBe('refuse')
    expect(preflight(pdf, { policy: { ...strictPreflightPolicy, JAVASCRIPT: 'ignore' } })).toEqual([])
    expect(preflight(pdf, { policy: noPreflightPolicy })).toEqual([])
  })

  it('warns in what signing answers, and refuses before the key is used', async () => {
    const custodian = await softwareCustodian('ecdsa-p256-sha256')
    const fields = { signingTime: new Date('2026-11-24T03:04:05.678Z') }
    const signing = { custodian, fields, baseline: { level: 'B-B' as const } }
    const pdf = buildPdf(openAction(script))
    const { warnings } = await signPdf(pdf, { ...signing, preflight: defaultPreflightPolicy })
    expect(warnings).toContain('JAVASCRIPT: the document has a script')
    await expect(signPdf(pdf, { ...signing, preflight: strictPreflightPolicy })).rejects.toMatchObject({
      code: 'PREFLIGHT_REFUSED',
      findings: ['JAVASCRIPT'],
    })
  })

  it('throws only our errors for changed files', () => {
    const pdf = buildPdf(doubtfulField)
    const change = fc.tuple(fc.nat(pdf.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const changed = Uint8Array.from(pdf)
        for (const [at, byte] of changes) changed[at] = byte
        try {
          preflight(changed)
        } catch (error) {
          expect(error instanceof PdfError || error instanceof PadesError).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })
})
