// How long something takes when it is warm: the median over rounds of the mean milliseconds of one
// call.

const ROUNDS = 7
/** Long enough that the clock's resolution and one garbage collection do not decide. */
const ROUND_MILLISECONDS = 250

export async function measure(work: () => unknown): Promise<number> {
  // Once, for what others left behind. Before each round it would have V8 collect all the time
  // afterwards, as no service does.
  globalThis.gc?.()
  await roundOf(work)
  await roundOf(work)
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await roundOf(work))
  return medianOf(rounds)
}

async function roundOf(work: () => unknown): Promise<number> {
  const start = performance.now()
  let runs = 0
  do {
    await work()
    runs++
  } while (performance.now() - start < ROUND_MILLISECONDS)
  return (performance.now() - start) / runs
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
}

interface Goal {
  readonly text: string
  /** Left out where the rows have to be compared with each other. */
  readonly isReached?: boolean
}

/** A row of the report: what, its figure, the goal, and whether that is reached. */
export function printRow(what: string, figure: string, { text, isReached }: Goal = { text: '' }): void {
  const verdict = isReached === undefined ? '' : isReached ? 'reached' : 'NOT REACHED'
  console.log(`${what.padEnd(46)} ${figure.padStart(24)}  ${text.padEnd(26)} ${verdict}`.trimEnd())
}

export const milliseconds = (time: number) => `${time.toFixed(2)} ms`
