// Text that takes long to search: how long does another agency wait for an ordinary search.

import { setTimeout as delay } from 'node:timers/promises'
import { sharedContentPdf } from '@tapis/testing/pdf'
import { stageCity } from '../staged/city.ts'
import { watchMemory } from '../staged/process-tree.ts'
import { postSigning } from '../staged/signing.ts'
import { mb } from '../staged/table.ts'
import { allWithin, answersInWords, type Drill, ordinarySigning, publicPage } from './drill.ts'

const SEARCHES = 6
/** A hundred bytes a page, which all share one content stream of no letter. */
const PAGES = 4_000

export const anchorSearches: Drill = {
  letter: 'e',
  title: 'long anchor searches',
  async *run({ root, limitSeconds }) {
    const pdf = sharedContentPdf(PAGES, 'q Q '.repeat(2_000_000))
    const place = { anchor: '#ttd', width: 212, height: 76 }
    await using city = await stageCity({ root })
    const serving = await city.serve()
    try {
      await publicPage(city)
      // The first search loads what searches.
      await ordinarySigning(city)
      const alone = await ordinarySigning(city)
      const memory = watchMemory(serving.pid)
      const searching = allWithin(limitSeconds, (signal) =>
        Array.from({ length: SEARCHES }, () =>
          postSigning(city, { name: 'disdukcapil-kk', pdf, changes: { place }, signal }),
        ),
      )
      await delay(500)
      const meanwhile = await ordinarySigning(city, limitSeconds)
      const answers = await searching
      yield {
        what: `${SEARCHES} searches of ${(pdf.length / 1024 / 1024).toFixed(1)} MB by one agency`,
        happened: [
          `another agency's signing with an anchor: ${meanwhile}, alone ${alone}`,
          `the searches: ${answersInWords(answers)}`,
          `peak ${mb(memory.stop().highest)}`,
        ],
      }
    } finally {
      await serving.kill()
    }
  },
}
