// From the request's `place` to a place: a template's name is replaced by what the agency
// registered under it.
import { type DatabaseHandle, findTemplate, type Template } from '@tapis/db'
import type { BoxPlace, Place } from '@tapis/stamp'
import type { BoxRequest, PlaceRequest } from '../documents/sign-request.ts'
import { ApiError } from '../problems/problem.ts'

/** @throws ApiError TEMPLATE_NOT_FOUND */
export async function requestedPlace(
  db: DatabaseHandle,
  agencyId: string,
  place: PlaceRequest,
): Promise<Place> {
  if ('anchor' in place) {
    const { otherwise, ...anchor } = place
    return {
      kind: 'anchor',
      ...anchor,
      otherwise: typeof otherwise === 'object' ? boxOf(otherwise) : otherwise,
    }
  }
  if ('page' in place) return boxOf(place)
  const template = await findTemplate(db, { agencyId, name: place.template })
  if (template === undefined) throw new ApiError('TEMPLATE_NOT_FOUND')
  return templatePlace(template)
}

function boxOf({ page, ...box }: BoxRequest): BoxPlace {
  return { kind: 'box', page, box }
}

function templatePlace({ placement, width, height }: Template): Place {
  if ('anchor' in placement) return { kind: 'anchor', anchor: placement.anchor, width, height }
  const { page, x, y } = placement
  return { kind: 'box', page, box: { x, y, width, height } }
}
