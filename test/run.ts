// Everything that must hold before a change lands: format and lint, types, tests. Ends with one
// plain line, `N passed, N failed`, where lint and types count as one each.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { TestModule } from 'vitest/node'
import { startVitest } from 'vitest/node'

const root = fileURLToPath(new URL('..', import.meta.url))
const tally = { passed: 0, failed: 0 }
let skipped = 0

function count(passed: boolean): void {
  tally[passed ? 'passed' : 'failed'] += 1
}

/**
 * Runs one of the workspace's own commands; its output goes to the terminal, its status into the
 * tally.
 */
function step(title: string, command: string, parameters: readonly string[]): void {
  const { status, error } = spawnSync(command, parameters, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${root}node_modules/.bin:${process.env['PATH'] ?? ''}`,
      TURBO_TELEMETRY_DISABLED: '1',
    },
  })
  if (error !== undefined) console.error(`${title}: ${error.message}`)
  count(status === 0)
}

function countTests(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
  for (const module of modules) {
    // A file that fails to load has no tests: it must not pass by being empty.
    if (module.errors().length > 0) count(false)
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'skipped') skipped += 1
      if (state === 'passed' || state === 'failed') count(state === 'passed')
    }
    for (const suite of module.children.allSuites()) if (suite.errors().length > 0) count(false)
  }
  for (const _ of unhandled) count(false)
}

step('lint', 'biome', ['check', '--error-on-warnings', '.'])
step('types', 'turbo', ['run', 'typecheck', '--output-logs=errors-only'])
const vitest = await startVitest('test', [], {
  root,
  watch: false,
  reporters: ['default', { onTestRunEnd: countTests }],
})
await vitest.close()
if (skipped > 0) console.log(`${skipped} skipped: each said why above`)
console.log(`${tally.passed} passed, ${tally.failed} failed`)
process.exitCode = tally.failed === 0 && tally.passed > 2 ? 0 : 1
