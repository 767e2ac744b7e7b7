// The command line, run as people run it.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** The program, for tests that leave its standard output to a shell. */
export const TAPIS = [
  process.execPath,
  fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url)),
]

/** Runs `tapis …` to its end; `input` is what stands on its standard input, `cwd` where it is run (default: the repository). */
export function tapis(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
  cwd = root,
): Ran {
  const [node = '', main = ''] = TAPIS
  const { status, stdout, stderr } = spawnSync(node, [main, ...parameters], {
    cwd,
    encoding: 'utf8',
    input,
    env: { ...process.env, DATABASE_URL: '', ...environment },
  })
  return { status, out: stdout, err: stderr }
}
