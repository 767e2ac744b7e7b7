import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { migrationsFolder } from './migrate.ts'

const run = promisify(execFile)
const packageFolder = fileURLToPath(new URL('..', import.meta.url))

it('has a migration for everything in the schema: drizzle-kit has nothing to generate', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapis-migrations-'))
  try {
    await cp(migrationsFolder, folder, { recursive: true })
    const before = await readdir(folder)
    const kit = join(dirname(fileURLToPath(import.meta.resolve('drizzle-kit'))), 'bin.cjs')
    // drizzle-kit reads an absolute --out as relative to its working directory.
    const out = relative(packageFolder, folder)
    const options = ['--dialect', 'postgresql', '--schema', './src/schema/*.ts', '--out', out]
    const { stdout } = await run(process.execPath, [kit, 'generate', ...options], {
      cwd: packageFolder,
      timeout: 50_000,
    })
    expect(stdout).toContain('No schema changes')
    expect(await readdir(folder)).toEqual(before)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

it('reaches from the public subpath only the views, never a table', async () => {
  const reached = new Set<string>()
  const follow = async (file: string): Promise<void> => {
    if (reached.has(file)) return
    reached.add(file)
    const source = await readFile(new URL(file, import.meta.url), 'utf8')
    const imports = source.matchAll(/^(?:import|export)(?! type)[^;]*? from '(\.[^']+)'/gm)
    for (const [, specifier = ''] of imports) await follow(join(dirname(file), specifier))
  }
  await follow('public.ts')
  expect([...reached].sort()).toEqual([
    'errors.ts',
    'networks.ts',
    'public.ts',
    'schema/columns.ts',
    'schema/public-views.ts',
  ])
})
