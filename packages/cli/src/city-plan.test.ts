import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePlan } from './city-plan.ts'
import { UsageError } from './usage-error.ts'

const agency = {
  id: 'dinkes',
  name: 'Dinas Contoh',
  shortName: 'DINKES',
  applications: ['Perizinan'],
  signers: [{ nik: '1871990101700001', name: 'Contoh Pejabat', position: 'Kepala' }, { seal: true }],
  templates: [
    { name: 'surat', page: 'last', x: 300, y: 60, width: 210, height: 78 },
    { name: 'izin', anchor: '#', width: 210, height: 78 },
  ],
}
const planOf = (changes: object) => JSON.stringify({ agencies: [{ ...agency, ...changes }] })

describe('a plan', () => {
  it('names agencies with their applications, signers, seals and templates', () => {
    expect(parsePlan(planOf({}))).toEqual([
      {
        ...agency,
        signers: [
          { kind: 'person', nik: '1871990101700001', name: 'Contoh Pejabat', position: 'Kepala' },
          { kind: 'agency-seal' },
        ],
        templates: [
          { name: 'surat', placement: { page: 'last', x: 300, y: 60 }, width: 210, height: 78 },
          { name: 'izin', placement: { anchor: '#' }, width: 210, height: 78 },
        ],
      },
    ])
  })

  it('may leave lists out', () => {
    const plan = { agencies: [{ id: 'dinkes', name: 'Dinas Contoh', shortName: 'DINKES' }] }
    expect(parsePlan(JSON.stringify(plan))).toMatchObject([{ applications: [], signers: [], templates: [] }])
  })

  it.each([
    ['what is not JSON', '{', 'not JSON'],
    ['agencies that are no list', '{"agencies":{}}', '/agencies'],
    ['an agency without a name', planOf({ name: '' }), '/agencies/0/name'],
    ['an application that is no text', planOf({ applications: [7] }), '/agencies/0/applications/0'],
    [
      'a signer without a NIK',
      planOf({ signers: [{ name: 'A', position: 'B' }] }),
      '/agencies/0/signers/0/nik',
    ],
    ['a template without a place', planOf({ templates: [{ name: 'x' }] }), '/agencies/0/templates/0/page'],
  ])('refuses %s, and says where', (_, json, place) => {
    expect(() => parsePlan(json)).toThrow(UsageError)
    expect(() => parsePlan(json)).toThrow(place)
  })

  it('never repeats what stands in it', () => {
    const nik = '1871990101700001'
    expect(() => parsePlan(planOf({ signers: [{ nik, name: 'A' }] }))).toThrow(/^(?!.*1871990101700001).*$/)
  })

  it('answers any JSON with a plan or a UsageError', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        try {
          expect(Array.isArray(parsePlan(json))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError)
        }
      }),
    )
  })
})
