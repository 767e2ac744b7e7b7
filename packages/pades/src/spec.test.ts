// SPEC.md names files and tests: those that it names are there.
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const sources = import.meta.dirname
const root = resolve(sources, '../../..')
const spec = readFileSync(resolve(sources, '../SPEC.md'), 'utf8')
const rows = spec.split('\n').filter((line) => line.startsWith('| ') && !/^\| (clause|-)/.test(line))

/** Paths are of this room's sources; of pki's, and of the tests that cross rooms, where they begin so. */
function placeOf(path: string): string {
  if (path.startsWith('test/')) return resolve(root, path)
  const ofPki = path.match(/^pki\/(.+)$/)?.[1]
  return ofPki === undefined ? resolve(sources, path) : resolve(root, 'packages/pki/src', ofPki)
}

describe('SPEC.md', () => {
  it('has a file and a test for each clause', () => {
    const named = rows.map(
      (row) =>
        row
          .split('|')
          .slice(3, 5)
          .join(' ')
          .match(/`[^`]+`/g) ?? [],
    )
    expect(rows.length).toBeGreaterThan(90)
    expect(rows.filter((_, index) => (named[index]?.length ?? 0) < 2)).toEqual([])
  })

  it('names only what is there', () => {
    const paths = [...spec.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|json))`/g)].map(([, path = '']) => path)
    const missing = paths.filter((path) => !existsSync(placeOf(path)))
    expect(missing).toEqual([])
  })
})
