export { createVerifyApp } from './app.ts'
export type { Trust, VerifyDeps } from './portal.ts'
export type { Failure } from './report-failure.ts'
