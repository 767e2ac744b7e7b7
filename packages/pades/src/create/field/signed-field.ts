// Prepares the field that a signature goes into: a new one where the caller wants it, or an empty
// one that the document has.

import { signatureAlgorithm } from '@tapis/pki'
import { readLockedFields } from '../../document/permissions/field-lock.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { type PdfRef, ref } from '../../pdf/objects.ts'
import type { IncrementalUpdate } from '../../pdf/update.ts'
import { addAppearance, addEmptyAppearance, type SignatureAppearance } from '../appearance/appearance.ts'
import { archivalPart } from '../appearance/archival-part.ts'
import { fflateDeflate } from '../appearance/deflate.ts'
import { PadesError, refuseDamage } from '../errors.ts'
import { type Box, geometryOf, type Placement, placeBox, uprightMatrix } from '../page/page-geometry.ts'
import { findPageToSign, type PageToSign } from '../page/page-to-sign.ts'
import type { PrepareOptions } from '../prepare/prepare-options.ts'
import { type EmptySignatureField, placeOf } from './empty-field.ts'
import type { FieldLock } from './restrictions.ts'
import { requireSeedValue } from './seed-value.ts'
import { addAnnotation, addLock, fillField, signatureField } from './signature-field.ts'
import { isTagged, structurePlace, UNTAGGED } from './structure-tree.ts'

interface FieldToSign {
  /** What the signature locks. */
  readonly lock: FieldLock | undefined
  /** Remarks for `PreparedSignature.warnings`. */
  readonly warnings: readonly string[]
  /** Writes the appearance, and returns its object number. */
  draw(update: IncrementalUpdate): number
  /** Writes the field, and returns its reference when it is new. */
  write(
    update: IncrementalUpdate,
    written: { readonly fieldName: string; readonly signature: number; readonly appearance: number },
  ): PdfRef | undefined
}

/**
 * Places a new field on its page. @throws PadesError PAGE_NOT_FOUND, PAGE_TREE_INVALID,
 * BOX_OFF_PAGE; PdfError
 */
export function newField(
  document: PdfDocument,
  options: PrepareOptions,
  { hasEarlierSignature }: { readonly hasEarlierSignature: boolean },
): FieldToSign {
  const { appearance, lock } = options
  const page = findPageToSign(document, appearance?.page ?? 1)
  const placement = appearance && placeBox(geometryOf(document, page), appearance.rect)
  // A field that shows nothing has nothing to be read aloud. Beside an earlier signature other
  // validators take a changed tree for tampering.
  const isToBeTagged = appearance !== undefined && !hasEarlierSignature && isTagged(document)
  const place = isToBeTagged ? structurePlace(document, page) : undefined
  return {
    lock,
    warnings: isToBeTagged && place === undefined ? [UNTAGGED] : [],
    draw: (update) => drawAppearance(document, update, placement && { ...placement, page }, options),
    write(update, { fieldName, signature, appearance: form }) {
      const field = ref(update.allocate())
      const rect = placement?.rect ?? ([0, 0, 0, 0] as const)
      const lockNumber = lock && addLock(update, lock)
      const tooltip = options.fields.tooltip ?? DEFAULT_TOOLTIP
      place?.write(update, { reference: field, page: page.reference })
      update.add(
        field.objectNumber,
        signatureField({
          fieldName,
          signature,
          page: page.reference,
          rect,
          appearance: form,
          lock: lockNumber,
          tooltip,
          structParent: place?.key,
        }),
      )
      addAnnotation(update, document, page, field, place !== undefined)
      return field
    },
  }
}

/**
 * Takes an empty field, and checks what it demands. @throws PadesError FIELD_HAS_OWN_BOX,
 * SEED_VALUE_UNMET, PAGE_TREE_INVALID; PdfError
 */
export function existingField(
  document: PdfDocument,
  empty: EmptySignatureField,
  options: PrepareOptions,
): FieldToSign {
  const { appearance } = options
  if (empty.seedValue !== undefined) {
    requireSeedValue(document, empty.seedValue, {
      reason: options.fields.reason,
      certify: options.certify,
      digestName: signatureAlgorithm(options.algorithm).digest.name,
      isTimestamped: (options.timestampBytes ?? 0) > 0,
    })
  }
  const placement = appearance && ownPlacement(document, empty, appearance)
  return {
    warnings: [],
    lock: empty.lock === undefined ? options.lock : readLockedFields(document, empty.lock, refuseDamage),
    draw: (update) => drawAppearance(document, update, placement, options),
    write(update, written) {
      fillField(update, empty, written)
      return undefined
    },
  }
}

/** People see it, so that it is in Indonesian. */
const DEFAULT_TOOLTIP = 'Tanda tangan elektronik'

const TOLERANCE_POINTS = 1

/**
 * Places an appearance in the field's own rectangle: a viewer fits it in (§12.5.5), so that only
 * its size and direction are ours.
 */
function ownPlacement(
  document: PdfDocument,
  empty: EmptySignatureField,
  { page, rect }: SignatureAppearance,
): PlaceToDraw {
  const place = placeOf(document, empty)
  if (place === undefined || place.page.number !== page || !sameBox(place.box, rect)) {
    throw new PadesError('FIELD_HAS_OWN_BOX', 'expected the appearance to be of the box that the field has')
  }
  const { rotate } = geometryOf(document, place.page)
  return { page: place.page, matrix: uprightMatrix(rotate, rect.width, rect.height) }
}

function sameBox(one: Box, other: Box): boolean {
  const keys = ['x', 'y', 'width', 'height'] as const
  return keys.every((key) => Math.abs(one[key] - other[key]) <= TOLERANCE_POINTS)
}

interface PlaceToDraw extends Pick<Placement, 'matrix'> {
  readonly page: PageToSign
}

function drawAppearance(
  document: PdfDocument,
  update: IncrementalUpdate,
  place: PlaceToDraw | undefined,
  { appearance, deflate = fflateDeflate }: PrepareOptions,
): number {
  if (appearance === undefined || place === undefined) return addEmptyAppearance(update)
  const part = archivalPart(document)
  const archival = part === undefined ? undefined : { page: place.page, part }
  return addAppearance(document, update, appearance, place, { deflate, archival })
}
