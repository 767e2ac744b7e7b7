// Joins many small boxes to a few: what lies close together is one place to people.

import { type Box, rounded } from './page-geometry.ts'

/** An area of a page, and what it is. */
export interface CoveredArea {
  /**
   * A field's place counts whether or not something stands in it; a signature that is there is one.
   */
  readonly what: 'text' | 'picture' | 'field'
  /** The part of the given box that lies over it: points, as displayed. */
  readonly box: Box
  /** A picture that takes nearly the whole page, as a scan does, so that no place is beside it. */
  readonly background?: true
}

const MOST_AREAS = 10
/** Points between two letters, or two lines, of one text. */
const NEAR_POINTS = 8
/** More boxes would make joining slow, so that they are joined over longer distances. */
const MOST_COMPARED = 64

/** Returns at most ten areas from the top down; only areas of one kind are joined. */
export function mergedAreas(areas: readonly CoveredArea[]): readonly CoveredArea[] {
  const kinds = new Map<string, { readonly kind: Omit<CoveredArea, 'box'>; readonly boxes: Box[] }>()
  for (const { box, ...kind } of areas) {
    const key = `${kind.what} ${kind.background === true}`
    const known = kinds.get(key) ?? { kind, boxes: [] }
    known.boxes.push(box)
    kinds.set(key, known)
  }
  let near = NEAR_POINTS
  for (;;) {
    const merged = [...kinds.values()].flatMap(({ kind, boxes }) =>
      joinedBoxes(boxes, near).map(({ box }) => ({ ...kind, box })),
    )
    if (merged.length <= MOST_AREAS) return merged.sort((one, other) => top(other.box) - top(one.box))
    near *= 2
  }
}

const top = ({ y, height }: Box): number => y + height

interface JoinedBox {
  readonly box: Box
  /**
   * The area of all boxes that it was joined from, in square points; what they share counts several
   * times.
   */
  readonly area: number
}

/**
 * Joins boxes that are no farther apart than `near` points, and whatever then lies within or near
 * the box around them.
 */
export function joinedBoxes(boxes: readonly Box[], near: number): readonly JoinedBox[] {
  const joined: JoinedBox[] = []
  for (const box of boxes) {
    joinInto(joined, { box, area: box.width * box.height }, near)
    if (joined.length > MOST_COMPARED) return joinedBoxes(boxes, near * 2)
  }
  return joined
}

/**
 * Adds a box, and joins it again and again: one that grew may have come near to others. Works in
 * place, since there may be hundreds of thousands.
 */
function joinInto(joined: JoinedBox[], added: JoinedBox, near: number): void {
  let whole = added
  for (let index = 0; index < joined.length; index++) {
    const each = joined[index]
    if (each === undefined || !isNear(each.box, whole.box, near)) continue
    whole = { box: unitedBox(each.box, whole.box), area: each.area + whole.area }
    joined.splice(index, 1)
    index = -1
  }
  joined.push(whole)
}

function isNear(one: Box, other: Box, near: number): boolean {
  return (
    one.x - near <= other.x + other.width &&
    other.x - near <= one.x + one.width &&
    one.y - near <= other.y + other.height &&
    other.y - near <= one.y + one.height
  )
}

function unitedBox(one: Box, other: Box): Box {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)]
  const [right, upper] = [Math.max(one.x + one.width, other.x + other.width), Math.max(top(one), top(other))]
  return { x, y, width: rounded(right - x), height: rounded(upper - y) }
}

/** Returns what two boxes share; undefined when that has no area. */
export function sharedBox(one: Box, other: Box): Box | undefined {
  const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)]
  const width = Math.min(one.x + one.width, other.x + other.width) - x
  const height = Math.min(top(one), top(other)) - y
  return width > 0 && height > 0
    ? { x: rounded(x), y: rounded(y), width: rounded(width), height: rounded(height) }
    : undefined
}
