// SIGTERM is how a service manager restarts: nobody whose request is at work should lose its
// answer.

import { setTimeout as delay } from 'node:timers/promises'
import { stageCity } from '../staged/city.ts'
import { postSigning, sampleAt } from '../staged/signing.ts'
import { ms } from '../staged/table.ts'
import { allWithin, answersInWords, type Drill, publicPage } from './drill.ts'

const REQUESTS = 120
const WORKING_MILLISECONDS = 2_000

export const stoppedAtWork: Drill = {
  letter: 'd',
  title: 'told to stop at work',
  async *run({ root, limitSeconds }) {
    await using city = await stageCity({ root })
    const serving = await city.serve()
    try {
      await publicPage(city)
      const asked = allWithin(limitSeconds, (signal) =>
        Array.from({ length: REQUESTS }, (_, index) => postSigning(city, { name: sampleAt(index), signal })),
      )
      await delay(WORKING_MILLISECONDS)
      const { how, milliseconds } = await serving.stop()
      const answers = await asked
      yield {
        what: `SIGTERM, ${REQUESTS} requests sent two seconds before`,
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
