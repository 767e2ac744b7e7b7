// The thread in which the text of a submitted PDF is searched, apart from the one that serves everybody else. It is ended
// from outside when it takes too long: there is no other way to stop pdf.js.
import { parentPort } from 'node:worker_threads'
import { type AnchorSearch, searchAnchor } from './anchor-search.ts'

parentPort?.on('message', async (search: AnchorSearch) => {
  parentPort?.postMessage(await searchAnchor(search))
})
