// Records compared with files, for the operator's command: without the signing API, which takes seconds to load.
export { compareStore, type StoreCounts, type StoreFinding } from './compare-store.ts'
export { CountDiffers, setAsideOrphans, setAsideUnfinished } from './set-aside.ts'
