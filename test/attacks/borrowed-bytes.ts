// Prepared files in which an object begins, or is said to begin, where nothing is yet when the file
// is signed: whatever is appended later fills it, and no revision changes it.

import { dictionary, name, type PdfValue, ref } from '@tapis/pades/pdf'
import { newestXref, signedSample, tableRows, tableUpdate } from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { joined, latin1Of, N, type Paper, stream, unsignedPaper } from './paper.ts'

const PICTURE = 140
const FUTURE = 30_000
const evil = '1 0 0 rg 0 0 300 400 re f'

/** A page that draws a picture. */
const drawing = {
  Resources: dictionary({ Font: dictionary({ F1: ref(N.font) }), XObject: dictionary({ X: ref(PICTURE) }) }),
}
const picture = (entries: Readonly<Record<string, PdfValue>>): PdfValue =>
  stream('0 g', { Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 300, 400], ...entries })

/** A file whose table says that the picture is behind its end. */
function withFutureEntry(): Uint8Array {
  const text = latin1Of(unsignedPaper('table', { objects: [[PICTURE, picture({})]], page: drawing }))
  const offset = String(text.indexOf(`\n${PICTURE} 0 obj`) + 1).padStart(10, '0')
  const edited = text.replace(`${offset} 00000 n`, `${String(FUTURE).padStart(10, '0')} 00000 n`)
  if (edited === text) throw new TypeError('the table has no entry to change')
  // The definition that stood there goes, so that only the future one is left.
  return joined(edited.replace(`\n${PICTURE} 0 obj`, `\n% ${'x'.repeat(String(PICTURE).length + 4)}`))
}

/** A file whose picture is longer than the file is, and ends where its data does all the same. */
function withLongStream(): Uint8Array {
  const text = latin1Of(
    unsignedPaper('table', { objects: [[PICTURE, picture({ Pad: name('x'.repeat(20)) })]], page: drawing }),
  )
  const start = text.indexOf(`\n${PICTURE} 0 obj`)
  const data = text.indexOf('stream\n', start) + 'stream\n'.length
  const length = `/Length ${FUTURE - data}`
  const edited =
    text.slice(0, start) +
    text.slice(start).replace(/\/Pad ?\/x+([^>]*)\/Length 3/, (found, between: string) => {
      const padding = found.length - between.length - length.length
      return between + length + ' '.repeat(padding)
    })
  if (edited === text || edited.length !== text.length) throw new TypeError('the length was not changed')
  return joined(edited)
}

/** Fills up to the place that was left, and goes on with a revision that changes nothing. */
function filled(signed: Uint8Array, content: string): Uint8Array {
  if (signed.length >= FUTURE) throw new TypeError('the sample is too long')
  const front = joined(signed, ' '.repeat(FUTURE - signed.length), content)
  return tableUpdate(front, {
    before: `${N.free} 0 obj\n/Umpan\nendobj\n`,
    rows: tableRows(N.free, front.length),
    previous: newestXref(signed),
  })
}

const attacks: readonly Attack[] = [
  {
    title: 'an entry that leads behind the signed bytes',
    make: async ({ city }: Paper) => {
      const signed = await signedSample(city, { pdf: withFutureEntry() })
      const object = `${PICTURE} 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 300 400]/Length ${evil.length}>>\nstream\n${evil}\nendstream\nendobj\n`
      return filled(signed, object)
    },
  },
  {
    title: 'a stream that reaches behind the signed bytes',
    make: async ({ city }: Paper) => {
      const signed = await signedSample(city, { pdf: withLongStream() })
      return filled(signed, '\nendstream\nendobj\n')
    },
  },
]

export const borrowedBytes: Family = {
  name: 'borrowed bytes',
  attacks,
  twins: [
    {
      title: 'a file with a picture, and white space before a revision',
      modification: 'LTA_UPDATES',
      make: async ({ city }) => {
        const pdf = unsignedPaper('table', { objects: [[PICTURE, picture({})]], page: drawing })
        return filled(await signedSample(city, { pdf }), '')
      },
    },
  ],
}
