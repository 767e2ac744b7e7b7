// Templates: where an agency's letters carry the signature block.
import { and, asc, eq } from 'drizzle-orm'
import { atEdge, DatabaseError } from '../errors.ts'
import type { DatabaseHandle } from '../handle.ts'
import { templates } from '../schema/templates.ts'
import { one } from './rows.ts'

/**
 * Where the box stands. Points of 1/72 inch; x and y from the lower left of the page as displayed.
 */
export type TemplatePlacement =
  | { readonly page: number | 'last'; readonly x: number; readonly y: number }
  /** At the first place where this text stands in the page's text. */
  | { readonly anchor: string }

/** A place for the signature block that an agency has named. */
export interface Template {
  readonly id: string
  readonly agencyId: string
  /** Slug, unique in the agency. */
  readonly name: string
  readonly placement: TemplatePlacement
  readonly width: number
  readonly height: number
  readonly createdAt: Date
}

/** What a new template is recorded with. */
export type NewTemplate = Omit<Template, 'id'>

const LAST_PAGE = -1

/** @throws DatabaseError CONFLICT (name in the agency), NOT_FOUND (agency), INVALID. */
export function createTemplate(db: DatabaseHandle, template: NewTemplate): Promise<Template> {
  return atEdge('createTemplate', async () => {
    const { placement, ...rest } = template
    const place = placeColumns(placement)
    return toTemplate(
      one(
        await db
          .insert(templates)
          .values({ ...rest, ...place })
          .returning(),
      ),
    )
  })
}

/** Puts a template elsewhere. @throws DatabaseError NOT_FOUND, INVALID. */
export function updateTemplate(
  db: DatabaseHandle,
  id: string,
  { placement, width, height }: Pick<Template, 'placement' | 'width' | 'height'>,
): Promise<Template> {
  return atEdge('updateTemplate', async () => {
    const [row] = await db
      .update(templates)
      .set({ page: null, x: null, y: null, anchor: null, ...placeColumns(placement), width, height })
      .where(eq(templates.id, id))
      .returning()
    if (row === undefined) throw new DatabaseError('NOT_FOUND', 'updateTemplate: no such template')
    return toTemplate(row)
  })
}

function placeColumns(placement: TemplatePlacement) {
  if ('anchor' in placement) return { anchor: placement.anchor }
  return { ...placement, page: placement.page === 'last' ? LAST_PAGE : placement.page }
}

/** Returns the agency's template of this name. */
export function findTemplate(
  db: DatabaseHandle,
  { agencyId, name }: { readonly agencyId: string; readonly name: string },
): Promise<Template | undefined> {
  return atEdge('findTemplate', async () => {
    const [row] = await db
      .select()
      .from(templates)
      .where(and(eq(templates.agencyId, agencyId), eq(templates.name, name)))
    return row && toTemplate(row)
  })
}

/** An agency's templates, by name. */
export function listTemplates(db: DatabaseHandle, agencyId: string): Promise<readonly Template[]> {
  return atEdge('listTemplates', async () => {
    const rows = await db
      .select()
      .from(templates)
      .where(eq(templates.agencyId, agencyId))
      .orderBy(asc(templates.name))
    return rows.map(toTemplate)
  })
}

function toTemplate(row: typeof templates.$inferSelect): Template {
  const { page, x, y, anchor, ...rest } = row
  if (anchor !== null) return { ...rest, placement: { anchor } }
  // templates_box_or_anchor promises these three.
  if (page === null || x === null || y === null)
    throw new DatabaseError('UNEXPECTED', 'a template without a place')
  return { ...rest, placement: { page: page === LAST_PAGE ? 'last' : page, x, y } }
}
