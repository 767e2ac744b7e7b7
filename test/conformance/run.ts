// `pnpm conformance [NAME...]`: other people's documents signed and judged, and other people's
// signatures judged; writes docs/conformance.md, unless names (parts of file names) pick some
// documents only.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { digest } from '@tapis/pades/node'
import { validatePdf } from '@tapis/pades/validate'
import { conform, conforms } from './conform.ts'

import { passwords } from './passwords.ts'
import { type InputResult, markdown, type VerdictResult } from './table.ts'

const root = resolve(import.meta.dirname, '../..')
const corpus = resolve(root, process.env['TAPIS_CORPUS'] ?? '../shared/corpus')
const PARALLEL = 2

const picked = process.argv.slice(2)
const isPicked = (name: string) => picked.length === 0 || picked.some((part) => name.includes(part))

function documentsIn(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.pdf') && isPicked(name)).sort()
}

async function signAndJudge(name: string, scratch: string): Promise<InputResult> {
  try {
    return { name, result: await conform(join(corpus, 'inputs', name), scratch, passwords[name]) }
  } catch (error) {
    return { name, result: error instanceof Error ? error.name : String(error) }
  }
}

async function judge(name: string): Promise<VerdictResult> {
  const started = performance.now()
  const { signatures, error } = await validatePdf(new Uint8Array(readFileSync(join(corpus, 'dss', name))), {
    trustAnchors: [],
    at: new Date(),
    hash: digest,
  })
  const conclusions: Record<string, number> = {}
  for (const { conclusion } of signatures) {
    const word =
      conclusion.indication === 'TOTAL-PASSED'
        ? conclusion.indication
        : `${conclusion.indication} ${conclusion.subIndication}`
    conclusions[word] = (conclusions[word] ?? 0) + 1
  }
  const milliseconds = performance.now() - started
  return { name, conclusions, milliseconds, ...(error === undefined ? {} : { error: error.code }) }
}

/** Keeps the order of the names. */
async function parallel<T>(
  names: readonly string[],
  work: (name: string, worker: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = []
  let next = 0
  const worker = async (number: number): Promise<void> => {
    for (let index = next++; index < names.length; index = next++) {
      const name = names[index]
      if (name !== undefined) results[index] = await work(name, number)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, (_, number) => worker(number)))
  return results
}

function versionOf(command: string, parameter: string, pattern: RegExp): string {
  const script = `${command} ${parameter} 2>&1`
  return pattern.exec(execFileSync('sh', ['-c', script], { encoding: 'utf8' }))?.[0] ?? command
}

if (!existsSync(corpus)) {
  console.log(`conformance: no test documents (set TAPIS_CORPUS)`)
  process.exit(0)
}
const scratch = mkdtempSync(join(tmpdir(), 'tapis-conformance-'))
const inputs = await parallel(documentsIn(join(corpus, 'inputs')), (name, worker) =>
  signAndJudge(name, join(scratch, `${worker}.pdf`)),
)
rmSync(scratch, { recursive: true })
const signed = await parallel(documentsIn(join(corpus, 'dss')), judge)
for (const { name, result } of inputs) {
  if (typeof result === 'string' || !conforms(result)) console.log(name, JSON.stringify(result))
}
const slowest = [...signed].sort((first, second) => second.milliseconds - first.milliseconds)[0]
console.log(
  `signed and judged: ${inputs.filter(({ result }) => typeof result !== 'string' && conforms(result)).length} of ${inputs.length} pass; ` +
    `judged: ${signed.length}, the slowest ${slowest?.name} in ${slowest?.milliseconds.toFixed(0)} ms`,
)
if (picked.length === 0) {
  const tools = [
    versionOf('qpdf', '--version', /qpdf version [\d.]+/),
    versionOf('pdftoppm', '-v', /pdftoppm version [\d.]+/),
    versionOf('mutool', '-v', /mutool version [\d.]+/),
  ]
  writeFileSync(join(root, 'docs/conformance.md'), markdown({ tools, inputs, signed }))
}
