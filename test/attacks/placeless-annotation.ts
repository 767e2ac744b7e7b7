// Annotations of which nobody can say where they are drawn: appearances that cannot be fitted into
// a rectangle, entries of other types than the clauses name, and what does not keep to its place.
import { dictionary, name, type PdfValue, textString } from '@tapis/pades/pdf'
import type { Attack, Family } from './attack.ts'
import { replaced, stream } from './paper.ts'
import { CORNER, drawn, type Entries, fitted, permitted, refused, remark } from './remark.ts'

const shapeless = (title: string, kind: string, entries: Entries): Attack =>
  refused('a shape that cannot be told', title, kind, entries)

/** @param entries of the appearance's form */
const unfitted = (title: string, entries: Entries, appearances: PdfValue = fitted): Attack =>
  refused('not fitted', title, 'Square', { AP: appearances }, stream('1 0 0 rg 0 0 300 400 re f', entries))

const attacks: readonly Attack[] = [
  unfitted('a Square with an appearance of no size', { Subtype: name('Form'), BBox: [0, 0, 0, 0] }),
  unfitted('a Square with an appearance without a box', { Subtype: name('Form') }),
  unfitted('a Square with an appearance that is flattened', {
    Subtype: name('Form'),
    BBox: [0, 0, 300, 400],
    Matrix: [1, 1, 1, 1, 0, 0],
  }),
  unfitted(
    'a Square with an appearance of no size for a state',
    { Subtype: name('Form'), BBox: [0, 0, 0, 400] },
    dictionary({ N: dictionary({ Ada: drawn }) }),
  ),
  shapeless('an Ink with strokes that are no numbers', 'Ink', { InkList: [[0, name('X')]] }),
  shapeless('an Ink with strokes that are no lists', 'Ink', { InkList: [0, 350, 300, 350] }),
  shapeless('a Highlight of half a quadrilateral', 'Highlight', { QuadPoints: [45, 370, 200, 370] }),
  shapeless('a PolyLine of an odd number', 'PolyLine', { Vertices: [0, 350, 300] }),
  shapeless('a Line beyond all pages', 'Line', { L: [0, -3e9, 300, -3e9] }),
  shapeless('a Square with a border that is no number', 'Square', { BS: dictionary({ W: name('X') }) }),
  shapeless('a Square with a border below zero', 'Square', { BS: dictionary({ W: -700 }) }),
  shapeless('a Link with a border of two numbers', 'Link', { Border: [0, 700] }),
  shapeless('a Square in clouds that are no number', 'Square', { BE: dictionary({ I: textString('9') }) }),
  shapeless('a Square with three differences', 'Square', { RD: [1, 1, 1] }),
  shapeless('a Line with leader lines that are no number', 'Line', { L: CORNER, LL: name('X') }),
  refused('does not become smaller', 'a Square that keeps its size', 'Square', { F: 12 }),
  {
    ...refused('states an entry twice', 'a Square with two rectangles', 'Square', {}),
    make: (paper) => replaced(remark('Square', { ZZZZ: [0, 0, 300, 400] })(paper), /\/ZZZZ/, () => '/Rect'),
  },
  refused('writes on the page', 'a Line with a caption', 'Line', { L: CORNER, Cap: true }),
]

export const placelessAnnotation: Family = {
  name: 'annotations that are anywhere',
  attacks,
  twins: [
    permitted('an Ink and what it looks like', 'Ink', { InkList: [[202, 202, 218, 218]], AP: fitted }),
    permitted('a note that is an icon', 'Text', { F: 28, Contents: textString('Sudah dibaca') }),
    permitted('a Square in clouds', 'Square', {
      BE: dictionary({ S: name('C'), I: 2 }),
      RD: [4, 4, 4, 4],
      BS: dictionary({ W: 2 }),
    }),
  ],
}
