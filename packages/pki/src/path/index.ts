// RFC 5280 §6: certification paths, found and judged.
export { certificationPaths } from './path-building.ts'
export { type PathInputs, type PathRule, validatePath } from './path-validation.ts'
