// What is done with a submitted PDF, each step a function from plain data to plain data: it runs in
// a thread of its own, away from keys, database and network.
import { type AnchorSearch, searchAnchor } from '@tapis/stamp'
import { finishDocument } from '../signing/finish-document.ts'
import { prepareDocument } from '../signing/prepare-document.ts'

export const jobs = {
  prepareDocument,
  finishDocument,
  /** For whoever signs without the API. */
  searchAnchor: (search: AnchorSearch) => searchAnchor(search),
}

export type Jobs = typeof jobs
export type JobName = keyof Jobs
