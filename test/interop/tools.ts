// The validators that others wrote. Absent ones skip their tests with a notice, except where CI
// says they are required.

import { spawnSync } from 'node:child_process'

/** The Python that has pyHanko. */
export const PYTHON = process.env['TAPIS_PYTHON'] ?? 'python3'

const PROBES = {
  qpdf: ['qpdf', '--version'],
  pdfsig: ['pdfsig', '-v'],
  openssl: ['openssl', 'version'],
  pyhanko: [PYTHON, '-c', 'import pyhanko'],
} as const

type Tool = keyof typeof PROBES

const REQUIRED = process.env['TAPIS_INTEROP'] === 'required'

/** Whether a tool can run here. */
export function hasTool(tool: Tool): boolean {
  const [command, ...parameters] = PROBES[tool]
  if (spawnSync(command, parameters).status === 0) return true
  if (REQUIRED) throw new Error(`interop tests are required, and ${tool} is not here`)
  console.warn(`interop: ${tool} is not installed, its tests are skipped`)
  return false
}

/**
 * Whether Maven may run: it fetches what it needs over the network, which only CI is sure to have,
 * and it brings a whole Java.
 */
export function hasMaven(): boolean {
  if (!REQUIRED) {
    console.warn('interop: Maven runs in CI only; the veraPDF and EU DSS tests are skipped')
    return false
  }
  if (spawnSync('mvn', ['--version']).status === 0) return true
  throw new Error('interop tests are required, and mvn is not here')
}

interface Judged {
  readonly status: number
  /** Standard output and standard error together, as a person would see them. */
  readonly output: string
  readonly stdout: string
}

/** Runs a tool to its end. */
export function run(command: string, parameters: readonly string[]): Judged {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' })
  if (error !== undefined) throw error
  return { status: status ?? -1, output: stdout + stderr, stdout }
}
