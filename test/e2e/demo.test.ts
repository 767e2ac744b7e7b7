// `tapis demo` as a newcomer meets it: three documents, a second start that keeps them, a clean
// end, and a crash survived.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { sample } from '../support/samples.ts'
import { startService } from '../support/service.ts'
import { tapis } from '../support/tapis.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-demo-'))
const dataFolder = join(folder, 'data')
let portalOrigin = ''

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const urls = (output: string) => [...output.matchAll(/http:\S+\/V\/[0-9A-Z]{16}/g)].map(([url]) => url)

it('signs three documents once, keeps them over a clean end and over a crash, and lets the reader sign', {
  timeout: 300_000,
}, async () => {
  const first = await startService({ command: 'demo', dataFolder })
  const ports = {
    api: Number(new URL(first.apiOrigin).port),
    portal: Number(new URL(first.portalOrigin).port),
  }
  const shown = urls(first.output())
  portalOrigin = first.portalOrigin
  expect(shown).toHaveLength(3)
  for (const url of shown) expect((await fetch(url)).status).toBe(200)
  const files = [...first.output().matchAll(/\S+-signed\.pdf/g)].map(([path]) => path).slice(0, 3)
  expect(tapis(['verify', ...files], { TAPIS_DATA: dataFolder }).status).toBe(0)

  // The printed command, run by a shell as the reader would, in a folder that has their PDF.
  const [command = ''] = /^if curl (?:.*\n)+?.*fi$/m.exec(first.output()) ?? []
  const paste = () => execFileSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
  writeFileSync(join(folder, 'berkas.pdf'), 'bukan PDF')
  expect(JSON.parse(paste())).toMatchObject({ code: 'NOT_A_PDF' })
  expect(readdirSync(folder).toSorted()).toEqual(['berkas.pdf', 'data'])
  writeFileSync(join(folder, 'berkas.pdf'), sample('bpprd-sppt').pdf)
  paste()
  expect(readFileSync(join(folder, 'berkas-signed.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  expect(tapis(['verify', join(folder, 'berkas-signed.pdf')], { TAPIS_DATA: dataFolder }).status).toBe(0)
  expect(await first.interrupt()).toBe(0)

  const second = await startService({ command: 'demo', dataFolder, ports })
  expect(urls(second.output())).toEqual(shown)
  await second.kill()

  const third = await startService({ command: 'demo', dataFolder, ports })
  expect(urls(third.output())).toEqual(shown)
  expect(third.output()).not.toContain('/pki')
  for (const url of shown) expect((await fetch(url)).status).toBe(200)
  expect(await third.interrupt()).toBe(0)
})

it('says so when the certificates name another address than the one that is served', {
  timeout: 300_000,
}, async () => {
  const elsewhere = await startService({
    command: 'serve',
    dataFolder,
    environment: { TAPIS_API_ORIGIN: 'https://api.contoh.example', TAPIS_PORTAL_ORIGIN: portalOrigin },
  })
  expect(elsewhere.output()).toMatch(
    /lists are at http:\S+\/pki, and this API is at https:\/\/api\.contoh\.example/,
  )
  expect(await elsewhere.interrupt()).toBe(0)
})
