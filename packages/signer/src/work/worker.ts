// The thread in which a submitted PDF is read, apart from the one that serves everybody else. It is
// ended from outside when it takes too long or too much memory: there is no other way to stop a
// parser.
import { parentPort } from 'node:worker_threads'
import { documentProblemOf } from '../problems/document-problems.ts'
import type { JobContext } from './job-context.ts'
import { type JobName, jobs } from './jobs.ts'
import { crossing, type JobMessage, type JobRequest } from './messages.ts'

const answer = (message: JobMessage, transfer: readonly ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, [...transfer])

const context: JobContext = { stoppedMeans: (code) => answer({ stoppedMeans: code }) }

parentPort?.on('message', async ({ name, input }: JobRequest) => {
  answer({ started: true })
  try {
    const done = await runnable(name)(input, context)
    answer({ done }, buffersOf(done))
  } catch (error) {
    answer({ refused: crossing(documentProblemOf(error)) })
  }
})

/** The job by its name; that the input is its own, the types of the pool promise. */
function runnable(name: JobName): (input: unknown, context: JobContext) => Promise<unknown> {
  const job: unknown = jobs[name]
  if (typeof job !== 'function') throw new TypeError(`there is no job ${name}`)
  return (input, running) => job(input, running)
}

/** A signed file is handed over, not copied. */
function buffersOf(done: unknown): readonly ArrayBuffer[] {
  if (typeof done !== 'object' || done === null || !('pdf' in done)) return []
  return done.pdf instanceof Uint8Array && done.pdf.buffer instanceof ArrayBuffer ? [done.pdf.buffer] : []
}
