// The programs in the engine's README are run as they stand there, against a running service.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testCity } from '@tapis/testing/pki'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sample } from '../support/samples.ts'
import { type Service, startService } from '../support/service.ts'

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'tapis-readme-'))
const at = (file: string) => join(folder, file)
let service: Service

beforeAll(async () => {
  service = await startService({ command: 'serve', dataFolder: at('data') })
  const city = await testCity()
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', city.signer.keys.privateKey))
  writeFileSync(
    at('signer.key'),
    `-----BEGIN PRIVATE KEY-----\n${key.toString('base64')}\n-----END PRIVATE KEY-----\n`,
  )
  writeFileSync(at('signer.cer'), city.signer.der)
  writeFileSync(at('authority.cer'), city.authority.der)
  writeFileSync(at('root.cer'), city.root.der)
  writeFileSync(at('timestamp-root.cer'), readFileSync(at('data/trust/root.cer')))
  writeFileSync(at('surat.pdf'), sample('bpprd-sppt').pdf)
  symlinkSync(pathOf('../node_modules'), at('node_modules'))
}, 120_000)

afterAll(async () => {
  await service?.interrupt()
  rmSync(folder, { recursive: true, force: true })
})

it('runs the README of @tapis/pades', () => {
  const text = readFileSync(pathOf('../../packages/pades/README.md'), 'utf8')
  const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program = '']) => program)
  expect(blocks).toHaveLength(5)
  const shown = `
console.log(JSON.stringify({
  archived: report.signatures.map(({ level, conclusion }) => [level ?? null, conclusion.indication]),
  raised: (await validatePdf(raised.bytes(), { trustAnchors, at: new Date() })).signatures[0]?.level,
  completed: (await validatePdf(completed.bytes(), { trustAnchors, at })).signatures[0]?.conclusion.indication,
}))
`
  const program = [...blocks, shown].join('\n').replaceAll('http://localhost:8080', service.apiOrigin)
  writeFileSync(at('program.ts'), program)
  const out = execFileSync(process.execPath, ['program.ts'], { cwd: folder, encoding: 'utf8' })
  expect(out.split('\n')).toContain('signable')
  expect(out).toContain('Signature1 TOTAL-PASSED ENTIRE_REVISION LTA_UPDATES B-LTA')
  expect(out).toContain('<?xml')
  expect(JSON.parse(out.trim().split('\n').at(-1) ?? '')).toEqual({
    archived: [
      ['B-LTA', 'TOTAL-PASSED'],
      [null, 'TOTAL-PASSED'],
    ],
    raised: 'B-LTA',
    completed: 'TOTAL-PASSED',
  })
})
