// Holds the tree to the arrows of ARCHITECTURE.md: who may import whom, and which rooms stay pure.
// `architecture/files.test.ts` holds the files to what CONTRIBUTING asks of them.

import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The plan. A room that is not in the tree yet keeps its line, so that it is born inside the walls.
 */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  cli: [
    'console',
    'custody',
    'db',
    'evidence',
    'nik',
    'pades',
    'pki',
    'qr-seal',
    'signer',
    'stamp',
    'tlog',
    'verify-web',
  ],
  console: ['db', 'tlog', 'pades/validate'],
  'verify-web': ['db/public', 'nik', 'tlog', 'qr-seal', 'pades/validate'],
  signer: ['db', 'tlog', 'nik', 'qr-seal', 'pades', 'pki', 'stamp', 'custody', 'evidence'],
  custody: ['pades', 'pki'],
  evidence: ['pades', 'pki'],
  stamp: ['pades', 'pki', 'qr-seal'],
  db: ['tlog'],
  pades: ['pki'],
  pki: [],
  tlog: [],
  'qr-seal': [],
  nik: [],
  // Only tests import it, so it may import what it likes.
  testing: ['pades', 'pki'],
}

/** Rooms that run in a browser: no Node, no network, no clock. */
const PURE = ['pki', 'pades', 'tlog', 'qr-seal', 'nik']

interface Import {
  readonly file: string
  readonly room: string
  readonly specifier: string
}

function sourcesOf(room: string): string[] {
  return globSync(`packages/${room}/src/**/*.ts`, { cwd: root }).filter(
    (file) =>
      !file.endsWith('.test.ts') && !relative(join('packages', room), file).includes(`${sep}testing${sep}`),
  )
}

/** The sources of a pure room but for its door to Node, which is an export of its own. */
const pureSourcesOf = (room: string) =>
  sourcesOf(room).filter((file) => !file.endsWith(`${sep}src${sep}node.ts`))

function importsOf(room: string): Import[] {
  return sourcesOf(room).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const found = text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g,
    )
    return [...found].map((match) => ({ file, room, specifier: match[1] ?? match[2] ?? match[3] ?? '' }))
  })
}

/**
 * The code of a file. Only comments that have their lines to themselves are taken out: what looks
 * like one in a string stays.
 */
function codeOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/^\s*(?:\/\/.*|\/\*(?:(?!\*\/)[\s\S])*\*\/)$/gm, '')
}

/**
 * What a pure room may not name: the machine, the network, chance and the clock. Bare words, so
 * that no alias gets by.
 */
const IMPURE = [
  /\b(?:process|Buffer|globalThis|require|performance|Temporal|navigator|localStorage|sessionStorage|indexedDB)\b/,
  /\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|setTimeout|setInterval|setImmediate|requestAnimationFrame)\b/,
  /\b(?:getRandomValues|randomUUID|Math\s*\??\.\s*random)\b/,
  /\bDate\s*(?:\??\.\s*now\b|(?:\?\.)?\s*\[\s*[^\]\s])/,
  // `new Date`, `new Date()`; and `Date(…)`, which gives the time whatever it is given.
  /\bnew\s+Date\b(?!\s*\(\s*[^)\s])/,
  /(?<!\bnew\s+)\bDate\s*\(/,
]
const isImpure = (code: string) => IMPURE.some((pattern) => pattern.test(code))

/** What rooms without keys may take from node:crypto: digests and chance. */
const KEYLESS = new Set(['createHash', 'hash', 'randomBytes', 'randomUUID', 'timingSafeEqual'])

/** Words that only the handling of a private key needs, of node:crypto and of WebCrypto. */
const KEYED =
  /\b(?:generateKey\w*|generateKeyPair\w*|createPrivateKey|createSign|createSecretKey|KeyObject|deriveKey|unwrapKey|pkcs8|subtle\s*\??\.\s*sign|node:crypto\/\w+)\b/

/**
 * Whether code takes more of node:crypto than {@link KEYLESS}, or takes it in a way that does not
 * say what.
 */
