// @tapis/nik: population numbers (NIK) found in what people wrote, so that none is published.
export { findPopulationNumbers } from './population-number.ts'
export { splitNumberPaths } from './public-words.ts'
