// Parser differentials: files that one reader takes for one document and another reader for
// another, prepared before they are signed. A verdict on the one would be taken for a verdict on
// the other.

import { dictionary, name, openPdf, type PdfValue, ref, serialize } from '@tapis/pades/pdf'
import {
  buildPdf,
  newestXref,
  signedSample,
  structures,
  tableRows,
  tableUpdate,
  withEntries,
} from '@tapis/testing/pdf'
import type { Attack, Family } from './attack.ts'
import { joined, latin1Of, N, object, type Paper, replaced, stream, unsignedPaper, update } from './paper.ts'

const doubt = { indication: 'INDETERMINATE', subIndication: 'GENERIC' } as const
const evil = '3 0 obj\n<</Length 25>>\nstream\n1 0 0 rg 0 0 300 400 re f\nendstream\nendobj\n'

/** Makes the file from the unsigned document, and signs it. */
const prepared = (title: string, reason: string, make: (pdf: Uint8Array) => Uint8Array): Attack => ({
  title,
  ...doubt,
  reason,
  make: ({ city, unsigned }: Paper) => signedSample(city, { pdf: make(unsigned) }),
})

/** The same file with more in it before the table, whose offsets stay true. */
function beforeTable(pdf: Uint8Array, more: string): Uint8Array {
  const text = latin1Of(pdf)
  const at = text.lastIndexOf('\nxref\n') + 1
  const moved = text.slice(at).replace(/startxref\n\d+/, `startxref\n${at + more.length}`)
  return joined(text.slice(0, at), more, moved)
}

/** An object stream that the table lists as an object, and of whose members nobody is told. */
function withHiddenMembers(pdf: Uint8Array): Uint8Array {
  const page = latin1Of(serialize(withEntries(object(pdf, N.secondPage), { Contents: ref(N.appearance) })))
  const header = `${N.secondPage} 0 `
  return update(pdf, [[N.free, stream(header + page, { Type: name('ObjStm'), N: 1, First: header.length })]])
}

/** A second whole cross-reference section that a `startxref` in the middle of the file leads to. */
function withSecondSection(pdf: Uint8Array): Uint8Array {
  const catalog = '950 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n'
  const at = pdf.length + catalog.length
  const rows = tableRows(950, pdf.length)
  const section = `xref\n${rows}trailer\n<</Size 951/Root 950 0 R>>\nstartxref\n${at}\n%%EOF\n`
  return tableUpdate(joined(pdf, catalog, section), { previous: newestXref(pdf) })
}

/** A revision that leads back to the definition before the last one. */
function reverted(pdf: Uint8Array): Uint8Array {
  const first = openPdf(pdf).entry(N.content)
  const offset = first?.kind === 'offset' ? first.offset : 0
  const changed = update(pdf, [[N.content, stream('1 0 0 rg 0 0 300 400 re f')]])
  return tableUpdate(changed, { rows: tableRows(N.content, offset) })
}

const attacks: readonly Attack[] = [
  prepared('an object that is defined twice, of which the table gives the first', 'object 3', (pdf) =>
    beforeTable(pdf, evil),
  ),
  prepared('an object that the table leaves out', 'object 3', (pdf) =>
    replaced(pdf, /(?<=xref\n0 \d+\n(?:.{18} \n){3})\d{10} 00000 n/, () => '0000000000 00000 f'),
  ),
  prepared('members of an object stream that nobody is told of', `object ${N.secondPage}`, withHiddenMembers),
  prepared('a second startxref that leads to another catalog', 'startxref leads', withSecondSection),
  prepared('a revision that leads back to an earlier definition', 'object 3', reverted),
  prepared('a table that states an object twice', 'XREF_DUPLICATE', (pdf) =>
    replacedTable(
      pdf,
      (table) => `${table}3 1\n${String(latin1Of(pdf).indexOf('3 0 obj')).padStart(10, '0')} 00000 n \n`,
    ),
  ),
  prepared('a trailer that nothing leads to and that names another catalog', 'trailer at offset', (pdf) =>
    beforeTable(pdf, '950 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\ntrailer\n<</Root 950 0 R>>\n'),
  ),
  {
    title: 'an update whose /Size leaves out objects that it needs',
    ...doubt,
    reason: '/Size',
    make: ({ signed }) => update(signed, [], { Size: 50 }),
  },
  {
    title: 'a stray object in an update, of the number of the page',
    ...doubt,
    reason: `object ${N.page}`,
    make: ({ signed }) =>
      update(joined(signed, `${N.page} 0 obj\n<</Type/Page>>\nendobj\n`), [[N.free, name('Umpan')]]),
  },
]

/** The table with more entries, and all offsets behind it true again. */
function replacedTable(pdf: Uint8Array, edit: (table: string) => string): Uint8Array {
  const text = latin1Of(pdf)
  const at = text.lastIndexOf('trailer\n')
  return joined(edit(text.slice(0, at)), text.slice(at))
}

const embedded: PdfValue = {
  kind: 'stream',
  dictionary: dictionary({ Type: name('EmbeddedFile') }),
  bytes: buildPdf({ pages: 1 }),
}

export const parserDifferential: Family = {
  name: 'parser differentials',
  attacks,
  twins: [
    ...structures.map(([title, shape]) => ({
      title: `an honest file: ${title}`,
      modification: 'NONE' as const,
      make: ({ city }: Paper) => signedSample(city, { shape }),
    })),
    {
      title: 'a file that another one is attached to as it is',
      modification: 'NONE',
      make: ({ city }) => {
        const names = dictionary({
          EmbeddedFiles: dictionary({ Names: [name('a'), dictionary({ EF: dictionary({ F: ref(120) }) })] }),
        })
        return signedSample(city, {
          pdf: unsignedPaper('table', { objects: [[120, embedded]], catalog: { Names: names } }),
        })
      },
    },
    {
      title: 'an object that was freed before signing, and to which nothing leads',
      modification: 'NONE',
      make: ({ city, unsigned }) =>
        signedSample(city, {
          pdf: update(update(unsigned, [[N.free, name('Yatim')]]), [[N.free, undefined]]),
        }),
    },
    {
      title: 'a hybrid file that was updated',
      modification: 'FORM_FILLING',
      make: async ({ city }) => {
        const signed = await signedSample(city, { pdf: unsignedPaper('hybrid') })
        return await signedSample(city, { pdf: signed })
      },
    },
  ],
}
