import { describe, expect, it } from 'vitest'
import { signRequest } from '../../documents/sign-request.ts'
import { ApiError } from '../../problems/problem.ts'
import { parseJson } from '../json.ts'
import { fieldSentences } from './field-sentences.ts'

const valid = {
  agency: 'dpmptsp',
  documentType: 'Surat Izin Praktik',
  number: '503/0001',
  title: 'Surat izin praktik dokter',
  signer: { nik: '1871990101900001', passphrase: 'rahasia' },
}
const box = { page: 1, x: 0, y: 0, width: 9, height: 9 }
const anchor = { anchor: '#', width: 9, height: 9 }

function errorsOf(value: unknown) {
  try {
    parseJson(typeof value === 'string' ? value : JSON.stringify(value), signRequest)
  } catch (error) {
    if (error instanceof ApiError) return error.options.errors ?? []
    throw error
  }
  return []
}

/** What is wrong, where, why, and what both sentences say of it. */
const cases: readonly (readonly [unknown, string, string, string, string])[] = [
  [{ ...valid, title: undefined }, '/title', 'MISSING', 'is required: text', 'wajib diisi: teks'],
  [{ ...valid, signer: undefined }, '/signer', 'MISSING', 'is required: an object', 'wajib diisi: objek'],
  [
    { ...valid, title: 7 },
    '/title',
    'WRONG_TYPE',
    'must be text, not a number',
    'harus berupa teks, bukan bilangan',
  ],
  [{ ...valid, title: null }, '/title', 'WRONG_TYPE', 'must be text, not null', 'bukan null'],
  [
    { ...valid, facts: {} },
    '/facts',
    'WRONG_TYPE',
    'must be a list, not an object',
    'harus berupa daftar, bukan objek',
  ],
  [
    { ...valid, signer: 'x' },
    '/signer',
    'NOT_A_SIGNER',
    'must be an object with "passphrase"',
    'harus objek dengan "passphrase"',
  ],
  [{ ...valid, signer: {} }, '/signer', 'NOT_A_SIGNER', 'and "nik" or "id"', 'dan "nik" atau "id"'],
  [{ ...valid, place: [] }, '/place', 'NOT_A_PLACE', 'or with template', 'atau dengan template'],
  [{ ...valid, place: {} }, '/place', 'NOT_A_PLACE', 'with page, x, y', 'dengan page, x, y'],
  [
    { ...valid, place: { ...box, x: '1' } },
    '/place/x',
    'WRONG_TYPE',
    'must be a number, not text',
    'harus berupa bilangan',
  ],
  [
    JSON.stringify({ ...valid, place: { ...box, x: 1 } }).replace('"x":1', '"x":1e999'),
    '/place/x',
    'WRONG_TYPE',
    'too large to compute with',
    'terlalu besar untuk dihitung',
  ],
  [[], '', 'WRONG_TYPE', 'must be an object, not a list', 'harus berupa objek, bukan daftar'],
  [
    { ...valid, place: { ...box, page: 0 } },
    '/place/page',
    'TOO_SMALL',
    'must be at least 1',
    'paling kecil 1',
  ],

  [{ ...valid, place: { ...box, page: 1.5 } }, '/place/page', 'NOT_A_PAGE', 'a page number', 'nomor halaman'],
  [{ ...valid, place: { ...box, page: 'akhir' } }, '/place/page', 'NOT_A_PAGE', 'or "last"', 'atau "last"'],
  [
    { ...valid, place: { ...box, page: 1e6 } },
    '/place/page',
    'TOO_LARGE',
    'must be at most 100000',
    'paling besar 100000',
  ],
  [{ ...valid, place: { ...box, x: -1 } }, '/place/x', 'TOO_SMALL', 'must be at least 0', 'paling kecil 0'],
  [
    { ...valid, place: { ...box, width: 0 } },
    '/place/width',
    'NOT_ABOVE',
    'must be more than 0',
    'harus lebih dari 0',
  ],
  [
    { ...valid, place: { ...box, y: 14401 } },
    '/place/y',
    'TOO_LARGE',
    'must be at most 14400',
    'paling besar 14400',
  ],
  [
    { ...valid, place: { ...anchor, occurrence: 'dua' } },
    '/place/occurrence',
    'NOT_AN_OCCURRENCE',
    'from 1 in reading order',
    'menurut urutan baca',
  ],
  [
    { ...valid, place: { ...anchor, otherwise: 'hidden' } },
    '/place/otherwise',
    'NOT_A_FALLBACK',
    'or "invisible"',
    'atau "invisible"',
  ],
  [
    { ...valid, place: { ...anchor, otherwise: { ...box, x: -1 } } },
    '/place/otherwise/x',
    'TOO_SMALL',
    'must be at least 0',
    'paling kecil 0',
  ],
  [
    { ...valid, title: 'x'.repeat(301) },
    '/title',
    'TOO_LONG',
    'may have at most 300 characters and has 301',
    'paling banyak 300 karakter; isinya 301',
  ],
  [
    { ...valid, signer: { ...valid.signer, passphrase: 'x'.repeat(257) } },
    '/signer/passphrase',
    'TOO_LONG',
    'at most 256 characters and has 257',
    'paling banyak 256 karakter; isinya 257',
  ],
  [
    { ...valid, signer: { ...valid.signer, passphrase: '' } },
    '/signer/passphrase',
    'TOO_SHORT',
    'at least 1 character(s) and has 0',
    'paling sedikit 1 karakter; isinya 0',
  ],
  [
    { ...valid, facts: Array(13).fill({ label: 'a', value: 'b' }) },
    '/facts',
    'TOO_MANY',
    'at most 12 entries and has 13',
    'paling banyak 12 butir; isinya 13',
  ],
  [{ ...valid, titel: 1 }, '/titel', 'MISSPELT_FIELD', 'did you mean "title"?', 'maksudnya "title"?'],
  [
    { ...valid, facts: [{ label: 'a', value: 'b', valeu: 'c' }] },
    '/facts/0/valeu',
    'MISSPELT_FIELD',
    'did you mean "value"?',
    'maksudnya "value"?',
  ],
  [
    { ...valid, place: { anchr: '#', width: 9, height: 9 } },
    '/place/anchr',
    'MISSPELT_FIELD',
    'did you mean "anchor"?',
    'maksudnya "anchor"?',
  ],
  [
    { ...valid, signer: { ...valid.signer, pin: 1 } },
    '/signer/pin',
    'UNKNOWN_FIELD',
    'the fields are nik, passphrase, id',
    'isian yang ada: nik, passphrase, id',
  ],
  [{ ...valid, agency: '../x' }, '/agency', 'NOT_AN_AGENCY_ID', 'for example dpmptsp', 'misalnya dpmptsp'],
  [
    { ...valid, place: { template: 'A b' } },
    '/place/template',
    'NOT_A_TEMPLATE_NAME',
    'for example izin-halaman-1',
    'misalnya izin-halaman-1',
  ],
  [
    { ...valid, signer: { ...valid.signer, nik: '18' } },
    '/signer/nik',
    'NOT_A_NIK',
    '16 digits without spaces',
    '16 angka tanpa spasi',
  ],
  [
    { ...valid, signer: { id: 'a', passphrase: 'x' } },
    '/signer/id',
    'NOT_A_UUID',
    'must be a UUID',
    'harus UUID',
  ],
  [{ ...valid, title: '  ' }, '/title', 'BLANK', 'something to read', 'teks yang terbaca'],
  [
    { ...valid, title: 'a\u200bb' },
    '/title',
    'CHARACTER_REFUSED',
    '(U+200B at place 2)',
    '(U+200B pada urutan 2)',
  ],
  [
    { ...valid, title: '1871990101900001' },
    '/title',
    'POPULATION_NUMBER',
    '187199********01',
    '187199********01',
  ],
  [
    { ...valid, facts: [{ label: 'NIK 18719901', value: '01900001' }] },
    '/facts/0/value',
    'POPULATION_NUMBER_SPLIT',
    'read together with the fields beside it',
    'dibaca bersama isian di sebelahnya',
  ],
]

describe('the errors of a request', () => {
  it.each(
    cases.map(([value, pointer, reason, ...sentences]) => [pointer, reason, ...sentences, value] as const),
  )('say of %s: %s, %s, %s', (pointer, reason, detail, detailId, value) => {
    expect(errorsOf(value)).toContainEqual({
      pointer,
      reason,
      detail: expect.stringContaining(detail),
      detail_id: expect.stringContaining(detailId),
    })
  })

  it('have a case above for every reason that a schema of ours can give', () => {
    // Rows for kinds of limits that no field has today, and for what zod may find in another
    // version.
    const unused = ['NOT_WHOLE', 'NOT_BELOW', 'NOT_ONE_OF', 'TOO_FEW', 'NOT_ACCEPTED']
    const proven = new Set(cases.map(([, , reason]) => reason))
    expect(Object.keys(fieldSentences).filter((reason) => !proven.has(reason))).toEqual(
      unused.toSorted(inTable),
    )
  })
})

function inTable(one: string, other: string): number {
  const reasons = Object.keys(fieldSentences)
  return reasons.indexOf(one) - reasons.indexOf(other)
}
