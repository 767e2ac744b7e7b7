// What to ask for instead of a box that is too small.
import { type BoxSize, isLargeEnough, type ShapedParagraph } from './layout.ts'

/** More than the width of A3: no words of a stamp need that. */
const LARGEST_POINTS = 1200

/**
 * The box of the smallest area, in whole points, that holds the stamp and is no smaller than `box` in either direction: wider,
 * higher, or larger in both, with the same shape or by the same length. Undefined when none up to 1200 points does.
 */
export function smallestBox(
  box: BoxSize,
  qrModules: number | undefined,
  paragraphs: readonly ShapedParagraph[],
): BoxSize | undefined {
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)]
  const longer = Math.max(width, height)
  const grown = [
    (by: number) => ({ width: width + by, height }),
    (by: number) => ({ width, height: height + by }),
    (by: number) => ({ width: width + by, height: height + by }),
    (by: number) => ({ width: enlarged(width, by, longer), height: enlarged(height, by, longer) }),
  ]
  const fitting = grown.flatMap((grow) => {
    for (let by = 0; longer + by <= LARGEST_POINTS; by++) {
      const larger = grow(by)
      if (isLargeEnough(larger, qrModules, paragraphs)) return [larger]
    }
    return []
  })
  return fitting.toSorted((one, other) => one.width * one.height - other.width * other.height)[0]
}

/** One side of a box of which the longer side grows by so many points. */
function enlarged(side: number, by: number, longer: number): number {
  return Math.ceil(side * (1 + by / longer))
}
