// The search for an anchor, within limits of work. A few kilobytes of PDF can keep any reader of text busy for hours, so it
// runs in a thread of its own, which ends with the client's connection or after a time.
import { Worker } from 'node:worker_threads'
import { ApiError } from '../problem.ts'
import type { AnchorPosition, AnchorSearch, AnchorSearchOutcome, TextLimits } from './anchor-search.ts'
import { createSlots } from './slots.ts'

export interface AnchorLimits extends TextLimits {
  /** How long one search may take, its time in the queue not counted. */
  readonly milliseconds: number
}

export interface FindAnchorOptions {
  /** Ends the search when nobody waits for it any more. */
  readonly signal?: AbortSignal
  /** Default: 5000 pages, 500 000 runs of text, 5 million letters, 10 seconds. */
  readonly limits?: Partial<AnchorLimits>
  /** Opens an encrypted document. */
  readonly password?: string
}

const LIMITS: AnchorLimits = { pages: 5_000, items: 500_000, letters: 5_000_000, milliseconds: 10_000 }
const MOST_AT_ONCE = 2
const HEAP_MEGABYTES = 512

/**
 * Every occurrence of `tag` in reading order, up to about 1000. At most two searches run at a time in this process; others
 * wait for their turn. `pdf` stays with its owner.
 * @throws ApiError PDF_ENCRYPTED; PDF_DAMAGED when the text cannot be read; ANCHOR_SEARCH_TOO_LARGE; CLIENT_GONE
 */
export async function findAnchor(
  pdf: Uint8Array,
  tag: string,
  { signal, limits = {}, password }: FindAnchorOptions = {},
): Promise<readonly AnchorPosition[]> {
  const { milliseconds, ...textLimits } = { ...LIMITS, ...limits }
  const outcome = await slots.run(signal, () =>
    searchInThread(
      { pdf, tag, limits: textLimits, ...(password === undefined ? {} : { password }) },
      milliseconds,
      signal,
    ),
  )
  if ('found' in outcome) return outcome.found
  throw new ApiError(outcome.refused, {
    ...(outcome.refused === 'PDF_DAMAGED' ? { facts: { reason: 'TEXT_UNREADABLE' } } : {}),
    cause: new Error(outcome.reason),
  })
}

const slots = createSlots(MOST_AT_ONCE)
/** Threads whose last search came to its end by itself; loading pdf.js takes longer than most searches. */
const idle = new Set<Worker>()

function startThread(): Worker {
  const worker = new Worker(new URL('./anchor-worker.ts', import.meta.url), {
    // Nothing of this process's settings or secrets is of use there.
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  })
  worker.on('exit', () => idle.delete(worker))
  // One that fails between two searches is nobody's failure; without a listener it would end the process.
  worker.on('error', () => idle.delete(worker))
  return worker
}

async function searchInThread(
  search: AnchorSearch,
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<AnchorSearchOutcome> {
  const [kept] = idle
  const worker = kept ?? startThread()
  idle.delete(worker)
  worker.ref()
  const { promise, resolve, reject } = Promise.withResolvers<AnchorSearchOutcome>()
  const tooLong = setTimeout(() => reject(new ApiError('ANCHOR_SEARCH_TOO_LARGE')), milliseconds)
  const onAbort = () => reject(new ApiError('CLIENT_GONE'))
  const onError = (error: Error) => reject(isOutOfMemory(error) ? tooLarge(error) : error)
  worker.on('message', resolve)
  worker.on('error', onError)
  signal?.addEventListener('abort', onAbort)
  try {
    worker.postMessage(search)
    const outcome = await promise
    worker.unref()
    idle.add(worker)
    return outcome
  } catch (error) {
    await worker.terminate()
    throw error
  } finally {
    clearTimeout(tooLong)
    signal?.removeEventListener('abort', onAbort)
    worker.off('message', resolve)
    worker.off('error', onError)
  }
}

const isOutOfMemory = (error: Error) => 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
const tooLarge = (cause: Error) => new ApiError('ANCHOR_SEARCH_TOO_LARGE', { cause })
