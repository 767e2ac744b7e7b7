// The threads in which submitted PDFs are read: as many as there are cores, each with a limit of
// memory, each job with a limit of time. A file that a parser chokes on ends its thread, not the
// service; and every core works for whoever waits.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ApiError } from '../problems/problem.ts'
import { createFairSlots } from './fair-slots.ts'
import type { JobContext } from './job-context.ts'
import type { JobName, Jobs } from './jobs.ts'
import { arrived, type JobMessage, type JobRequest } from './messages.ts'

type StoppedCode = Parameters<JobContext['stoppedMeans']>[0]
type Input<Name extends JobName> = Parameters<Jobs[Name]>[0]
type Outputs = { readonly [Name in JobName]: Awaited<ReturnType<Jobs[Name]>> }

/** The last that a thread says of a job. */
type Ended<Done> = Extract<JobMessage<Done>, { done: unknown } | { refused: unknown }>

interface JobOptions {
  /** Whose document it is: agencies take turns. Default: one that all such jobs share. */
  readonly agency?: string
  /** Ends the job when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined
  /** Longest it may run, its wait for a thread not counted; default 20 seconds. */
  readonly milliseconds?: number
  /**
   * What it means for the client when the job is stopped, until the job says otherwise; default
   * PDF_TOO_COMPLEX.
   */
  readonly stoppedMeans?: StoppedCode
}

/** Threads without keys that read documents. */
export interface PdfThreads extends AsyncDisposable {
  /**
   * Starts all threads that there may be, so that nobody waits for one; each takes most of a second
   * to load.
   */
  warm(): void
  /**
   * Runs a job when a thread is free. `input` is copied to the thread.
   * @throws ApiError: what the job throws; PDF_TOO_COMPLEX or what else the job says of itself when
   *   it is stopped for time or memory; CLIENT_GONE
   */
  run<Name extends JobName>(name: Name, input: Input<Name>, options?: JobOptions): Promise<Outputs[Name]>
}

/** How many threads there are, and how long a job may take. */
export interface PdfThreadsOptions {
  /**
   * How many jobs of one agency run at a time; one more thread is there for the others. Default:
   * the cores of the machine.
   */
  readonly threads?: number
  /** Default 512: a document of the largest size that is taken needs less. */
  readonly heapMegabytes?: number
}

const JOB_MILLISECONDS = 20_000
const HEAP_MEGABYTES = 512

/**
 * Threads are started when they are needed or `warm` is called, stay, and do not keep a process
 * from ending.
 */
export function createPdfThreads(options: PdfThreadsOptions = {}): PdfThreads {
  const { threads = availableParallelism(), heapMegabytes = HEAP_MEGABYTES } = options
  const slots = createFairSlots({ slots: threads + 1, slotsOfAgency: threads })
  /**
   * Threads whose last job came to its end by itself: loading what they need takes longer than most
   * jobs.
   */
  const idle = new Set<Worker>()
  const all = new Set<Worker>()

  function start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      // Nothing of this process's settings or secrets is of use there.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    })
    const gone = () => {
      idle.delete(worker)
      all.delete(worker)
    }
    all.add(worker)
    worker.on('exit', gone)
    // One that fails between two jobs is nobody's failure; without a listener it would end the
    // process.
    worker.on('error', gone)
    return worker
  }

  async function runInThread<Done>(request: JobRequest, options: JobOptions): Promise<Ended<Done>> {
    const { signal, milliseconds = JOB_MILLISECONDS } = options
    const [kept] = idle
    const worker = kept ?? start()
    idle.delete(worker)
    worker.ref()
    const { promise, resolve, reject } = Promise.withResolvers<Ended<Done>>()
    let { stoppedMeans = 'PDF_TOO_COMPLEX' } = options
    const onMessage = (message: JobMessage<Done>) => {
      if ('stoppedMeans' in message) stoppedMeans = message.stoppedMeans
      else if ('started' in message)
        tooLong = setTimeout(() => reject(new ApiError(stoppedMeans)), milliseconds)
      else resolve(message)
    }
    let tooLong: NodeJS.Timeout | undefined
    const onAbort = () => reject(new ApiError('CLIENT_GONE'))
    const onError = (cause: Error) =>
      reject(isOutOfMemory(cause) ? new ApiError(stoppedMeans, { cause }) : cause)
    const onExit = () => reject(new Error('the thread ended'))
    worker.on('message', onMessage)
    worker.on('error', onError)
    worker.on('exit', onExit)
    signal?.addEventListener('abort', onAbort)
    try {
      worker.postMessage(request)
      const message = await promise
      worker.unref()
      idle.add(worker)
      return message
    } catch (error) {
      await worker.terminate()
      throw error
    } finally {
      clearTimeout(tooLong)
      signal?.removeEventListener('abort', onAbort)
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.off('exit', onExit)
    }
  }

  return {
    warm() {
      while (all.size <= threads) {
        const worker = start()
        worker.unref()
        idle.add(worker)
      }
    },
    async run<Name extends JobName>(
      name: Name,
      input: Input<Name>,
      jobOptions: JobOptions = {},
    ): Promise<Outputs[Name]> {
      const { agency = '', signal } = jobOptions
      const ended = await slots.run(agency, signal, () =>
        runInThread<Outputs[Name]>({ name, input }, jobOptions),
      )
      if ('refused' in ended) throw arrived(ended.refused)
      return ended.done
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

const isOutOfMemory = (error: Error) => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
