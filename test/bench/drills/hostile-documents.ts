// Documents that are costly to read: does the process survive, and how long does everybody else
// wait.

import { HOSTILE_PDFS, type HostilePdf } from '../hostile-pdfs.ts'
import { stageCity } from '../staged/city.ts'
import { visitors } from '../staged/clients.ts'
import { watchMemory } from '../staged/process-tree.ts'
import { postSigning, statusAndCode } from '../staged/signing.ts'
import { mb, ms } from '../staged/table.ts'
import {
  type Drill,
  failedDrill,
  ordinarySigning,
  portalMeanwhile,
  publicPage,
  type Staging,
  visit,
} from './drill.ts'

export const hostileDocuments: Drill = {
  letter: 'a',
  title: 'a hostile document',
  async *run(staging) {
    for (const [index, hostile] of HOSTILE_PDFS.entries()) {
      if (staging.documents.length > 0 && !staging.documents.includes(index + 1)) continue
      const what = `${hostile.count.toLocaleString('en')} ${hostile.title}`
      yield { what, happened: await happenedTo(hostile, staging).catch(failedDrill) }
    }
  },
}

const place = { page: 1, x: 100, y: 100, width: 212, height: 76 }

async function happenedTo(
  { make, count }: HostilePdf,
  { root, limitSeconds }: Staging,
): Promise<readonly string[]> {
  const pdf = make(count)
  await using city = await stageCity({ root })
  const serving = await city.serve()
  try {
    const page = await publicPage(city)
    const memory = watchMemory(serving.pid)
    const looking = visitors(100, visit(page))
    const signal = AbortSignal.timeout(limitSeconds * 1000)
    const answer = await postSigning(city, { name: 'disdukcapil-kk', pdf, changes: { place }, signal })
    const looked = await looking.stop(2_000)
    const { highest } = memory.stop()
    const survived = serving.isRunning()
    return [
      `${mb(pdf.length / 1024 / 1024)} sent: ${statusAndCode(answer)} after ${ms(answer.milliseconds)}`,
      survived ? 'the process lives' : `THE PROCESS DIED: ${fatalLine(serving.log())}`,
      portalMeanwhile(looked),
      `peak ${mb(highest)}`,
      ...(survived ? [`signing afterwards: ${await ordinarySigning(city)}`] : []),
    ]
  } finally {
    await serving.kill()
  }
}

/** V8 says why it gives up among a page of stack. */
function fatalLine(log: string): string {
  const lines = log.split('\n')
  return lines.find((line) => /FATAL|RangeError|Error:/.test(line))?.trim() ?? 'nothing said'
}
