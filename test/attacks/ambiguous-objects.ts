// Objects that readers take apart in different ways: in object streams (ISO 32000-2 §7.5.7), where
// some go by the index, some by the number, and some end a member where the next begins; and names
// with a NUL (§7.3.5), which some end there.

import { dictionary, name, type PdfValue, ref, serialize } from '@tapis/pades/pdf'
import { objectStreamUpdate, signedSample, withEntries } from '@tapis/testing/pdf'
import type { Attack, Family, Twin } from './attack.ts'
import { changed, latin1Of, N, object, unsignedPaper, update } from './paper.ts'

const doubt = { indication: 'INDETERMINATE', subIndication: 'GENERIC' } as const

const written = (value: PdfValue): string => latin1Of(serialize(value))
const pageOf = (pdf: Uint8Array): string => written(object(pdf, N.page))
const emptyPageOf = (pdf: Uint8Array): string =>
  written(withEntries(object(pdf, N.page), { Contents: undefined }))

/**
 * Two members one behind the other, under these numbers, of which the page is listed at an index.
 */
function twoMembers(
  pdf: Uint8Array,
  [first, second]: readonly [readonly [number, string], readonly [number, string]],
  rows: readonly (readonly [number, number])[],
): Uint8Array {
  const header = `${first[0]} 0 ${second[0]} ${first[1].length + 1} `
  return objectStreamUpdate(pdf, { header, body: `${first[1]} ${second[1]}`, rows })
}

/** The page, with the beginning of another member where its /Contents are. */
function overlapping(pdf: Uint8Array): Uint8Array {
  const page = `${emptyPageOf(pdf).replace(/>>$/, '')}/Contents ${N.content} 0 R>>`
  const header = `${N.page} 0 700 ${page.indexOf('/Contents')} `
  return objectStreamUpdate(pdf, {
    header,
    body: page,
    rows: [
      [N.page, 0],
      [700, 1],
    ],
  })
}

/** The page, of which the header of the stream says last where it begins. */
function descending(pdf: Uint8Array): Uint8Array {
  const header = `700 3 ${N.page} 0 `
  return objectStreamUpdate(pdf, {
    header: header.replace('3', String(pageOf(pdf).length + 1)),
    body: `${pageOf(pdf)} <<>>`,
    rows: [
      [N.page, 1],
      [700, 0],
    ],
  })
}

const ambiguous = (
  title: string,
  make: (pdf: Uint8Array) => Uint8Array,
  reason = 'OBJECT_STREAM_INDEX',
): Attack => ({
  title,
  ...doubt,
  reason,
  make: ({ signed }) => make(signed),
})

const attacks: readonly Attack[] = [
  ambiguous('an object stream with a number twice, of which the last is listed', (pdf) =>
    twoMembers(
      pdf,
      [
        [N.page, emptyPageOf(pdf)],
        [N.page, pageOf(pdf)],
      ],
      [[N.page, 1]],
    ),
  ),
  ambiguous('an object stream with a number twice, of which the first is listed', (pdf) =>
    twoMembers(
      pdf,
      [
        [N.page, pageOf(pdf)],
        [N.page, emptyPageOf(pdf)],
      ],
      [[N.page, 0]],
    ),
  ),
  ambiguous('an object stream with a number twice, and a member listed that it has not', (pdf) =>
    twoMembers(
      pdf,
      [
        [N.page, pageOf(pdf)],
        [N.page, emptyPageOf(pdf)],
      ],
      [
        [N.page, 0],
        [700, 1],
      ],
    ),
  ),
  ambiguous('an object that is listed at the index of another', (pdf) =>
    twoMembers(
      pdf,
      [
        [700, '<<>>'],
        [N.page, pageOf(pdf)],
      ],
      [
        [N.page, 0],
        [700, 1],
      ],
    ),
  ),
  ambiguous('a member that goes on where the next one begins', overlapping),
  ambiguous('members whose offsets do not ascend', descending),
  ambiguous(
    'a key with a NUL',
    (pdf) => update(pdf, [changed(pdf, N.page, { 'Contents\0': null })]),
    'name with a NUL',
  ),
  ambiguous(
    'a name with a NUL, deep in an object that nothing leads to',
    (pdf) => update(pdf, [[N.free, dictionary({ A: [dictionary({ B: name('C\0D') })] })]]),
    'name with a NUL',
  ),
  ambiguous(
    'a key with a NUL in an object stream',
    (pdf) =>
      twoMembers(
        pdf,
        [
          [N.page, pageOf(pdf).replace(/>>$/, '/Contents#00 null>>')],
          [700, '<<>>'],
        ],
        [
          [N.page, 0],
          [700, 1],
        ],
      ),
    'name with a NUL',
  ),
  ambiguous('a key with a NUL in the trailer', (pdf) => update(pdf, [], { 'Info\0': ref(1) }), 'with a NUL'),
]

const twins: readonly Twin[] = [
  {
    title: 'an object stream in order, with the page as it was',
    modification: 'LTA_UPDATES',
    make: ({ signed }) =>
      twoMembers(
        signed,
        [
          [N.page, pageOf(signed)],
          [700, '<<>>'],
        ],
        [
          [N.page, 0],
          [700, 1],
        ],
      ),
  },
  {
    title: 'names with a NUL that were signed',
    modification: 'NONE',
    make: ({ city }) =>
      signedSample(city, { pdf: unsignedPaper('table', { page: { 'Kunci\0': name('A\0B') } }) }),
  },
  {
    title: 'a name with an escape that is none',
    modification: 'LTA_UPDATES',
    make: ({ signed }) => update(signed, [[N.free, dictionary({ 'A#0': name('B C') })]]),
  },
]

export const ambiguousObjects: Family = { name: 'ambiguous objects', attacks, twins }
