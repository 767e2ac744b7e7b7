// Remarks that are added to a document certified with P = 3, for the families of annotations.

import { dictionary, name, type PdfValue, ref } from '@tapis/pades/pdf'
import { certifiedSample } from '@tapis/testing/pdf'
import type { Attack, Make, Twin } from './attack.ts'
import { N, overlay, type Paper, unsignedPaper, update, withAnnotation } from './paper.ts'

export type Entries = Readonly<Record<string, PdfValue>>

const APPEARANCE = 901
/** Where the page shows nothing. */
export const CLEAR = [200, 200, 220, 220]
export const CORNER = [250, 5, 260, 15]
export const WHITE = [1, 1, 1]
/** The appearance that comes along, and an /AP with it. */
export const drawn = ref(APPEARANCE)
export const fitted = dictionary({ N: drawn })

function withRemark(
  pdf: Uint8Array,
  kind: string,
  entries: Entries,
  appearance: PdfValue = overlay,
): Uint8Array {
  return update(pdf, [
    withAnnotation(pdf, N.free),
    [N.free, dictionary({ Type: name('Annot'), Subtype: name(kind), F: 4, P: ref(N.page), ...entries })],
    [APPEARANCE, appearance],
  ])
}

/** White, in a corner, unless the entries say otherwise. */
export const remark =
  (kind: string, entries: Entries, appearance?: PdfValue): ((paper: Paper) => Uint8Array) =>
  ({ certified }) =>
    withRemark(certified[3], kind, { Rect: CORNER, C: WHITE, ...entries }, appearance)

/** Added to a page with other entries or objects. */
export const onPage =
  (more: Parameters<typeof unsignedPaper>[1], kind: string, entries: Entries): Make =>
  async ({ city }) =>
    withRemark(await certifiedSample(city, unsignedPaper('table', more), { permission: 3 }), kind, entries)

export const refused = (
  reason: string,
  title: string,
  kind: string,
  entries: Entries,
  appearance?: PdfValue,
): Attack => ({ title, code: 'ANNOTATION_ADDED', reason, make: remark(kind, entries, appearance) })

/** In a clear place. */
export const permitted = (title: string, kind: string, entries: Entries): Twin => ({
  title,
  modification: 'ANNOTATIONS',
  code: 'ANNOTATION_ADDED',
  make: remark(kind, { Rect: CLEAR, ...entries }),
})
