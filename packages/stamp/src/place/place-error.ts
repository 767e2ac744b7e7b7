// Why a stamp finds no place on a document.

/** Why there is no place for a stamp. Stable. */
export type PlaceErrorCode =
  /** `facts`: the `page` that was asked for, and how many `pages` there are. */
  | 'PAGE_NOT_FOUND'
  /**
   * `facts`: the box as `x`, `y`, `boxWidth`, `boxHeight`, and the `page` with its `width` and
   * `height`, in points.
   */
  | 'BOX_OFF_PAGE'
  /** `facts`: how often the text was `found`. */
  | 'ANCHOR_NOT_FOUND'
  /** `facts`: how often the text was `found`. */
  | 'ANCHOR_AMBIGUOUS'
  /** `facts`: the `width` and `height` that the text takes, in points. */
  | 'ANCHOR_NOT_COVERED'
  /** The document has more text than is searched, or more occurrences than are told apart. */
  | 'ANCHOR_SEARCH_TOO_LARGE'
  /** `facts`: the `reason`, PAGE_COUNT_INVALID or TEXT_UNREADABLE. */
  | 'PDF_DAMAGED'
  /** The text can be read only with a password. */
  | 'PDF_ENCRYPTED'

/**
 * What the sentence of a code is filled with: numbers, and words of ours; never a word of the
 * document.
 */
type PlaceFacts = Readonly<Record<string, number | string>>

/**
 * Thrown by `pageSizes`, `resolvePlace` and `searchAnchor`. Neither the message nor the facts hold
 * what stands in the document.
 */
export class PlaceError extends Error {
  override readonly name = 'PlaceError'
  readonly code: PlaceErrorCode
  readonly facts: PlaceFacts

  constructor(
    code: PlaceErrorCode,
    message: string,
    { facts = {}, ...options }: ErrorOptions & { readonly facts?: PlaceFacts } = {},
  ) {
    super(message, options)
    this.code = code
    this.facts = facts
  }
}
