// More requests at once than a machine can answer soon: who is served, who is told to come back,
// and who is cut off.

import { stageCity } from '../staged/city.ts'
import { isRefusal, latenciesOf, visitors } from '../staged/clients.ts'
import { watchMemory } from '../staged/process-tree.ts'
import type { Answer } from '../staged/request.ts'
import { postSigning, sampleAt } from '../staged/signing.ts'
import { mb, ms } from '../staged/table.ts'
import {
  allWithin,
  answersInWords,
  type Drill,
  ordinarySigning,
  portalMeanwhile,
  publicPage,
  visit,
} from './drill.ts'

const REQUESTS = 200

export const manyAtOnce: Drill = {
  letter: 'b',
  title: 'many requests at once',
  async *run({ root, limitSeconds }) {
    await using city = await stageCity({ root })
    const serving = await city.serve()
    try {
      const page = await publicPage(city)
      const memory = watchMemory(serving.pid)
      const looking = visitors(100, visit(page))
      const answers = await allWithin(limitSeconds, (signal) =>
        Array.from({ length: REQUESTS }, (_, index) => postSigning(city, { name: sampleAt(index), signal })),
      )
      const looked = await looking.stop(2_000)
      const { p50, most } = latenciesOf(answers)
      yield {
        what: `${REQUESTS} signing requests`,
        happened: [
          answersInWords(answers),
          `signed after ${ms(p50)} (p50), ${ms(most)} (max)`,
          ...refusedAfter(answers),
          portalMeanwhile(looked),
          `peak ${mb(memory.stop().highest)}`,
          `signing afterwards: ${await ordinarySigning(city)}`,
        ],
      }
    } finally {
      await serving.kill()
    }
  },
}

/** A refusal is worth something when it comes soon. */
function refusedAfter(answers: readonly Answer[]): readonly string[] {
  const times = answers.filter(({ status }) => isRefusal(status)).map(({ milliseconds }) => milliseconds)
  return times.length === 0 ? [] : [`refused after ${ms(Math.max(...times))} at most`]
}
