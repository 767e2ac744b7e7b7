// @tapis/nik: population numbers (NIK) found in what people wrote, so that none is published.
export type { TextRange } from './digit-reading.ts'
export { findPopulationNumbers } from './population-number.ts'
export { type PublicWords, type PublicWordsPath, splitNumberPaths } from './public-words.ts'
