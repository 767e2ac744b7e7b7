// More requests at once than a machine can answer soon: who is served, who is told to come back, and who is cut off.

import { setTimeout as delay } from 'node:timers/promises'
import { stageCity } from '../staged/city.ts'
import { latenciesOf, visitors } from '../staged/clients.ts'
import { watchMemory } from '../staged/process-tree.ts'
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
const REQUESTS_AT_THE_END = 120

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
          `refused after ${ms(Math.max(...answers.filter(({ status }) => status === 503 || status === 429).map(({ milliseconds }) => milliseconds)))} at most`,
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

/** SIGTERM is how a service manager restarts: nobody who was promised an answer should lose it. */
export const stoppedAtWork: Drill = {
  letter: 'd',
  title: 'told to stop at work',
  async *run({ root, limitSeconds }) {
    await using city = await stageCity({ root })
    const serving = await city.serve()
    try {
      await publicPage(city)
      const asked = allWithin(limitSeconds, (signal) =>
        Array.from({ length: REQUESTS_AT_THE_END }, (_, index) =>
          postSigning(city, { name: sampleAt(index), signal }),
        ),
      )
      await delay(2_000)
      const { how, milliseconds } = await serving.stop()
      const answers = await asked
      yield {
        what: `SIGTERM, ${REQUESTS_AT_THE_END} requests sent two seconds before`,
        happened: [
          answersInWords(answers),
          `${answers.filter(({ status }) => status === 'cut').length} cut`,
          `ended with ${how} after ${ms(milliseconds)}`,
        ],
      }
    } finally {
      await serving.kill()
    }
  },
}
