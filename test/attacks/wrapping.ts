// Signature wrapping: the ranges are moved, so that bytes that nobody signed stand between or
// behind those that somebody did.
import { signedSample } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { joined, latin1Of, replaced } from './paper.ts'
import { rangeOf } from './universal-forgery.ts'

const BYTE_RANGE = /\/ByteRange\s*\[[^\]]*\]/
const CONTENTS = /\/Contents\s*<[0-9A-Fa-f]*>/

const attacks: readonly Attack[] = [
  {
    title: 'ranges that overlap',
    reason: 'no room',
    make: ({ signed }) => {
      const [, b, , d] = rangeOf(signed)
      return replaced(signed, BYTE_RANGE, () => `/ByteRange [0 ${b} ${b - 5} ${d}]`)
    },
  },
  {
    title: 'a range past the end of the file',
    reason: 'the file at',
    make: ({ signed }) => {
      const [, b, c, d] = rangeOf(signed)
      return replaced(signed, BYTE_RANGE, () => `/ByteRange [0 ${b} ${c} ${d + 1}]`)
    },
  },
  {
    title: 'a gap that is wider than Contents in front',
    reason: 'not exactly',
    make: ({ signed }) => {
      const [, b, c, d] = rangeOf(signed)
      return replaced(signed, BYTE_RANGE, () => `/ByteRange [0 ${b - 1} ${c} ${d}]`)
    },
  },
  {
    title: 'a gap that is wider than Contents behind',
    reason: 'not exactly',
    make: ({ signed }) => {
      const [, b, c, d] = rangeOf(signed)
      return replaced(signed, BYTE_RANGE, () => `/ByteRange [0 ${b} ${c + 1} ${d - 1}]`)
    },
  },
  {
    title: 'a second range that was moved, with an object in the room',
    make: ({ signed }) => {
      const [, b, c, d] = rangeOf(signed)
      const injected = '\n3 0 obj\n<</Length 8>>\nstream\n1 0 0 rg\nendstream\nendobj\n'
      const moved = `/ByteRange [0 ${b} ${c + injected.length} ${d}]`
      const edited = replaced(signed, BYTE_RANGE, (found) => moved.padEnd(found.length, ' '))
      return joined(edited.subarray(0, c), injected, edited.subarray(c))
    },
  },
  {
    title: 'two ByteRanges',
    reason: 'twice',
    // The second one has the numbers, the first one is what another reader would take.
    make: ({ signed }) => replaced(signed, /\/Filter\s*\/Adobe\.PPKLite/, () => '/ByteRange[0 1 2 3]'),
  },
  {
    title: 'two Contents',
    reason: 'twice',
    make: ({ signed }) => replaced(signed, /\/Filter\s*\/Adobe\.PPKLite/, () => '/Contents<00>'),
  },
  {
    title: 'bytes behind the CMS object in Contents',
    reason: 'other than zero padding',
    make: ({ signed }) => replaced(signed, CONTENTS, (found) => `${found.slice(0, -3)}01>`),
  },
  {
    title: 'a second CMS object in Contents',
    reason: 'other than zero padding',
    make: ({ signed }) =>
      replaced(signed, CONTENTS, (found) => {
        const text = found.slice(found.indexOf('<') + 1, -1)
        const end = text.replace(/(?:00)+$/, '').length
        const copy = text.slice(0, Math.min(end, text.length - end))
        return found.replace(text, (text.slice(0, end) + copy).padEnd(text.length, '0'))
      }),
  },
  {
    title: 'an earlier signature whose range reaches into a later one',
    field: 'Signature2',
    reason: 'crosses',
    make: async ({ city, signed }) => {
      const twice = await signedSample(city, { pdf: signed, fieldName: 'Signature2' })
      const [, b, c] = rangeOf(signed)
      const contents = latin1Of(twice).lastIndexOf('/Contents')
      return replaced(twice, BYTE_RANGE, () => `/ByteRange[0 ${b} ${c} ${contents + 100 - c}]`)
    },
  },
  {
    title: 'a later signature that takes the gap of the earlier one for its own',
    field: 'Signature2',
    reason: 'not exactly',
    make: async ({ city, signed }) => {
      const twice = await signedSample(city, { pdf: signed, fieldName: 'Signature2' })
      const [, b, c] = rangeOf(signed)
      const text = latin1Of(twice)
      const last = text.lastIndexOf('/ByteRange')
      const end = text.indexOf(']', last)
      const forged = `/ByteRange [0 ${b} ${c} ${twice.length - c}`.padEnd(end - last, ' ')
      return joined(text.slice(0, last), forged, text.slice(end))
    },
  },
]

export const wrapping: Family = {
  name: 'signature wrapping',
  attacks,
  twins: [
    {
      title: 'a second signature around the first',
      modification: 'FORM_FILLING',
      code: 'SIGNATURE_ADDED',
      make: ({ city, signed }) => signedSample(city, { pdf: signed, fieldName: 'Signature2' }),
    },
    {
      title: 'zero padding behind the CMS object',
      modification: 'NONE',
      make: ({ signed }) => {
        if (!/0000>/.test(latin1Of(signed))) throw new TypeError('the sample has no padding')
        return signed
      },
    },
  ],
}
