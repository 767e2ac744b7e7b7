// Which file a command reads and which it writes: `IN OUT`, or `IN… --out FOLDER` for many.

import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UsageError } from './usage-error.ts'

export interface FileJob {
  readonly input: string
  readonly output: string
}

/**
 * Pairs inputs with outputs. In a folder each output has its input's name.
 * @throws UsageError when there is no input or output, the folder is none, or two inputs would be written to one file
 */
export async function inputsAndOutputs(
  command: string,
  positionals: readonly string[],
  folder: string | undefined,
): Promise<readonly FileJob[]> {
  if (folder === undefined) {
    const [input, output, ...rest] = positionals
    if (input === undefined || output === undefined || rest.length > 0) {
      throw new UsageError(`tapis ${command} needs IN OUT, or any number of PDFs and --out FOLDER`)
    }
    return [{ input, output }]
  }
  if (positionals.length === 0) throw new UsageError(`tapis ${command} needs at least one PDF`)
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  )
  if (!isFolder) throw new UsageError(`--out ${folder} is no folder`)
  const jobs = positionals.map((input) => ({ input, output: join(folder, basename(input)) }))
  const taken = new Set<string>()
  for (const { output } of jobs) {
    if (taken.has(output)) throw new UsageError(`two of the files would be written to ${output}`)
    taken.add(output)
  }
  return jobs
}
