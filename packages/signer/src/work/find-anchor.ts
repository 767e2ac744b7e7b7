// The search for an anchor, within limits of work. A few kilobytes of PDF can keep any reader of
// text busy for hours, so it runs in a thread of its own, which ends with the client's connection
// or after a time.
import { present } from '@tapis/pki'
import type { AnchorPosition, TextLimits } from '@tapis/stamp'
import { createPdfThreads } from './pdf-threads.ts'

interface AnchorLimits extends TextLimits {
  /** How long one search may take, its time in the queue not counted. */
  readonly milliseconds: number
}

interface FindAnchorOptions {
  /** Ends the search when nobody waits for it any more. */
  readonly signal?: AbortSignal
  /** Default: 5000 pages, 500 000 runs of text, 5 million letters, 10 seconds. */
  readonly limits?: Partial<AnchorLimits>
  /** Opens an encrypted document. */
  readonly password?: string
}

const SEARCH_MILLISECONDS = 10_000
const MOST_AT_ONCE = 2

/**
 * Returns every occurrence of `tag` in reading order, up to about 1000. At most two searches run at
 * a time in this process; others wait for their turn. `pdf` stays with its owner.
 * @throws ApiError PDF_ENCRYPTED; PDF_DAMAGED when the text cannot be read;
 *   ANCHOR_SEARCH_TOO_LARGE; CLIENT_GONE
 */
export async function findAnchor(
  pdf: Uint8Array,
  tag: string,
  { signal, limits = {}, password }: FindAnchorOptions = {},
): Promise<readonly AnchorPosition[]> {
  const { milliseconds = SEARCH_MILLISECONDS, ...lower } = limits
  const search = { pdf, tag, limits: lower, ...present({ password }) }
  const options = { signal, milliseconds, stoppedMeans: 'ANCHOR_SEARCH_TOO_LARGE' } as const
  return await threads.run('searchAnchor', search, options)
}

const threads = createPdfThreads({ threads: MOST_AT_ONCE })
