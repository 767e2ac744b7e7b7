// Incremental saving: an update is appended, whole or with parts left out that a careless validator
// looks for.
import { name } from '@tapis/pades/pdf'
import type { Attack, Family } from './attack.ts'
import { joined, latin1Of, N, object, overlay, type Paper, signatureOf, stream, update } from './paper.ts'

const forgedContent = '1 0 0 rg 0 0 300 400 re f'
const forged = ({ signed }: Paper): Uint8Array => update(signed, [[N.content, stream(forgedContent)]])

/** The update without what the pattern finds in it. */
function without(paper: Paper, pattern: RegExp): Uint8Array {
  const whole = forged(paper)
  const added = latin1Of(whole.subarray(paper.signed.length))
  const edited = added.replace(pattern, '')
  if (edited === added) throw new TypeError('nothing was left out')
  return joined(paper.signed, edited)
}

const attacks: readonly Attack[] = [
  { title: 'another content stream', code: 'PAGE_MODIFIED', make: forged },
  {
    title: 'another content stream, without %%EOF',
    make: (paper) => without(paper, /%%EOF\n/),
  },
  {
    title: 'another content stream, without startxref',
    make: (paper) => without(paper, /startxref\n\d+\n/),
  },
  {
    title: 'another content stream, without a trailer',
    make: (paper) => without(paper, /trailer\n[\s\S]*?(?=startxref)/),
    indication: 'TOTAL-FAILED',
  },
  { title: 'another content stream, without xref', make: (paper) => without(paper, /xref\n3 1\n.*\n/) },
  {
    title: 'an object alone',
    code: 'TRAILING_BYTES',
    make: ({ signed }) => joined(signed, '3 0 obj\n<</Length 0>>\nendobj\n'),
  },
  {
    title: 'an object that no cross-reference lists, and another that one does',
    indication: 'INDETERMINATE',
    subIndication: 'GENERIC',
    reason: 'object 3',
    make: ({ signed }) =>
      update(joined(signed, `3 0 obj\n<</Length 25>>\nstream\n${forgedContent}\nendstream\nendobj\n`), [
        [N.free, name('Umpan')],
      ]),
  },
  {
    title: 'another content stream, with the old signature copied into the update',
    reason: 'not exactly',
    make: ({ signed }) => {
      const { value, valueNumber } = signatureOf(signed)
      return update(signed, [
        [valueNumber, value],
        [N.content, stream(forgedContent)],
      ])
    },
  },
  {
    title: 'the page drawn by another object',
    code: 'PAGE_MODIFIED',
    make: ({ signed }) =>
      update(signed, [
        [
          N.page,
          {
            ...object(signed, N.page),
            entries: new Map([...object(signed, N.page).entries, ['Contents', null]]),
          },
        ],
        [N.free, overlay],
      ]),
  },
  { title: 'a file that ends before its signed bytes do', make: ({ signed }) => signed.slice(0, -3) },
  {
    title: 'a comment behind the end',
    code: 'TRAILING_BYTES',
    make: ({ signed }) => joined(signed, '% hanya catatan\n'),
  },
]

export const incrementalSaving: Family = {
  name: 'incremental saving',
  attacks,
  twins: [
    {
      title: 'white space behind the end',
      modification: 'NONE',
      make: ({ signed }) => joined(signed, '\r\n \n'),
    },
    {
      title: 'an update that changes nothing',
      modification: 'LTA_UPDATES',
      code: 'REVISION_ADDED',
      make: ({ signed }) => update(signed, [[N.link, object(signed, N.link)]]),
    },
    {
      title: 'an update with an object that nothing leads to',
      modification: 'LTA_UPDATES',
      code: 'UNEXPECTED_ENTRY_IN_XREF',
      make: ({ signed }) => update(signed, [[N.free, name('Yatim')]]),
    },
  ],
}
