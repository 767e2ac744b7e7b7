// The command line, run as people run it.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** Runs `tapis …` to its end; `input` is what stands on its standard input. */
export function tapis(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Ran {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['packages/cli/src/main.ts', ...parameters],
    { cwd: root, encoding: 'utf8', input, env: { ...process.env, DATABASE_URL: '', ...environment } },
  )
  return { status, out: stdout, err: stderr }
}
