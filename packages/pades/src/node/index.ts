// @tapis/pades/node: the digests and the Deflate of Node, for callers who run on it. They are given
//   to the engine as `hash` and
// `deflate`; the engine itself knows no Node.
export { deflate } from './deflate.ts'
export { digest, sha256Hex } from './digest.ts'
