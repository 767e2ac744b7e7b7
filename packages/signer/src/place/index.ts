// @tapis/signer/place: where a signature goes on a page, for whoever signs without the API.
export { findAnchor } from './anchor.ts'
export { pageSizes } from './page-sizes.ts'
export { type AnchorPlace, type BoxPlace, type Place, type ResolvedPlace, resolvePlace } from './place.ts'
