// Writing an output: whole or not at all, and in the place of nothing that should stay.

export { removeUnfinished } from './asides.ts'
export { type ChangedCopy, changeCopy } from './change-copy.ts'
export { OutputError, type OutputErrorCode } from './output-error.ts'
export type { Replaceable } from './output-target.ts'
