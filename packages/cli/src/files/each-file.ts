// Works on one file after another: a bad one is told and the next one is taken.

import { PadesError } from '@tapis/pades/create'
import { UsageError } from '../command-line/usage-error.ts'
import type { Environment } from '../configuration/variables.ts'
import { endOnSignals } from '../terminal/end-on-signals.ts'
import { showProgress } from '../terminal/progress.ts'
import { formatError, maskControls } from '../terminal/terminal.ts'
import { removeUnfinished } from './output/asides.ts'
import { OutputError } from './output/output-error.ts'

interface FileWork<Job extends { readonly input: string }> {
  /** Name of the command, for messages. */
  readonly command: string
  readonly jobs: readonly Job[]
  /** Returns the line to print for the file. */
  readonly work: (job: Job) => Promise<string>
  readonly environment: Environment
  readonly write: (line: string) => void
  readonly complain: (line: string) => void
}

/**
 * Works on every file. Status 0 when all went well, 1 when at least one did not.
 * @throws UsageError that `work` throws: the command was called wrongly, and the next file would
 *   fare no better
 */
export async function workOnEach<Job extends { readonly input: string }>({
  command,
  jobs,
  work,
  environment,
  write,
  complain,
}: FileWork<Job>): Promise<0 | 1> {
  const progress = showProgress(jobs.length)
  using _signals = endOnSignals(() => {
    progress.clear()
    removeUnfinished()
  })
  let status: 0 | 1 = 0
  for (const job of jobs) {
    progress.begin(job.input)
    try {
      const line = await work(job)
      progress.clear()
      write(line)
    } catch (error) {
      progress.clear()
      if (error instanceof UsageError) throw error
      status = 1
      complain(
        `tapis ${command}: ${maskControls(job.input)}: ${formatError(error, environment)}${suggestRemedy(error)}`,
      )
    }
  }
  return status
}

function suggestRemedy(error: unknown): string {
  if (error instanceof OutputError && error.code === 'OUTPUT_EXISTS') return ': --overwrite replaces it'
  if (error instanceof PadesError && error.code === 'EVIDENCE_UNAVAILABLE') {
    return ' (places on this network are asked with --private-network)'
  }
  return ''
}
