// SPEC.md makes claims: the files and tests that a row names are there, the names, codes and
// filters that it claims stand in the code of those files, and every other claim has a test of the
// title that `spec-titles.ts` gives.

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { IMAGE_FILTERS, STREAM_FILTERS } from './pdf/filters/filters.ts'
import { titlesOfClaims } from './spec-titles.ts'

const sources = import.meta.dirname
const root = resolve(sources, '../../..')
const spec = readFileSync(resolve(sources, '../SPEC.md'), 'utf8')

interface Row {
  readonly clause: string
  readonly claim: string
  /** Of code, then of tests. */
  readonly files: readonly string[]
  readonly tests: readonly string[]
}

const rows = spec
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (clause|-)/.test(line))
  .map(readRow)

function readRow(line: string): Row {
  const [, clause = '', claim = '', file = '', test = ''] = line.split('|').map((cell) => cell.trim())
  return {
    clause,
    claim,
    files: pathsIn(file),
    tests: pathsIn(test),
  }
}

function pathsIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+\.\w+)`/g)].map(([, path = '']) => path)
}

/**
 * Paths are of this room's sources; of pki's, of the papers and of the tests that cross rooms,
 * where they begin so.
 */
function placeOf(path: string): string {
  if (/^(?:test|docs)\//.test(path)) return resolve(root, path)
  const ofPki = path.match(/^pki\/(.+)$/)?.[1]
  return ofPki === undefined ? resolve(sources, path) : resolve(root, 'packages/pki/src', ofPki)
}

/** What stands in a file, without its comments: a claim that only a comment repeats is not kept. */
function codeOf(path: string): string {
  return readFileSync(placeOf(path), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
}

/**
 * The words of a claim that code has to have: what stands in code marks, keys of a PDF, codes in
 * capitals, names with capitals inside.
 */
function wordsOf({ claim }: Row): string[] {
  if (titlesOfClaims.has(claim)) return []
  const marked = [...claim.matchAll(/`([^`]+)`/g)].flatMap(([, text = '']) => text.split(/[\s/]+/))
  const rest = claim.replaceAll(/`[^`]+`/g, '')
  const keys = [...rest.matchAll(/(?<![\w/])\/([A-Z]\w+)/g)].map(([, key = '']) => key)
  const names = rest.match(
    /\b[A-Z]+(?:_[A-Z]+)+\b|\b\w*[a-z0-9][A-Z]\w*\b|\bB-(?:B|LTA|LT|T)\b|\bRC4\b|\bINDETERMINATE\b/g,
  )
  return [...marked, ...keys, ...(names ?? [])].filter((word) => word !== '')
}

describe('SPEC.md', () => {
  it('has a file and a test for each clause', () => {
    expect(rows.length).toBeGreaterThan(120)
    expect(rows.filter(({ files, tests }) => files.length === 0 || tests.length === 0)).toEqual([])
  })

  it('names only what is there', () => {
    const paths = rows.flatMap(({ files, tests }) => [...files, ...tests])
    expect(paths.filter((path) => !existsSync(placeOf(path)))).toEqual([])
  })

  it('claims names, codes and filters that stand in the code it names', () => {
    const lies = rows.flatMap((row) => {
      const text = [...row.files, ...row.tests]
        .filter((path) => existsSync(placeOf(path)))
        .map(codeOf)
        .join('\n')
      return wordsOf(row)
        .filter((word) => !text.includes(word))
        .map((word) => `${row.clause}: ${word}`)
    })
    expect(lies).toEqual([])
  })

  it('claims the filters that are undone, and those that are refused, all of them and no others', () => {
    const claimed = rows.filter(({ clause }) => clause === '§7.4').flatMap(wordsOf)
    expect(claimed.toSorted()).toEqual([...Object.keys(STREAM_FILTERS), ...IMAGE_FILTERS].toSorted())
  })

  it('has a test of the title that is given for the claim', () => {
    const missing = [...titlesOfClaims].filter(([claim, title]) => {
      const tests = rows.filter((row) => row.claim === claim).flatMap((row) => row.tests)
      return !tests.some((path) => existsSync(placeOf(path)) && codeOf(path).includes(title))
    })
    expect(missing).toEqual([])
  })

  it('claims nothing that cannot be checked by a word of the code or the title of a test', () => {
    const vague = rows.filter((row) => wordsOf(row).length === 0 && !titlesOfClaims.has(row.claim))
    expect(vague.map(({ claim }) => claim)).toEqual([])
  })
})
