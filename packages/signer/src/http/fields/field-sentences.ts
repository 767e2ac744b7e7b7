// What can be wrong with one field of a request, one row each: the stable reason, and the sentence
// in English and Indonesian that follows the field's pointer. `{name}` is filled with numbers and
// words of ours only: never with what a client sent.
import { filled, type Words } from '../../problems/words.ts'

/** The closed list of reasons. A reason never changes its meaning. */
export const fieldSentences = {
  MISSING: ['is required: {expected}', 'wajib diisi: {expected}'],
  WRONG_TYPE: ['must be {expected}, not {found}', 'harus berupa {expected}, bukan {found}'],
  NOT_WHOLE: ['must be a whole number', 'harus bilangan bulat'],
  TOO_SMALL: ['must be at least {limit}', 'paling kecil {limit}'],
  NOT_ABOVE: ['must be more than {limit}', 'harus lebih dari {limit}'],
  TOO_LARGE: ['must be at most {limit}', 'paling besar {limit}'],
  NOT_BELOW: ['must be less than {limit}', 'harus kurang dari {limit}'],
  TOO_SHORT: [
    'must have at least {limit} character(s) and has {found}',
    'paling sedikit {limit} karakter; isinya {found}',
  ],
  TOO_LONG: [
    'may have at most {limit} characters and has {found}',
    'paling banyak {limit} karakter; isinya {found}',
  ],
  TOO_FEW: [
    'must have at least {limit} entries and has {found}',
    'paling sedikit {limit} butir; isinya {found}',
  ],
  TOO_MANY: [
    'may have at most {limit} entries and has {found}',
    'paling banyak {limit} butir; isinya {found}',
  ],
  UNKNOWN_FIELD: [
    'is not a field here; the fields are {fields}',
    'bukan isian di sini; isian yang ada: {fields}',
  ],
  MISSPELT_FIELD: [
    'is not a field here; did you mean "{meant}"?',
    'bukan isian di sini; maksudnya "{meant}"?',
  ],
  NOT_ONE_OF: ['must be one of {values}', 'harus salah satu dari {values}'],
  NOT_A_UUID: [
    'must be a UUID, for example 6f1c7a52-0d3e-4b8a-9c41-2f7d5e8b3a10',
    'harus UUID, misalnya 6f1c7a52-0d3e-4b8a-9c41-2f7d5e8b3a10',
  ],
  NOT_AN_AGENCY_ID: [
    'must be the id of an agency: 2 to 32 lower-case letters, digits and hyphens, a letter first, for example dpmptsp',
    'harus id instansi: 2 sampai 32 huruf kecil, angka, dan tanda hubung, diawali huruf, misalnya dpmptsp',
  ],
  NOT_A_TEMPLATE_NAME: [
    'must be the name of a template: up to 64 lower-case letters, digits and hyphens, for example izin-halaman-1',
    'harus nama templat: paling banyak 64 huruf kecil, angka, dan tanda hubung, misalnya izin-halaman-1',
  ],
  NOT_A_NIK: [
    'must be a NIK: 16 digits without spaces, as text in quotes, for example "1871990101900001"',
    'harus NIK: 16 angka tanpa spasi, sebagai teks dalam tanda kutip, misalnya "1871990101900001"',
  ],
  NOT_A_SIGNER: [
    'must be an object with "passphrase", and "nik" or "id"',
    'harus objek dengan "passphrase", dan "nik" atau "id"',
  ],
  NOT_A_PLACE: [
    'must be an object with page, x, y, width and height; with anchor, width and height; or with template',
    'harus objek dengan page, x, y, width, dan height; dengan anchor, width, dan height; atau dengan template',
  ],
  NOT_A_PAGE: ['must be a page number, from 1, or "last"', 'harus nomor halaman, mulai dari 1, atau "last"'],
  NOT_AN_OCCURRENCE: [
    'must be a number, from 1 in reading order, or "last"',
    'harus bilangan, mulai dari 1 menurut urutan baca, atau "last"',
  ],
  NOT_A_FALLBACK: [
    'must be a box with page, x, y, width and height, or "invisible"',
    'harus kotak dengan page, x, y, width, dan height, atau "invisible"',
  ],
  BLANK: ['must have something to read', 'harus berisi teks yang terbaca'],
  CHARACTER_REFUSED: [
    'has a character that is not printed ({character} at place {place}): a control, invisible, private or unassigned one. Leave it out',
    'memuat karakter yang tidak tercetak ({character} pada urutan {place}): karakter kendali, tak kasatmata, privat, atau belum terdaftar. Hapus karakter itu',
  ],
  POPULATION_NUMBER: [
    'must not have a NIK or a family card number: everybody reads it. Mask it, for example 187199********01',
    'tidak boleh memuat NIK atau nomor KK karena dibaca semua orang. Samarkan, misalnya 187199********01',
  ],
  POPULATION_NUMBER_SPLIT: [
    'has, read together with the fields beside it, a NIK or a family card number: everybody reads it. Mask it, for example 187199********01',
    'bila dibaca bersama isian di sebelahnya memuat NIK atau nomor KK, padahal dibaca semua orang. Samarkan, misalnya 187199********01',
  ],
  NOT_ACCEPTED: ['is not accepted as it is; see /docs', 'tidak dapat diterima; lihat /docs'],
} as const satisfies Readonly<Record<string, Words>>

export type FieldReason = keyof typeof fieldSentences

export type FieldFacts = Readonly<Record<string, string | number | Words>>

/** The two sentences of a reason, filled. */
export function fieldSentence(
  reason: FieldReason,
  facts: FieldFacts = {},
): { detail: string; detail_id: string } {
  const [english, indonesian] = fieldSentences[reason]
  return { detail: filled(english, facts, 'english'), detail_id: filled(indonesian, facts, 'indonesian') }
}

/** Whether a schema's `error` names a row of this table. */
export function isFieldReason(text: string): text is FieldReason {
  return Object.hasOwn(fieldSentences, text)
}
