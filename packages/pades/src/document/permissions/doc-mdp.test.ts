import { buildPdf } from '@tapis/testing/pdf'
import { describe, expect, it } from 'vitest'
import { dictionary, name, type PdfValue, textString } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { certificationOf, readRestrictions } from './doc-mdp.ts'

const document = openPdf(buildPdf())
const withTransform = (method: string, parameters?: Readonly<Record<string, PdfValue>>) =>
  dictionary({
    Reference: [
      dictionary({
        TransformMethod: name(method),
        ...(parameters === undefined ? {} : { TransformParams: dictionary(parameters) }),
      }),
    ],
  })

describe('readRestrictions', () => {
  it.each([
    ['no parameters', undefined, 2],
    ['no permission', {}, 2],
    ['permission 1', { P: 1 }, 1],
    ['permission 2', { P: 2 }, 2],
    ['permission 3', { P: 3 }, 3],
    ['a permission that is none', { P: 4 }, 1],
    ['a permission of another type', { P: name('Semua') }, 1],
  ])('reads a DocMDP with %s as permission %i', (_title, parameters, permission) => {
    expect(readRestrictions(document, withTransform('DocMDP', parameters)).docMdp).toBe(permission)
  })

  it.each([
    ['the strictest last', [3, 2, 1]],
    ['the strictest first', [1, 3]],
    ['parameters that are none', [3, name('Semua')]],
  ])('takes the strictest of several DocMDP in one signature: %s', (_title, stated) => {
    const Reference = stated.map((P) =>
      dictionary({
        TransformMethod: name('DocMDP'),
        TransformParams: typeof P === 'number' ? dictionary({ P }) : P,
      }),
    )
    expect(readRestrictions(document, dictionary({ Reference })).docMdp).toBe(1)
  })

  it('takes a permission that is stated twice for the strictest', () => {
    const TransformParams = { ...dictionary({ P: 3 }), duplicateKeys: ['P'] }
    const Reference = [dictionary({ TransformMethod: name('DocMDP'), TransformParams })]
    expect(readRestrictions(document, dictionary({ Reference })).docMdp).toBe(1)
  })

  it('locks a field without a name by any lock', () => {
    const lock = withTransform('FieldMDP', { Action: name('Include'), Fields: [textString('Lain')] })
    expect(readRestrictions(document, lock).isLocked?.('')).toBe(true)
  })

  it('finds no certification in an approval signature', () => {
    expect(readRestrictions(document, dictionary({}))).toEqual({})
    expect(certificationOf(document, [dictionary({}), undefined])).toBeUndefined()
  })

  it('lets the strictest of several certifications count', () => {
    const certifications = [3, 1, 2].map((P) => withTransform('DocMDP', { P }))
    expect(certificationOf(document, certifications)).toBe(1)
  })

  // A writer may say the same name in UTF-16BE.
  const utf16 = { kind: 'string', bytes: latin1('\xfe\xff\0T\0t\0d'), hexadecimal: false } as const
  const Fields = [
    utf16,
    textString('Data'),
    { kind: 'string', bytes: latin1('Nama'), hexadecimal: false } as const,
  ]
  it.each([
    ['All', { Action: name('All') }, { Nama: true, Lain: true }],
    [
      'Include',
      { Action: name('Include'), Fields },
      { Ttd: true, Nama: true, 'Data.Alamat': true, Database: false, Lain: false },
    ],
    ['Exclude', { Action: name('Exclude'), Fields }, { Nama: false, 'Data.Alamat': false, Lain: true }],
    ['an unknown action', { Action: name('Sebagian') }, { Nama: true }],
  ])('locks fields by FieldMDP with %s', (_title, parameters, expected) => {
    const { isLocked } = readRestrictions(document, withTransform('FieldMDP', parameters))
    for (const [field, locked] of Object.entries(expected)) expect(isLocked?.(field), field).toBe(locked)
  })
})
