// Universal signature forgery: the signature's own dictionary is garbled, so that a careless viewer
// says "signed" without having checked.
import { withEntries } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { latin1Of, type Paper, replaced, signatureOf, update, withForm } from './paper.ts'

const BYTE_RANGE = /\/ByteRange\s*\[[^\]]*\]/
const CONTENTS = /\/Contents\s*<[0-9A-Fa-f]*>/

export function rangeOf(pdf: Uint8Array): readonly [number, number, number, number] {
  const found = BYTE_RANGE.exec(latin1Of(pdf))?.[0].match(/\d+/g) ?? []
  const [start = 0, length = 0, second = 0, rest = 0] = found.map(Number)
  return [start, length, second, rest]
}

type Numbers = (range: readonly [number, number, number, number]) => readonly (number | string)[]

const range =
  (values: Numbers) =>
  ({ signed }: Paper): Uint8Array =>
    replaced(signed, BYTE_RANGE, () => `/ByteRange [${values(rangeOf(signed)).join(' ')}]`)

const contents =
  (value: (found: string) => string) =>
  ({ signed }: Paper): Uint8Array =>
    replaced(signed, CONTENTS, value)

const noNumbers = 'four non-negative integers'

const attacks: readonly Attack[] = [
  {
    title: 'a ByteRange that is gone',
    reason: noNumbers,
    make: ({ signed }) => replaced(signed, BYTE_RANGE, () => ''),
  },
  {
    title: 'a ByteRange that is null',
    reason: noNumbers,
    make: ({ signed }) => replaced(signed, BYTE_RANGE, () => '/ByteRange null'),
  },
  { title: 'an empty ByteRange', reason: noNumbers, make: range(() => []) },
  { title: 'a ByteRange of two numbers', reason: noNumbers, make: range(() => [0, 10]) },
  { title: 'a ByteRange of six numbers', reason: noNumbers, make: range(() => [0, 1, 2, 3, 4, 5]) },
  { title: 'a ByteRange of names', reason: noNumbers, make: range(() => ['/a', '/b', '/c', '/d']) },
  { title: 'a negative offset', reason: noNumbers, make: range(([, , c, d]) => [0, -1, c, d]) },
  { title: 'a fraction', reason: noNumbers, make: range(([, , c, d]) => [0, 1.5, c, d]) },
  {
    title: 'a first range that starts later',
    reason: 'not at 0',
    make: range(([, b, c, d]) => [1, b - 1, c, d]),
  },
  { title: 'an empty first range', reason: 'empty range', make: range(([, , c, d]) => [0, 0, c, d]) },
  { title: 'an empty second range', reason: 'empty range', make: range(([, b, c]) => [0, b, c, 0]) },
  { title: 'Contents that is gone', reason: 'not a direct hexadecimal', make: contents(() => '') },
  {
    title: 'Contents that is null',
    reason: 'not a direct hexadecimal',
    make: contents(() => '/Contents null'),
  },
  { title: 'Contents that is empty', reason: 'not exactly', make: contents(() => '/Contents <>') },
  {
    title: 'Contents of zeros',
    reason: 'cannot be read as CMS',
    make: contents((found) =>
      found.replace(/[0-9A-Fa-f]+>/, (digits) => `${'0'.repeat(digits.length - 1)}>`),
    ),
  },
  {
    title: 'Contents as a literal string',
    reason: 'not a direct hexadecimal',
    make: contents(() => '/Contents (0)'),
  },
  {
    title: 'a SubFilter that is gone',
    reason: 'no /SubFilter',
    make: ({ signed }) => replaced(signed, /\/SubFilter\s*\/ETSI\.CAdES\.detached/, () => ''),
  },
  {
    title: 'an encoding that cannot be verified',
    indication: 'INDETERMINATE',
    subIndication: 'SIG_CONSTRAINTS_FAILURE',
    make: ({ signed }) =>
      replaced(signed, /\/SubFilter\s*\/ETSI\.CAdES\.detached/, () => '/SubFilter/adbe.x509.rsa_sha1'),
  },
  {
    title: 'a value that an update takes out',
    make: ({ signed }) => {
      const { field, fieldNumber } = signatureOf(signed)
      return update(signed, [[fieldNumber, withEntries(field, { V: null })]])
    },
  },
  {
    title: 'a value that an update frees',
    make: ({ signed }) => update(signed, [[signatureOf(signed).valueNumber, undefined]]),
  },
  {
    title: 'a field that the form no longer lists',
    code: 'FIELD_REMOVED',
    make: ({ signed }) => update(signed, [withForm(signed, { Fields: [] })]),
  },
]

export const universalForgery: Family = {
  name: 'universal signature forgery',
  attacks,
  twins: [{ title: 'the file as it was signed', modification: 'NONE', make: ({ signed }) => signed }],
}
