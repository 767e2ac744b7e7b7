// Files that pyHanko and EU DSS sign with our test PKI, judged by us: each passes at the level it
// was signed for.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ValidationReport, validatePdf } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import { buildPdf } from '@tapis/testing/pdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sample } from '../support/samples.ts'
import { dssMake, type Made, type MakeJob, pyhankoMake } from './judges.ts'
import { type InteropPki, interopPki, type KeyName } from './pki.ts'
import { hasMaven, hasTool } from './tools.ts'

type Level = MakeJob['level']

interface Theirs {
  readonly title: string
  readonly level: Level
  readonly key: KeyName
  readonly visible?: boolean
  readonly certify?: 1 | 2 | 3
  readonly lock?: boolean
  readonly encrypted?: 'AES-256' | 'AES-128' | 'RC4'
  readonly tagged?: boolean
  /** How many sign one after the other; default 1. */
  readonly count?: number
  /** Makers that cannot, and why. */
  readonly not?: 'EU DSS' | 'pyHanko'
}

const files: readonly Theirs[] = [
  { title: 'B-B', level: 'B', key: 'RSA-2048' },
  { title: 'B-B, RSASSA-PSS, visible', level: 'B', key: 'RSA-PSS', visible: true },
  { title: 'B-T, P-256, visible', level: 'T', key: 'P-256', visible: true },
  { title: 'B-T, P-384, tagged', level: 'T', key: 'P-384', tagged: true },
  { title: 'B-T, P-521, AES-256', level: 'T', key: 'P-521', encrypted: 'AES-256' },
  { title: 'B-T, Ed25519', level: 'T', key: 'Ed25519' },
  { title: 'B-T, certified P1', level: 'T', key: 'P-256', certify: 1 },
  { title: 'B-T, certified P2', level: 'T', key: 'RSA-2048', certify: 2, visible: true },
  { title: 'B-T, certified P3', level: 'T', key: 'P-256', certify: 3 },
  { title: 'B-T, a field that locks all', level: 'T', key: 'P-256', lock: true, not: 'EU DSS' },
  { title: 'B-T, three of them', level: 'T', key: 'P-256', count: 3 },
  { title: 'B-LT', level: 'LT', key: 'RSA-2048' },
  { title: 'B-LT, P-256, AES-128', level: 'LT', key: 'P-256', encrypted: 'AES-128' },
  { title: 'B-LT, certified P2, two of them', level: 'LT', key: 'P-256', certify: 2, count: 2 },
  { title: 'B-LTA', level: 'LTA', key: 'P-256' },
  { title: 'B-LTA, RC4, visible', level: 'LTA', key: 'RSA-2048', encrypted: 'RC4', visible: true },
  { title: 'B-LTA, two of them', level: 'LTA', key: 'P-384', count: 2 },
  { title: 'B-LTA, certified P1', level: 'LTA', key: 'P-256', certify: 1 },
]

/**
 * PDFBox, which EU DSS writes with, fills what the CMS leaves of /Contents with encrypted zeros
 * instead of zeros. Bytes behind the CMS that are no padding are refused, whoever put them there.
 */
const encryptedPadding = {
  indication: 'TOTAL-FAILED',
  subIndication: 'FORMAT_FAILURE',
  reason: 'bytes other than zero padding follow the CMS object in /Contents',
}
const cannot = (maker: string, { encrypted }: Theirs) =>
  maker === 'EU DSS' && encrypted !== undefined ? encryptedPadding : undefined

