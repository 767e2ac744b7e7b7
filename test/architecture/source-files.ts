// The tree as its rules see it: every TypeScript file with its imports and exports, read once and
// by their text alone.

import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface SourceFile {
  /** From the root of the tree. */
  readonly path: string
  /** The package's folder, or `test`. */
  readonly room: string
  readonly text: string
  readonly imports: readonly SourceImport[]
  /**
   * What is declared here for others, and whether a docstring stands before it. What is only passed
   * on is an import.
   */
  readonly exports: readonly SourceExport[]
}

interface SourceImport {
  readonly specifier: string
  /** The names as the other file calls them; undefined for all of them. */
  readonly names: readonly string[] | undefined
}

interface SourceExport {
  readonly name: string
  readonly hasDocstring: boolean
}

const STATEMENT =
  /(?:^|\n)[ \t]*(?:import|export)\b(?:\s+type)?([^'"`;=()]*?)\bfrom\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:^|\n)[ \t]*import\s*['"]([^'"]+)['"]/g
const DECLARATION =
  /(?:^|\n)(\*\/\n|[^\n]*\*\/\n)?export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type) (\w+)/g

/**
 * Returns the files of a room, its tests too.
 * @param room the folder below `packages`, or `test`
 */
export function filesOf(room: string): readonly SourceFile[] {
  const folder = room === 'test' ? 'test' : join('packages', room, 'src')
  return globSync('**/*.ts', { cwd: join(root, folder), exclude: (path) => path.includes('node_modules') })
    .toSorted()
    .map((path) => readSource(join(folder, path), room))
}

function readSource(path: string, room: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  return { path, room, text, imports: importsIn(text), exports: exportsIn(text) }
}

function importsIn(text: string): SourceImport[] {
  return [...text.matchAll(STATEMENT)].map(([, clause, from, dynamic, bare]) => ({
    specifier: from ?? dynamic ?? bare ?? '',
    names: clause === undefined ? undefined : namesIn(clause),
  }))
}

function namesIn(clause: string): readonly string[] | undefined {
  const list = clause.match(/\{([^}]*)\}/)?.[1]
  if (list === undefined) return undefined
  return list.split(',').flatMap((part) => part.match(/^\s*(?:type\s+)?(\w+)/)?.[1] ?? [])
}

function exportsIn(text: string): SourceExport[] {
  return [...text.matchAll(DECLARATION)].map(([, docstring, name = '']) => ({
    name,
    hasDocstring: docstring !== undefined,
  }))
}

/**
 * Returns the file that a relative import names, from the root of the tree; undefined for a
 * package.
 */
export function targetOf(file: SourceFile, { specifier }: SourceImport): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  return relative(root, resolve(root, dirname(file.path), specifier))
}

/** Returns the files that a package exports, from the root of the tree. */
export function entriesOf(room: string): readonly string[] {
  if (room === 'test') return []
  const manifest: { exports?: Record<string, string> } = JSON.parse(
    readFileSync(join(root, 'packages', room, 'package.json'), 'utf8'),
  )
  return Object.values(manifest.exports ?? {})
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join('packages', room, path))
}
