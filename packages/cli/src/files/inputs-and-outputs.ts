// Says which file a command reads and which it writes: `IN OUT`, or `IN… --out FOLDER` for many.

import { mkdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UsageError } from '../command-line/usage-error.ts'
import { OutputError } from './output/output-error.ts'

export interface FileJob {
  readonly input: string
  readonly output: string
}

/**
 * Pairs inputs with outputs. In a folder each output has its input's name; it need not be there
 * yet.
 * @throws UsageError when there is no input or output, the folder is something else, or two inputs
 *   would be written to one file
 */
export async function pairFiles(
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
  if (!(await isOrCanBeFolder(folder))) throw new UsageError(`--out ${folder} is no folder`)
  const jobs = positionals.map((input) => ({ input, output: join(folder, basename(input)) }))
  const taken = new Set<string>()
  for (const { output } of jobs) {
    if (taken.has(output)) throw new UsageError(`two of the files would be written to ${output}`)
    taken.add(output)
  }
  return jobs
}

/**
 * Makes the folder of `--out`, and those above it, where they are missing.
 * @throws OutputError CANNOT_WRITE
 */
export async function makeFolder(folder: string | undefined): Promise<void> {
  if (folder === undefined) return
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    const code = codeOf(cause)
    throw new OutputError('CANNOT_WRITE', `the folder ${folder} cannot be made (${code})`, { cause })
  }
}

/**
 * Says whether it is a folder or can be made one: a file cannot, nor can what is below a file
 * (ENOTDIR).
 */
async function isOrCanBeFolder(folder: string): Promise<boolean> {
  return await stat(folder).then(
    (found) => found.isDirectory(),
    (cause) => codeOf(cause) === 'ENOENT' && folder !== '',
  )
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
}
