// Holds the tree to the arrows of ARCHITECTURE.md: who may import whom, and which rooms stay pure.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The plan. A room that is not in the tree yet keeps its line, so that it is born inside the walls. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  cli: ['signer', 'verify-web', 'console', 'db', 'pades', 'qr-seal', 'tlog'],
  console: ['db', 'tlog', 'pades/validate'],
  'verify-web': ['db/public', 'tlog', 'qr-seal', 'pades/validate'],
  signer: ['db', 'tlog', 'qr-seal', 'pades'],
  db: ['tlog'],
  pades: [],
  tlog: [],
  'qr-seal': [],
}

/** Rooms that run in a browser: no Node, no network, no clock. */
const PURE = ['pades', 'tlog', 'qr-seal']

interface Import {
  readonly file: string
  readonly room: string
  readonly specifier: string
}

function sourcesOf(room: string): string[] {
  return globSync(`packages/${room}/src/**/*.ts`, { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !file.includes(`${sep}testing${sep}`),
  )
}

function importsOf(room: string): Import[] {
  return sourcesOf(room).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const found = text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g,
    )
    return [...found].map((match) => ({ file, room, specifier: match[1] ?? match[2] ?? match[3] ?? '' }))
  })
}

const rooms = Object.keys(ARROWS).filter((room) => existsSync(join(root, 'packages', room)))
const imports = rooms.flatMap(importsOf)

/** `@tapis/pades/validate` as `pades/validate`; `undefined` for what is not ours. */
const ours = (specifier: string) => specifier.match(/^@tapis\/(.+)$/)?.[1]

const show = ({ file, specifier }: Import) => `${file} imports ${specifier}`

describe('the house', () => {
  it('has no room that the plan does not know', () => {
    const found = globSync('packages/*/package.json', { cwd: root }).map((file) => file.split(sep)[1])
    expect(found.filter((room) => room === undefined || !(room in ARROWS))).toEqual([])
    expect(imports.length).toBeGreaterThan(100)
  })

  it('has arrows that point one way only', () => {
    const wrong = imports.filter(({ room, specifier }) => {
      const target = ours(specifier)
      if (target === undefined) return false
      const allowed = ARROWS[room] ?? []
      return !allowed.some((arrow) => target === arrow || target.startsWith(`${arrow}/`))
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('has no relative import that climbs through a wall', () => {
    const wrong = imports.filter(({ file, room, specifier }) => {
      if (!specifier.startsWith('.')) return false
      const target = relative(join(root, 'packages', room), resolve(root, dirname(file), specifier))
      return target.startsWith('..')
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('declares every import of another room as a dependency, and no room depends on the tests', () => {
    const wrong = imports.filter(({ room, specifier }) => {
      const target = ours(specifier)?.split('/')[0]
      if (target === undefined) return false
      const manifest: { dependencies?: Record<string, string> } = JSON.parse(
        readFileSync(join(root, 'packages', room, 'package.json'), 'utf8'),
      )
      return target === 'test' || manifest.dependencies?.[`@tapis/${target}`] === undefined
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('keeps creating and validating apart inside pades', () => {
    const between = (from: string, to: string) =>
      imports.filter(({ file, specifier }) => {
        if (!file.startsWith(join('packages/pades/src', from))) return false
        return relative(root, resolve(root, dirname(file), specifier)).startsWith(
          join('packages/pades/src', to),
        )
      })
    expect([...between('create', 'validate'), ...between('validate', 'create')].map(show)).toEqual([])
  })

  it.each(PURE.filter((room) => rooms.includes(room)))('keeps %s pure', (room) => {
    const builtins = new Set(builtinModules)
    const wrong = imports.filter(
      ({ room: importer, specifier }) =>
        importer === room && (specifier.startsWith('node:') || builtins.has(specifier.split('/')[0] ?? '')),
    )
    expect(wrong.map(show)).toEqual([])
    const impure = sourcesOf(room).filter((file) => {
      const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      return /\b(process|Buffer|fetch|setTimeout|Date\.now)\b\s*[.(]|new Date\(\)|Math\.random/.test(code)
    })
    expect(impure).toEqual([])
  })

  it('has keys only in the signer', () => {
    const keyed = imports.filter(
      ({ room, specifier }) => room !== 'signer' && room !== 'cli' && /(^|\/)custody(\/|$)/.test(specifier),
    )
    expect(keyed.map(show)).toEqual([])
  })

  it('exports names one by one, so that every public name is visible in a diff', () => {
    const stars = rooms
      .flatMap(sourcesOf)
      .filter((file) => /^export \*/m.test(readFileSync(join(root, file), 'utf8')))
    expect(stars).toEqual([])
  })
})
