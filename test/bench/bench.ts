// How fast we sign, as ratios in one run: beside the floor, which is SHA-256 of the same bytes and one private-key operation by
// node:crypto, and beside @libpdf/core. Milliseconds depend on the machine; the ratios are what to compare.

import { type BenchDocument, benchDocuments } from './documents.ts'
import { type BenchKey, benchKeys } from './keys.ts'
import { floor, libPdf, type Subject, tapisInvisible, tapisStamped } from './subjects.ts'

const WARM_UP_RUNS = 5
const ROUNDS = 7
/** Long enough that the clock's resolution and one garbage collection do not decide. */
const ROUND_MILLISECONDS = 250

/** The median over rounds of the mean milliseconds of one call. */
async function measure(work: () => unknown): Promise<number> {
  for (let run = 0; run < WARM_UP_RUNS; run++) await work()
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc?.()
    const start = performance.now()
    let runs = 0
    do {
      await work()
      runs++
    } while (performance.now() - start < ROUND_MILLISECONDS)
    rounds.push((performance.now() - start) / runs)
  }
  rounds.sort((a, b) => a - b)
  return rounds[Math.floor(ROUNDS / 2)] ?? Number.NaN
}

async function row(
  document: BenchDocument,
  key: BenchKey,
  subject: Subject,
  floorTime: number,
): Promise<number> {
  const time = await measure(subject.prepare(document.bytes, key))
  const cells = [
    document.title.padEnd(8),
    key.title.padEnd(9),
    subject.title.padEnd(24),
    time.toFixed(2).padStart(9),
    `${(time / floorTime).toFixed(2)} x`.padStart(10),
  ]
  console.log(cells.join(' '))
  return time
}

console.log(`Node ${process.versions.node}, ${process.arch}; median of ${ROUNDS} rounds\n`)
console.log(
  `${'file'.padEnd(8)} ${'key'.padEnd(9)} ${'what'.padEnd(24)} ${'ms'.padStart(9)} ${'of floor'.padStart(10)}`,
)
for (const document of await benchDocuments()) {
  for (const key of await benchKeys()) {
    const floorTime = await measure(floor.prepare(document.bytes, key))
    await row(document, key, floor, floorTime)
    const ours = await row(document, key, tapisInvisible, floorTime)
    await row(document, key, tapisStamped, floorTime)
    const theirs = await row(document, key, libPdf, floorTime)
    console.log(`${' '.repeat(18)} LibPDF needs ${(theirs / ours).toFixed(1)} times ours\n`)
  }
}