const PASSWORD = 'pengguna rekaan'
const folder = mkdtempSync(join(tmpdir(), 'tapis-theirs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const makers = [
  { maker: 'pyHanko', make: pyhankoMake, isHere: hasTool('pyhanko') && hasTool('qpdf') },
  { maker: 'EU DSS', make: dssMake, isHere: hasMaven() && hasTool('qpdf') },
] as const

for (const { maker, make, isHere } of makers)
  describe.skipIf(!isHere)(`signed by ${maker}`, () => {
    const made = files.filter(({ not }) => not !== maker)
    const reports = new Map<string, ValidationReport | string>()

    beforeAll(async () => {
      const pki = await interopPki(join(folder, `${maker} pki`))
      const failures = await makeAll(maker, made, pki, make)
      for (const [index, file] of made.entries()) {
        const failure = failures.get(index)
        reports.set(file.title, failure ?? (await judged(file, pathOf(maker, index, file.count ?? 1), pki)))
      }
    })

    it.each(made)('$title passes', (file) => {
      const { title, level, count = 1 } = file
      const report = reports.get(title)
      if (typeof report !== 'object') return expect.fail(report ?? 'was not made')
      expect(report.error).toBeUndefined()
      const signatures = report.signatures.filter(({ kind }) => kind === 'signature')
      expect(
        signatures.map((signature) => ({
          conclusion: signature.conclusion,
          level: signature.level,
          findings: signature.findings.filter(({ level }) => level === 'UNDEFINED'),
        })),
      ).toEqual(
        Array.from({ length: count }, () => ({
          conclusion: cannot(maker, file) ?? { indication: 'TOTAL-PASSED' },
          level: `B-${level}`,
          findings: [],
        })),
      )
    })
  })

const pathOf = (maker: string, index: number, times: number) =>
  join(folder, `${maker.replace(' ', '-')}-${index}-${times}.pdf`)

/**
 * Round by round, since each later signature needs the earlier one. Gives what failed, by index.
 */
async function makeAll(
  maker: string,
  made: readonly Theirs[],
  pki: InteropPki,
  make: (jobs: readonly MakeJob[]) => Promise<readonly Made[]>,
): Promise<ReadonlyMap<number, string>> {
  const failures = new Map<number, string>()
  for (const [index, file] of made.entries()) writeDocument(file, pathOf(maker, index, 0))
  for (let round = 1; round <= Math.max(...made.map(({ count = 1 }) => count)); round++) {
    const jobs = made.flatMap((file, index) =>
      (file.count ?? 1) < round ? [] : [{ index, job: jobOf(maker, file, { index, round }, pki) }],
    )
    const answers = await make(jobs.map(({ job }) => job))
    for (const [position, { error }] of answers.entries()) {
      const failed = jobs[position]
      if (error !== undefined && failed !== undefined) failures.set(failed.index, error)
    }
  }
  return failures
}

function jobOf(
  maker: string,
  file: Theirs,
  { index, round }: { readonly index: number; readonly round: number },
  pki: InteropPki,
): MakeJob {
  const { level, key, visible = false, certify, lock, encrypted } = file
  return {
    file: pathOf(maker, index, round - 1),
    output: pathOf(maker, index, round),
    level,
    key: pki.files.key(key),
    newField: `Tanda ${round}`,
    timestamping: maker === 'pyHanko' ? pki.files.timestampingRsa : pki.files.timestamping,
    material: pki.files.all,
    visible,
    ...(certify !== undefined && round === 1 ? { certify } : {}),
    ...present({ lock }),
    ...(encrypted === undefined ? {} : { password: PASSWORD }),
  }
}

function writeDocument({ tagged, encrypted }: Theirs, file: string): void {
  writeFileSync(file, tagged ? sample('disdukcapil-kk').pdf : buildPdf())
  if (encrypted === undefined) return
  const how = { RC4: ['128', '--use-aes=n'], 'AES-128': ['128', '--use-aes=y'], 'AES-256': ['256'] }
  const encryption = ['--allow-weak-crypto', '--encrypt', PASSWORD, 'pemilik rekaan', ...how[encrypted], '--']
  execFileSync('qpdf', ['--replace-input', ...encryption, file])
}

/** B-LT and B-LTA must be enough in themselves. */
async function judged({ level, encrypted }: Theirs, file: string, pki: InteropPki) {
  const isAlone = level === 'LT' || level === 'LTA'
  return validatePdf(new Uint8Array(readFileSync(file)), {
    trustAnchors: [pki.root],
    at: new Date(),
    ...(isAlone ? {} : { evidence: pki.evidence }),
    ...(encrypted === undefined ? {} : { password: PASSWORD }),
  })
}
