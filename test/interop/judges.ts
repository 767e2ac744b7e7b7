// The validators that take many files in one process: EU DSS in a JVM, pyHanko in Python. JSON
// lines in, JSON lines out.

import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KeyFiles, Material } from './pki.ts'
import { PYTHON } from './tools.ts'

interface JudgeJob {
  readonly file: string
  readonly password?: string
  readonly material: Material
}

interface DssSignature {
  readonly field: string
  readonly indication: string
  readonly subIndication: string | null
  readonly format: string
  readonly intact: boolean
  readonly undefinedChanges: readonly string[]
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
}

export interface DssVerdict {
  readonly file: string
  readonly error?: string
  readonly signatures?: readonly DssSignature[]
  readonly timestamps?: readonly { readonly type: string; readonly indication: string }[]
}

interface PyhankoSignature {
  readonly field: string
  readonly kind: 'signature' | 'document-timestamp'
  readonly process: 'basic' | 'with-time' | 'long-term' | 'timestamp'
  readonly indication: string
  readonly subIndication: string
  readonly timestamped: boolean
  readonly archived: boolean
  readonly coverage: string
  readonly modification: string | null
  readonly docMdpOk: boolean | null
  readonly message: string | null
}

export interface PyhankoVerdict {
  readonly file: string
  readonly error?: string
  readonly signatures?: readonly PyhankoSignature[]
}

interface PyhankoJob extends JudgeJob {
  /** pyHanko refuses hybrid cross-references unless told not to. */
  readonly lenient?: boolean
  /** Fetch from where the certificates say. */
  readonly fetch?: boolean
}

/** What another's engine shall sign, or raise to a level when `key` is left out. */
export interface MakeJob {
  readonly file: string
  readonly output: string
  readonly level: 'B' | 'T' | 'LT' | 'LTA'
  readonly key?: KeyFiles
  readonly timestamping: KeyFiles
  readonly material: Material
  readonly password?: string
  readonly visible?: boolean
  readonly certify?: number
  /** An existing field. */
  readonly field?: string
  /** By pyHanko: the name of a new field. */
  readonly newField?: string
  /** By pyHanko: the field locks all others. */
  readonly lock?: boolean
}

export interface Made {
  readonly file: string
  readonly output?: string
  readonly error?: string
}

export const dssJudge = (jobs: readonly JudgeJob[]) =>
  dss<DssVerdict>(jobs.map((job) => ({ do: 'judge', ...job })))

/** What DSS reads in an ETSI TS 119 102-2 report, or why it is none by the schema. */
interface ReadReport {
  readonly file: string
  readonly indications?: readonly string[]
  readonly error?: string
}

export const dssReadReports = (files: readonly string[]) =>
  dss<ReadReport>(files.map((file) => ({ do: 'report', file })))

export const dssMake = (jobs: readonly MakeJob[]) =>
  dss<Made>(jobs.map((job) => ({ do: job.key === undefined ? 'augment' : 'sign', ...job })))

export const pyhankoJudge = (jobs: readonly PyhankoJob[]) =>
  pyhanko<PyhankoVerdict>(
    'pyhanko_validate.py',
    jobs.map(({ material, ...job }) => ({ ...job, ...material })),
  )

export const pyhankoMake = (jobs: readonly MakeJob[]) => pyhanko<Made>('pyhanko_sign.py', jobs)

let buildDirectory: string | undefined

async function dss<Answer>(jobs: readonly object[]): Promise<readonly Answer[]> {
  buildDirectory ??= mkdtempSync(join(tmpdir(), 'tapis-dss-'))
  const pom = fileURLToPath(new URL('dss/pom.xml', import.meta.url))
  const goals = ['compile', 'exec:java']
  return lines(
    'mvn',
    ['-q', '-B', '--no-transfer-progress', '-f', pom, `-DbuildDirectory=${buildDirectory}`, ...goals],
    jobs,
  )
}

async function pyhanko<Answer>(script: string, jobs: readonly object[]): Promise<readonly Answer[]> {
  return lines(PYTHON, [fileURLToPath(new URL(script, import.meta.url))], jobs)
}

/**
 * Runs a command once for all jobs.
 * @throws Error when it fails or answers another number of lines, with what it complained of
 */
function lines<Answer>(
  command: string,
  parameters: readonly string[],
  jobs: readonly object[],
): Promise<readonly Answer[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (status) => {
      const text = Buffer.concat(out).toString('utf8')
      // Maven colours its terminal even when it is quiet.
      const answers = text
        .split('\n')
        .flatMap((line) => (line.includes('{') ? [line.slice(line.indexOf('{'))] : []))
      if (status !== 0 || answers.length !== jobs.length) {
        reject(
          new Error(
            `${command}: status ${status}, ${answers.length} of ${jobs.length} answers\n${text}${Buffer.concat(err)}`,
          ),
        )
      } else resolve(answers.map((line): Answer => JSON.parse(line)))
    })
    child.stdin.end(jobs.map((job) => `${JSON.stringify(job)}\n`).join(''))
  })
}
