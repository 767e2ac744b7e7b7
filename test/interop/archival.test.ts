// What is archival or accessible before it is signed is so afterwards, for veraPDF: with a QR
// stamp, at B-LTA, signed twice.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { signPdf } from '@tapis/pades/create'
import { documentCodeFrom, parsePortalOrigin } from '@tapis/qr-seal'
import { drawStamp } from '@tapis/stamp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archivalPdf } from '../support/archival.ts'
import { SAMPLES, sample } from '../support/samples.ts'
import { type InteropPki, interopPki } from './pki.ts'
import { hasMaven, run } from './tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'tapis-archival-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const fileOf = (name: string) => join(folder, `${name}.pdf`)
const parts = [1, 2, 3] as const
const archive = (part: number, hasIntent: boolean) => `arsip-${part}${hasIntent ? '' : '-tanpa-profil'}`
const isHere = hasMaven()
/** By flavour and file: the rules that fail. */
const failures = new Map<string, string>()

/** At B-LTA, each with a stamp on the first page beside the one before. */
async function signedAt(xs: readonly number[], pdf: Uint8Array, pki: InteropPki): Promise<Uint8Array> {
  let signed = pdf
  for (const x of xs) {
    const result = await signPdf(signed, {
      custodian: pki.custodian('P-256'),
      baseline: { level: 'B-LTA', ...pki },
      fields: { signingTime: new Date(), reason: 'Pengesahan rekaan' },
      appearance: appearance(x),
    })
    signed = result.bytes()
  }
  return signed
}

function appearance(x: number) {
  const rect = { x, y: 200, width: 140, height: 60 }
  const { content, fonts } = drawStamp({
    ...rect,
    portalOrigin: parsePortalOrigin('https://tte.contoh.example'),
    code: documentCodeFrom(new Uint8Array(10).fill(7)),
    lines: {
      kind: 'signature',
      signerName: 'Contoh Pejabat Rekaan',
      position: 'Kepala Dinas',
      agencyName: 'Dinas Contoh',
      signedAt: new Date('2026-11-24T03:32:00Z'),
      caName: 'Penerbit Rekaan',
      certifiedProvider: undefined,
    },
  })
  return { page: 1, rect, content, fonts }
}

function judge(pairs: readonly (readonly [flavour: string, file: string])[]): void {
  const pom = fileURLToPath(new URL('verapdf/pom.xml', import.meta.url))
  const target = `-DbuildDirectory=${join(folder, 'verapdf')}`
  const { output, stdout } = run('mvn', [
    ...['-q', '-B', '-f', pom, target, 'compile', 'exec:java', `-Dexec.args=${pairs.flat().join(' ')}`],
  ])
  for (const line of stripVTControlCharacters(stdout).split('\n')) {
    const [flavour, file, failed] = line.split('\t')
    if (failed !== undefined) failures.set(`${flavour} ${file}`, failed)
  }
  expect(failures.size, output).toBe(pairs.length)
}

beforeAll(async () => {
  if (!isHere) return
  const pki = await interopPki(join(folder, 'pki'))
  const pairs: [string, string][] = []
  const write = (name: string, pdf: Uint8Array, ...flavours: readonly string[]) => {
    const file = fileOf(name)
    writeFileSync(file, pdf)
    for (const flavour of flavours) pairs.push([flavour, file])
  }
  for (const part of parts) {
    for (const hasIntent of [true, false]) {
      const pdf = archivalPdf(part, { hasIntent })
      write(archive(part, hasIntent), pdf, `${part}b`)
      write(`${archive(part, hasIntent)}-signed`, await signedAt([10, 150], pdf, pki), `${part}b`)
    }
  }
  for (const name of SAMPLES) {
    const { pdf } = sample(name)
    write(name, pdf, '2b', 'ua1')
    write(`${name}-once`, await signedAt([10], pdf, pki), 'ua1')
    write(`${name}-twice`, await signedAt([10, 150], pdf, pki), '2b', 'ua1')
  }
  judge(pairs)
}, 300_000)

const rulesOf = (flavour: string, name: string) => failures.get(`${flavour} ${fileOf(name)}`)

describe.skipIf(!isHere)('veraPDF', () => {
  it.each(parts.flatMap((part) => [true, false].map((hasIntent) => ({ part, hasIntent }))))(
    'finds PDF/A-$part as conforming as before, output intent: $hasIntent',
    ({ part, hasIntent }) => {
      expect(rulesOf(`${part}b`, archive(part, hasIntent))).toBe('')
      expect(rulesOf(`${part}b`, `${archive(part, hasIntent)}-signed`)).toBe('')
    },
  )

  it.each(['dpmptsp-izin', 'bpprd-sppt'])('finds the sample %s to be PDF/A-2b as before', (name) => {
    expect(rulesOf('2b', name)).toBe('')
    expect(rulesOf('2b', `${name}-twice`)).toBe('')
  })

  // None of the samples is PDF/UA; signing adds no rule to those that fail.
  it.each(SAMPLES)('finds the tagged sample %s as accessible as before', (name) => {
    expect(rulesOf('ua1', `${name}-once`)).toBe(rulesOf('ua1', name))
  })

  // known-issues.md: beside an earlier signature, the widget stays outside the structure tree.
  it.each(SAMPLES)('misses the tag of the second signature of %s', (name) => {
    const before = rulesOf('ua1', name)?.split(',') ?? []
    expect(rulesOf('ua1', `${name}-twice`)).toBe([...before, '7.18.4-1'].join(','))
  })
})
