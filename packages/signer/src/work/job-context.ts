// What a job and the thread that runs it say to each other; below both.

/** What a job may tell while it runs. */
export interface JobContext {
  /**
   * The refusal that the client gets if the job is stopped from now on, because it takes too long
   * or too much memory.
   */
  readonly stoppedMeans: (code: 'PDF_TOO_COMPLEX' | 'ANCHOR_SEARCH_TOO_LARGE') => void
}
