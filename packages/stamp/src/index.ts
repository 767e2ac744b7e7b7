export {
  type AnchorPosition,
  type AnchorSearch,
  searchAnchor,
  type TextLimits,
} from './place/anchor-search.ts'
export {
  type AnchorFinder,
  type AnchorPlace,
  type BoxPlace,
  type Place,
  pageSizes,
  type ResolvedPlace,
  resolvePlace,
} from './place/place.ts'
export { PlaceError, type PlaceErrorCode } from './place/place-error.ts'
export { drawSignatureBlock, drawStamp } from './stamp.ts'
export { StampError, type StampErrorCode } from './stamp-error.ts'
export type { StampLines } from './wording.ts'
