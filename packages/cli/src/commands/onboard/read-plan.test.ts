import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlan } from './read-plan.ts'

const nik = '1871990101700001'
const person = { nik, name: 'Contoh Pejabat', position: 'Kepala' }
const box = { name: 'surat', page: 'last', x: 300, y: 60, width: 210, height: 78 }
const agency = {
  id: 'dinkes',
  name: 'Dinas Contoh',
  shortName: 'DINKES',
  applications: ['Perizinan'],
  signers: [person, { seal: true }],
  templates: [box, { name: 'izin', anchor: '#', width: 210, height: 78 }],
}
const planOf = (...changes: readonly object[]) =>
  JSON.stringify({ agencies: changes.map((change) => ({ ...agency, ...change })) })

const mistakesOf = (json: string) => {
  const read = readPlan(json)
  return 'mistakes' in read ? read.mistakes : []
}

describe('a plan', () => {
  it('names agencies with their applications, signers, seals and templates', () => {
    expect(readPlan(planOf({}))).toEqual({
      agencies: [
        {
          ...agency,
          signers: [{ kind: 'person', ...person }, { kind: 'agency-seal' }],
          templates: [
            { name: 'surat', placement: { page: 'last', x: 300, y: 60 }, width: 210, height: 78 },
            { name: 'izin', placement: { anchor: '#' }, width: 210, height: 78 },
          ],
        },
      ],
    })
  })

  it('may leave lists out', () => {
    const plan = { agencies: [{ id: 'dinkes', name: 'Dinas Contoh', shortName: 'DINKES' }] }
    expect(readPlan(JSON.stringify(plan))).toMatchObject({
      agencies: [{ applications: [], signers: [], templates: [] }],
    })
  })

  it('has its texts trimmed and composed, as requests have theirs', () => {
    const name = ' Re\u0301mi Contoh '
    expect(readPlan(planOf({ signers: [{ ...person, name }] }))).toMatchObject({
      agencies: [{ signers: [{ name: 'R\u00e9mi Contoh' }] }],
    })
  })

  it.each<[string, string, string, string]>([
    ['what is not JSON', '{', '', 'is not JSON'],
    ['what is not an object', '[]', '', 'must be an object'],
    ['no agencies', '{}', '/agencies', 'is missing'],
    ['agencies that are no list', '{"agencies":{}}', '/agencies', 'must be a list'],
    ['an agency without a name', planOf({ name: '' }), '/agencies/0/name', 'must not be blank'],
    ['a name of format characters', planOf({ name: '\u200b' }), '/agencies/0/name', 'must not be blank'],
    [
      'a name with a space that nobody sees',
      planOf({ name: 'Di\u200bnas' }),
      '/agencies/0/name',
      '(U+200B, character 3)',
    ],
    [
      'a name with a soft hyphen',
      planOf({ name: 'Di\u00adnas' }),
      '/agencies/0/name',
      '(U+00AD, character 3)',
    ],
    [
      'a short name with a variation selector',
      planOf({ shortName: 'D\ufe0f' }),
      '/agencies/0/shortName',
      '(U+FE0F, character 2)',
    ],
    [
      'an application with a blank of Braille',
      planOf({ applications: ['a\u2800b'] }),
      '/agencies/0/applications/0',
      '(U+2800, character 2)',
    ],
    [
      'a name of which a character was lost',
      planOf({ name: 'Dina\ufffd' }),
      '/agencies/0/name',
      '(U+FFFD, character 5)',
    ],
    ['a name of two lines', planOf({ name: 'a\nb' }), '/agencies/0/name', 'must not have control characters'],
    ['a name of 201 characters', planOf({ name: 'a'.repeat(201) }), '/agencies/0/name', 'at most 200'],
    ['an agency id in capitals', planOf({ id: 'DINKES' }), '/agencies/0/id', 'must be a name of a-z'],
    [
      'a short name of 61 characters',
      planOf({ shortName: 'a'.repeat(61) }),
      '/agencies/0/shortName',
      'most 60',
    ],
    ['an application that is no text', planOf({ applications: [7] }), '/agencies/0/applications/0', 'a text'],
    [
      'a NIK of three digits',
      planOf({ signers: [{ ...person, nik: '187' }] }),
      '/agencies/0/signers/0/nik',
      '16',
    ],
    [
      'a NIP of 17 digits',
      planOf({ signers: [{ ...person, nip: '1'.repeat(17) }] }),
      '/agencies/0/signers/0/nip',
      '18',
    ],
    [
      'a name that no certificate holds',
      planOf({ signers: [{ ...person, name: 'a'.repeat(65) }] }),
      '/agencies/0/signers/0/name',
      'at most 64',
    ],
    [
      'a name with a NIK in it',
      planOf({ signers: [{ ...person, name: 'Contoh 187199.010170.0001' }] }),
      '/agencies/0/signers/0/name',
      'NIK or NIP',
    ],
    [
      'a seal that is none',
      planOf({ signers: [{ seal: false }] }),
      '/agencies/0/signers/0/seal',
      'must be true',
    ],
    [
      'a seal with a name',
      planOf({ signers: [{ seal: true, name: 'A' }] }),
      '/agencies/0/signers/0',
      'unknown key name',
    ],
    [
      'a template without a place',
      planOf({ templates: [{ name: 'x' }] }),
      '/agencies/0/templates/0/page',
      'missing',
    ],
    [
      'a page 0',
      planOf({ templates: [{ ...box, page: 0 }] }),
      '/agencies/0/templates/0/page',
      'a page from 1',
    ],
    [
      'a box without width',
      planOf({ templates: [{ ...box, width: 0 }] }),
      '/agencies/0/templates/0/width',
      'above 0',
    ],
    [
      'a box off every page',
      planOf({ templates: [{ ...box, x: 14_401 }] }),
      '/agencies/0/templates/0/x',
      '14400',
    ],
    [
      'a place and an anchor',
      planOf({ templates: [{ ...box, anchor: '#' }] }),
      '/agencies/0/templates/0',
      'unknown key page',
    ],
    ['a misspelt key', planOf({ nmae: 'x' }), '/agencies/0', 'unknown key nmae: did you mean name?'],
    ['a NIK for a key', planOf({ [nik]: 'x' }), '/agencies/0', 'has the unknown key'],
    [
      'the same agency twice',
      planOf({}, { signers: [] }),
      '/agencies/1/id',
      'is the agency of /agencies/0/id again',
    ],
    [
      'one person in two agencies',
      planOf({}, { id: 'bpprd' }),
      '/agencies/1/signers/0/nik',
      'is the person of /agencies/0/signers/0/nik again',
    ],
    [
      'two seals',
      planOf({ signers: [{ seal: true }, { seal: true }] }),
      '/agencies/0/signers/1',
      'is the seal of',
    ],
    [
      'one name for two templates',
      planOf({ templates: [box, box] }),
      '/agencies/0/templates/1/name',
      'is a template of /agencies/0/templates/0/name again',
    ],
    [
      'one name for two applications',
      planOf({ applications: ['A', ' A'] }),
      '/agencies/0/applications/1',
      'is an application of',
    ],
  ])('refuses %s, and says where', (_, json, pointer, told) => {
    expect(mistakesOf(json)).toContainEqual({ pointer, message: expect.stringContaining(told) })
  })

  it('has all its mistakes told at once', () => {
    const signers = [{ ...person, nik: '187' }, { ...person, posisi: 'x' }, person]
    const pointers = mistakesOf(planOf({ id: 1, signers })).map(({ pointer }) => pointer)
    expect(pointers.toSorted()).toEqual([
      '/agencies/0/id',
      '/agencies/0/signers/0/nik',
      '/agencies/0/signers/1',
      '/agencies/0/signers/2/nik',
    ])
  })

  it('is never repeated in what is told of it', () => {
    const plans = [
      planOf({ signers: [{ nik, name: 7 }], [nik]: nik }, { signers: [person, person] }),
      planOf({ signers: [{ ...person, nik: `${nik}7`, nip: nik }] }),
    ]
    for (const plan of plans) expect(JSON.stringify(mistakesOf(plan))).not.toContain(nik)
  })

  it('is read from any JSON, to agencies or to mistakes', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const read = readPlan(json)
        expect('agencies' in read ? read.agencies : read.mistakes.length).toBeTruthy()
      }),
    )
  })
})
