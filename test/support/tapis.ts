// The command line, run as people run it.

import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Ran {
  readonly status: number | null
  readonly out: string
  readonly err: string
}

/** The program, for tests that leave its standard output to a shell. */
export const TAPIS = [
  process.execPath,
  fileURLToPath(new URL('../../packages/cli/src/main.ts', import.meta.url)),
]

/**
 * Runs `tapis …` to its end; `input` is what stands on its standard input, `cwd` where it is run
 * (default: the repository).
 */
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

/**
 * The same without standing still: a test that speaks to a service meanwhile hears of connections
 * that the service closes, where after seconds of standing still it would write into one.
 */
export async function tapisMeanwhile(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const [node = '', main = ''] = TAPIS
  const child = spawn(node, [main, ...parameters], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATABASE_URL: '', ...environment },
  })
  const written = { out: '', err: '' }
  for (const [stream, name] of [
    [child.stdout, 'out'],
    [child.stderr, 'err'],
  ] as const)
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      written[name] += chunk
    })
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { status, ...written }
}
