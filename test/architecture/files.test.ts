// Holds the files of every room to what CONTRIBUTING asks of them: rooms are entered by their
// exports, nothing imports in a circle, what is exported has somebody who imports it, and what a
// room shows to others says what it is.

import { globSync } from 'node:fs'
import { sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cyclesOf } from './cycles.ts'
import { entriesOf, filesOf, root, type SourceFile, targetOf } from './source-files.ts'

const packages = globSync('packages/*/package.json', { cwd: root }).map((path) => path.split(sep)[1] ?? '')
const rooms = [...packages.toSorted(), 'test']
const files = new Map(rooms.map((room) => [room, filesOf(room)]))
const everyFile = [...files.values()].flat()
const byPath = new Map(everyFile.map((file) => [file.path, file]))

/** Rooms that do not keep a rule yet. A name may only be taken away. */
const NOT_YET: Readonly<Record<'circles' | 'exports' | 'docstrings', readonly string[]>> = {
  circles: [],
  exports: [],
  docstrings: [],
}
const keeping = (rule: keyof typeof NOT_YET, all: readonly string[]) =>
  all.filter((room) => !NOT_YET[rule].includes(room))

describe('every room', () => {
  it('is entered by its exports: no file of a package is imported by its path from outside', () => {
    const deep = everyFile.flatMap((file) => {
      const own = file.room === 'test' ? `test${sep}` : `packages${sep}${file.room}${sep}`
      return file.imports
        .filter((each) => {
          const target = targetOf(file, each)
          if (target === undefined) return /^@tapis\/[^/]+\/src\//.test(each.specifier)
          return !target.startsWith(own) && target.endsWith('.ts')
        })
        .map(({ specifier }) => `${file.path} imports ${specifier}`)
    })
    expect(everyFile.length).toBeGreaterThan(500)
    expect(deep).toEqual([])
  })

  it.each(keeping('circles', rooms))(
    '%s has no files that import one another in a circle, types included',
    (room) => {
      expect(cyclesOf(edgesOf(files.get(room) ?? [])).map((cycle) => cycle.join(', '))).toEqual([])
    },
  )

  it.each(keeping('exports', rooms))('%s exports nothing that no other file imports', (room) => {
    expect(unusedIn(room)).toEqual([])
  })

  it.each(keeping('docstrings', packages))('%s shows others nothing without a docstring', (room) => {
    expect(undocumentedIn(room)).toEqual([])
  })
})

describe('every file', () => {
  it('has comments of at most 100 columns', () => {
    const wide = everyFile.flatMap(({ path, text }) =>
      text
        .split('\n')
        .filter((line) => line.length > 100 && /^\s*(?:\/\/|\/?\*)/.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    )
    expect(wide).toEqual([])
  })

  it('asserts no type, but where a brand is made', () => {
    const asserting = everyFile.filter(
      ({ path, room, text }) =>
        !['test', 'testing'].includes(room) &&
        !path.endsWith('.test.ts') &&
        TYPE_ASSERTION.test(codeOf(text)),
    )
    expect(asserting.map(({ path }) => path)).toEqual([
      'packages/qr-seal/src/document-code.ts',
      'packages/qr-seal/src/verification-url.ts',
    ])
  })

  it('is a page that one reads at a sitting, of 270 lines at most, unless it is a table', () => {
    const table = /\.test\.ts$|-vectors\.ts$|\/(?:refusals|spec-titles|algorithms|problem-table)\.ts$/
    const long = everyFile.filter(({ path, text }) => !table.test(path) && text.split('\n').length > 271)
    expect(long.map(({ path }) => path)).toEqual([])
  })
})

describe('the tests', () => {
  it('make their certificates in one way: one file of them knows @peculiar/x509', () => {
    const own = everyFile.filter(
      ({ path, room, imports }) =>
        (room === 'testing' || room === 'test' || path.endsWith('.test.ts')) &&
        imports.some(({ specifier }) => /^(?:@peculiar\/x509|reflect-metadata)$/.test(specifier)),
    )
    expect(own.map(({ path }) => path)).toEqual(['packages/testing/src/pki/issue.ts'])
  })
})

/** `value as Type`, but neither `as const` nor another name for what is imported. */
const TYPE_ASSERTION = /[\w)\]}] as (?!const\b)[\w{(['"]/

/** The code of a file without comments, texts and lists of imported names. */
function codeOf(text: string): string {
  return text
    .replace(/^\s*(?:\/\/.*|\/\*(?:(?!\*\/)[\s\S])*\*\/)$/gm, '')
    .replace(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")
    .replace(/^(?:import|export) (?:type )?\{[^}]*\} from/gm, '')
    .replace(/\bin keyof \w+ as\b/g, '')
}

function edgesOf(sources: readonly SourceFile[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    sources.map((file) => [file.path, file.imports.flatMap((each) => targetOf(file, each) ?? [])]),
  )
}

/**
 * The names that somebody imports, by the file that declares them; `*` where somebody takes all of
 * it.
 */
const importedNames = new Map<string, Set<string>>()
for (const file of everyFile) {
  for (const each of file.imports) {
    const target = targetOf(file, each)
    if (target === undefined || target === file.path) continue
    const names = importedNames.get(target) ?? new Set()
    importedNames.set(target, names)
    for (const name of each.names ?? ['*']) names.add(name)
  }
}

function unusedIn(room: string): string[] {
  const entries = entriesOf(room)
  return (files.get(room) ?? [])
    .filter(({ path }) => !entries.includes(path))
    .flatMap(({ path, exports }) => {
      const names = importedNames.get(path)
      if (names?.has('*') === true) return []
      return exports.filter(({ name }) => names?.has(name) !== true).map(({ name }) => `${path}: ${name}`)
    })
}

/** Follows what the room's entries pass on to where it is declared. */
function undocumentedIn(room: string): string[] {
  const missing = new Set<string>()
  const follow = (path: string, wanted: readonly string[] | undefined): void => {
    const file = byPath.get(path)
    if (file === undefined) return
    for (const { name, hasDocstring } of file.exports) {
      if (!hasDocstring && (wanted?.includes(name) ?? true)) missing.add(`${path}: ${name}`)
    }
    for (const each of passedOn(file)) {
      const target = targetOf(file, each)
      const names = each.names?.filter((name) => wanted?.includes(name) ?? true)
      if (target !== undefined && target !== path && names?.length !== 0) follow(target, names)
    }
  }
  for (const entry of entriesOf(room)) follow(entry, undefined)
  return [...missing].toSorted()
}

/** Imports of an index are what it passes on; other files pass nothing on. */
function passedOn(file: SourceFile): SourceFile['imports'] {
  return /\bexport (?:type )?\{/.test(file.text) ? file.imports : []
}
