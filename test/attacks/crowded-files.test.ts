// Memory: a document within the service's limit of size must not end the process, whatever it is
// filled with.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const PROCESS = join(import.meta.dirname, 'crowded-process.ts')
const MEBIBYTE = 1024 * 1024

it('24 MB of empty dictionaries get a verdict with 512 MB of heap', () => {
  const given = [PROCESS, 'empty dictionaries', String(24 * MEBIBYTE)]
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--max-old-space-size=512', ...given], {
    encoding: 'utf8',
  })
  expect(stderr).not.toContain('out of memory')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    findings: ['NOT_FINISHED'],
    pages: 1,
    field: 'Signature1',
    error: 'LIMIT_EXCEEDED',
    signatures: 0,
  })
})
