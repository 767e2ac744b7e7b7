export { dateInWords } from './date-in-words.ts'
export {
  drawSignatureBlock,
  drawStamp,
  type SignatureBlockInput,
  type Stamp,
  type StampInput,
} from './stamp.ts'
export { StampError, type StampErrorCode } from './stamp-error.ts'
export { type StampLines, trustSentence } from './wording.ts'
