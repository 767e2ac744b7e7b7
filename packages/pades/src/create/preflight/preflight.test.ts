import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { latin1 } from '../../pdf/characters.ts'
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
import { buildPdf, type PdfShape, structures } from '../../testing/pdf-builder.ts'
import { softwareCustodian } from '../../testing/software-custodian.ts'
import { PadesError } from '../errors.ts'
import { signPdf } from '../sign.ts'
import { defaultPreflightPolicy, type PreflightCode, strictPreflightPolicy } from './finding.ts'
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

/** A text field with the value, and an appearance with the content. */
function field(value: string, content: string): PdfShape {
  const appearance = stream(dictionary({ Type: name('XObject'), Subtype: name('Form') }).entries, content)
  const widget = dictionary({
    FT: name('Tx'),
    T: textString('a'),
    V: textString(value),
    Subtype: name('Widget'),
    AP: dictionary({ N: ref(101) }),
  })
  return {
    catalogEntries: { AcroForm: dictionary({ Fields: [ref(100)] }) },
    objects: new Map<number, PdfValue>([
      [100, widget],
      [101, appearance],
    ]),
  }
}

function inCatalog(value: PdfValue): PdfShape {
  return { catalogEntries: { Further: ref(100) }, objects: new Map([[100, value]]) }
}

const openAction = (action: PdfValue): PdfShape => ({ catalogEntries: { OpenAction: action } })

interface Case {
  readonly title: string
  readonly shape: PdfShape
  readonly codes: readonly PreflightCode[]
}

const cases: readonly Case[] = [
  {
    title: 'an object that nothing leads to',
    shape: { objects: new Map([[100, dictionary({ Type: name('Page') })]]) },
    codes: ['UNREFERENCED_OBJECT'],
  },
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
    title: 'a field that shows another text',
    shape: field('100', 'BT (900) Tj ET'),
    codes: ['VALUE_APPEARANCE_MISMATCH'],
  },
  { title: 'a field that shows its value', shape: field('100 (a)', 'BT (100 \\(a\\)) Tj ET'), codes: [] },
  { title: 'a field in a font of codes', shape: field('100', 'BT <0102> Tj ET'), codes: [] },
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

  it('refuses a document of which one save defines an object twice', () => {
    const pdf = buildPdf({ junk: '3 0 obj\n<< /Other true >>\nendobj\n' })
    expect(preflight(pdf)).toEqual([
      expect.objectContaining({ code: 'DUPLICATE_OBJECT', action: 'refuse', object: 3 }),
    ])
  })

  it('does what the policy says', () => {
    const pdf = buildPdf(openAction(script))
    expect(preflight(pdf)[0]?.action).toBe('warn')
    expect(preflight(pdf, { policy: strictPreflightPolicy })[0]?.action).toBe('refuse')
    expect(preflight(pdf, { policy: { ...strictPreflightPolicy, JAVASCRIPT: 'ignore' } })).toEqual([])
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
    })
  })

  it('throws only our errors for changed files', () => {
    const pdf = buildPdf(field('100', 'BT (900) Tj ET'))
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
