// Why a stamp is not drawn.
import type { BoxSize } from './layout.ts'

/** Why a stamp was not drawn. Stable. */
export type StampErrorCode = 'STAMP_BOX_TOO_SMALL'

/**
 * Thrown by `drawStamp`; the message says what was asked and what is needed, and never holds the
 * words of the stamp.
 */
export class StampError extends Error {
  override readonly name = 'StampError'
  readonly code: StampErrorCode
  /** The box that was asked for, in points. */
  readonly box: BoxSize
  /**
   * A box that holds this stamp, whatever its code and date; undefined when no sensible one does.
   */
  readonly needed: BoxSize | undefined

  constructor(code: StampErrorCode, box: BoxSize, needed: BoxSize | undefined) {
    const sentence = `the stamp does not fit legibly into a box of ${round(box.width)} x ${round(box.height)} pt`
    super(needed === undefined ? sentence : `${sentence}; ${needed.width} x ${needed.height} pt is enough`)
    this.code = code
    this.box = box
    this.needed = needed
  }
}

const round = (points: number) => Math.round(points * 10) / 10