function isKeyed(code: string): boolean {
  const named = /\bimport\s+(?:type\s+)?\{([^}]*)\}\s*from\s*(['"])(?:node:)?crypto\2/g
  const names = [...code.matchAll(named)].flatMap(([, list = '']) => list.split(','))
  const taken = names.map((name) =>
    name
      .trim()
      .replace(/^type\s+/, '')
      .replace(/\s+as\s.*$/s, ''),
  )
  const isVague = /(['"`])(?:node:)?crypto\1/.test(code.replace(named, ''))
  return isVague || KEYED.test(code) || taken.some((name) => name !== '' && !KEYLESS.has(name))
}

/** Whether code reads the environment, or takes the whole process under another name. */
const readsEnvironment = (code: string) =>
  /\bprocess\s*(?:\??\.\s*env\b|\??\.?\s*\[|[;,)}\n]|\s+as\b)|\bimport\.meta\.env\b|(['"`])(?:node:)?process\1/.test(
    code,
  )

const rooms = Object.keys(ARROWS).filter((room) => existsSync(join(root, 'packages', room)))
const imports = rooms.flatMap(importsOf)

/** `@tapis/pades/validate` as `pades/validate`; `undefined` for what is not ours. */
const ours = (specifier: string) => specifier.match(/^@tapis\/(.+)$/)?.[1]

/** Imports from one folder of pades into another one. */
const insidePades = (from: string, to: string) => {
  const folder = (name: string) => join('packages/pades/src', name, sep)
  return imports.filter(
    ({ file, specifier }) =>
      file.startsWith(folder(from)) &&
      relative(root, resolve(root, dirname(file), specifier)).startsWith(folder(to)),
  )
}

const show = ({ file, specifier }: Import) => `${file} imports ${specifier}`

describe('the house', () => {
  it('has no room that the plan does not know', () => {
    const found = globSync('packages/*/package.json', { cwd: root }).map((file) => file.split(sep)[1])
    expect(found.filter((room) => room === undefined || !(room in ARROWS))).toEqual([])
    expect(imports.length).toBeGreaterThan(100)
  })

  it('runs the tests of every room', () => {
    const projects = readFileSync(join(root, 'vitest.config.ts'), 'utf8')
    const tested = rooms.filter(
      (room) => globSync(`packages/${room}/src/**/*.test.ts`, { cwd: root }).length > 0,
    )
    expect(tested.filter((room) => !projects.includes(`'${room}'`))).toEqual([])
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

  it('has nothing that runs outside tests import the testing room', () => {
    expect(imports.filter(({ specifier }) => specifier.startsWith('@tapis/testing')).map(show)).toEqual([])
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
    const wrong = [...insidePades('create', 'validate'), ...insidePades('validate', 'create')]
    expect(wrong.map(show)).toEqual([])
  })

  it('keeps what creating and validating share below both of them', () => {
    const shared = ['document', 'pdf']
    const above = ['create', 'node', 'reports', 'validate']
    const wrong = shared.flatMap((from) => above.flatMap((to) => insidePades(from, to)))
    expect(wrong.map(show)).toEqual([])
    expect(['create', 'validate'].filter((from) => insidePades(from, 'document').length === 0)).toEqual([])
  })

  it.each(PURE.filter((room) => rooms.includes(room)))('keeps %s pure', (room) => {
    const builtins = new Set(builtinModules)
    const wrong = imports.filter(
      ({ room: importer, file, specifier }) =>
        importer === room &&
        pureSourcesOf(room).includes(file) &&
        (specifier.startsWith('node:') || builtins.has(specifier.split('/')[0] ?? '')),
    )
    expect(wrong.map(show)).toEqual([])
    expect(pureSourcesOf(room).filter((file) => isImpure(codeOf(file)))).toEqual([])
  })

  it.each(PURE.filter((room) => rooms.includes(room)))('keeps the types of Node out of %s', (room) => {
    const project = join('packages', room, 'tsconfig.pure.json')
    const tsc = join(root, 'node_modules/.bin/tsc')
    const listed = spawnSync(tsc, ['-p', project, '--listFilesOnly'], { cwd: root, encoding: 'utf8' })
    const files = listed.stdout.split('\n')
    expect(files.some((file) => file.includes(`packages/${room}/src/`))).toBe(true)
    expect(files.filter((file) => file.includes('@types/node/'))).toEqual([])
  })

  it('has keys only in custody, and opens them only in the signer and the command line', () => {
    const keyless = rooms.filter((room) => !['signer', 'cli', 'custody', 'testing'].includes(room))
    const custody = imports.filter(
      ({ room, specifier }) => keyless.includes(room) && /(^|\/)custody(\/|$)/.test(specifier),
    )
    expect(custody.map(show)).toEqual([])
    expect(keyless.flatMap(sourcesOf).filter((file) => isKeyed(codeOf(file)))).toEqual([])
  })

  it('signs through signMessage, which knows whether a custodian takes a message or a digest', () => {
    const direct = rooms
      .filter((room) => room !== 'testing')
      .flatMap(sourcesOf)
      .filter((file) => !file.endsWith('.contract.ts') && /[cC]ustodian\.sign\(/.test(codeOf(file)))
    expect(direct).toEqual(['packages/pades/src/create/ports.ts'])
  })

  it('reads the environment in the command line only', () => {
    const readers = rooms.filter((room) => room !== 'cli').flatMap(sourcesOf)
    expect(readers.filter((file) => readsEnvironment(codeOf(file)))).toEqual([])
  })

  it('exports names one by one, so that every public name is visible in a diff', () => {
    const stars = rooms
      .flatMap(sourcesOf)
      .filter((file) => /^export \*/m.test(readFileSync(join(root, file), 'utf8')))
    expect(stars).toEqual([])
  })
})

describe('what the walls refuse', () => {
  it.each([
    'const { pid } = process',
    'globalThis.process',
    'const bytes = Buffer.from(text)',
    "globalThis['Buffer']",
    'performance.now()',
    'crypto.getRandomValues(new Uint8Array(8))',
    'crypto.randomUUID()',
    'Math.random()',
    'const get = fetch',
    'new XMLHttpRequest()',
    'setTimeout(() => {}, 1)',
    'Date.now()',
    'const now = Date.now',
    "Date['now']()",
    'const at = new Date',
    'new Date()',
    'new Date( )',
    'Date()',
    'Temporal.Now.instant()',
  ])('in a pure room: %s', (code) => {
    expect(isImpure(code)).toBe(true)
  })

  it.each(['new Date(0)', 'new Date(utc - 1)', 'Date.UTC(2026, 10, 24)', 'readonly at: Date', 'processed'])(
    'but not in a pure room: %s',
    (code) => {
      expect(isImpure(code)).toBe(false)
    },
  )

  it.each([
    "import { generateKeyPairSync } from 'node:crypto'",
    "import { createHash, sign } from 'node:crypto'",
    "import { createPrivateKey as open } from 'crypto'",
    "import { createSign } from 'node:crypto'",
    "import type { KeyObject } from 'node:crypto'",
    "import * as crypto from 'node:crypto'",
    "import crypto from 'node:crypto'",
    "const { sign } = await import('node:crypto')",
    "process.getBuiltinModule('crypto')",
    'crypto.subtle.sign(algorithm, key, bytes)',
    'crypto.subtle.generateKey(algorithm, false, [])',
    "crypto.subtle.importKey('pkcs8', bytes, algorithm, false, [])",
  ])('in a room without keys: %s', (code) => {
    expect(isKeyed(code)).toBe(true)
  })

  it.each([
    "import { createHash, randomBytes } from 'node:crypto'",
    "crypto.subtle.importKey('spki', bytes, algorithm, false, ['verify'])",
    'await custodian.sign(attributes)',
  ])('but not in a room without keys: %s', (code) => {
    expect(isKeyed(code)).toBe(false)
  })

  it.each([
    "process.env['HOME']",
    'process?.env',
    "process['env']",
    'const { env } = process\n',
    "import { env } from 'node:process'",
  ])('outside the command line: %s', (code) => {
    expect(readsEnvironment(code)).toBe(true)
  })

  it.each(['process.getuid?.()', 'the process dies'])('but not outside the command line: %s', (code) => {
    expect(readsEnvironment(code)).toBe(false)
  })
})
