// Signatures of one engine raised to a level by another: ours by pyHanko and EU DSS, theirs by us.
// Every judge passes the result, with the anchor and nothing else.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { augmentPdf, type Baseline, signPdf } from '@tapis/pades/create'
import { validatePdf } from '@tapis/pades/validate'
import { buildPdf } from '@tapis/testing/pdf'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type DssVerdict,
  dssJudge,
  dssMake,
  type MakeJob,
  type PyhankoVerdict,
  pyhankoJudge,
  pyhankoMake,
} from './judges.ts'
import { type InteropPki, interopPki } from './pki.ts'
import { hasMaven, hasTool } from './tools.ts'

type Maker = 'Tapis' | 'pyHanko' | 'EU DSS'
type Level = MakeJob['level']

interface Augmented {
  readonly signedBy: Maker
  readonly from: Level
  readonly augmentedBy: Maker
  readonly to: Level
}

const rows: readonly Augmented[] = [
  { signedBy: 'Tapis', from: 'T', augmentedBy: 'pyHanko', to: 'LT' },
  { signedBy: 'Tapis', from: 'T', augmentedBy: 'pyHanko', to: 'LTA' },
  { signedBy: 'Tapis', from: 'LTA', augmentedBy: 'pyHanko', to: 'LTA' },
  { signedBy: 'Tapis', from: 'B', augmentedBy: 'EU DSS', to: 'T' },
  { signedBy: 'Tapis', from: 'T', augmentedBy: 'EU DSS', to: 'LT' },
  { signedBy: 'Tapis', from: 'LT', augmentedBy: 'EU DSS', to: 'LTA' },
  { signedBy: 'Tapis', from: 'LTA', augmentedBy: 'EU DSS', to: 'LTA' },
  { signedBy: 'pyHanko', from: 'B', augmentedBy: 'Tapis', to: 'T' },
  { signedBy: 'pyHanko', from: 'T', augmentedBy: 'Tapis', to: 'LT' },
  { signedBy: 'pyHanko', from: 'LT', augmentedBy: 'Tapis', to: 'LTA' },
  { signedBy: 'pyHanko', from: 'LTA', augmentedBy: 'Tapis', to: 'LTA' },
  { signedBy: 'EU DSS', from: 'B', augmentedBy: 'Tapis', to: 'T' },
  { signedBy: 'EU DSS', from: 'T', augmentedBy: 'Tapis', to: 'LT' },
  { signedBy: 'EU DSS', from: 'LT', augmentedBy: 'Tapis', to: 'LTA' },
  { signedBy: 'EU DSS', from: 'LTA', augmentedBy: 'Tapis', to: 'LTA' },
]

/**
 * B-T by a timestamp over the file (EN 319 142-1 clause 6.3): pyHanko asks for one in the
 * signature, which nobody can add later.
 */
const cannot = ({ to }: Augmented) =>
  to === 'T'
    ? { indication: 'INDETERMINATE', subIndication: 'SIG_CONSTRAINTS_FAILURE', archived: true }
    : undefined

const isHere = hasMaven() && hasTool('pyhanko')
const folder = mkdtempSync(join(tmpdir(), 'tapis-augmented-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pathOf = (row: Augmented, step: 'plain' | 'signed' | 'augmented') =>
  join(folder, `${rows.indexOf(row)}-${step}.pdf`)
const carriesEvidence = ({ to }: Augmented) => to === 'LT' || to === 'LTA'

function baselineOf(level: Level, { timestampAuthority, evidenceSource }: InteropPki): Baseline {
  if (level === 'B') return { level: 'B-B' }
  if (level === 'T') return { level: 'B-T', timestampAuthority }
  return { level: `B-${level}`, timestampAuthority, evidenceSource }
}

async function signOurs(row: Augmented, pki: InteropPki): Promise<void> {
  const signed = await signPdf(buildPdf(), {
    custodian: pki.custodian('P-256'),
    baseline: baselineOf(row.from, pki),
    fields: { signingTime: new Date() },
  })
  writeFileSync(pathOf(row, 'signed'), signed.bytes())
}

async function augmentOurs(row: Augmented, pki: InteropPki): Promise<void> {
  const baseline = baselineOf(row.to, pki)
  if (baseline.level === 'B-B') throw new TypeError('nothing is augmented to B-B')
  const pdf = new Uint8Array(readFileSync(pathOf(row, 'signed')))
  const augmented = await augmentPdf(pdf, { ...baseline, at: new Date() })
  writeFileSync(pathOf(row, 'augmented'), augmented.bytes())
}

/** The signing or augmenting that another engine does in this step. */
async function theirs(step: 'signed' | 'augmented', pki: InteropPki): Promise<void> {
  for (const [maker, make] of [['pyHanko', pyhankoMake] as const, ['EU DSS', dssMake] as const]) {
    const own = rows.filter((row) => (step === 'signed' ? row.signedBy : row.augmentedBy) === maker)
    const jobs = own.map(
      (row): MakeJob => ({
        file: pathOf(row, step === 'signed' ? 'plain' : 'signed'),
        output: pathOf(row, step),
        level: step === 'signed' ? row.from : row.to,
        timestamping: maker === 'pyHanko' ? pki.files.timestampingRsa : pki.files.timestamping,
        material: pki.files.all,
        ...(step === 'signed' ? { key: pki.files.key('P-256'), newField: 'Tanda' } : {}),
      }),
    )
    for (const { error, file } of await make(jobs))
      if (error !== undefined) throw new Error(`${file}: ${error}`)
  }
}

describe.skipIf(!isHere)('augmented', () => {
  const dss = new Map<string, DssVerdict>()
  const pyhanko = new Map<string, PyhankoVerdict>()
  let pki: InteropPki

  beforeAll(async () => {
    pki = await interopPki(join(folder, 'pki'))
    for (const row of rows) {
      if (row.signedBy === 'Tapis') await signOurs(row, pki)
      else writeFileSync(pathOf(row, 'plain'), buildPdf())
    }
    await theirs('signed', pki)
    for (const row of rows) if (row.augmentedBy === 'Tapis') await augmentOurs(row, pki)
    await theirs('augmented', pki)
    const jobs = rows.map((row) => ({
      file: pathOf(row, 'augmented'),
      material: carriesEvidence(row) ? pki.files.anchors : pki.files.all,
      // PDFBox takes numbers that the document's own table calls free.
      lenient: row.signedBy === 'EU DSS',
    }))
    for (const verdict of await dssJudge(jobs)) dss.set(verdict.file, verdict)
    for (const verdict of await pyhankoJudge(jobs)) pyhanko.set(verdict.file, verdict)
  })

  describe.each(rows)('$from of $signedBy to $to by $augmentedBy', (row) => {
    it('keeps the bytes and passes our own validation', async () => {
      const before = readFileSync(pathOf(row, 'signed'))
      const after = readFileSync(pathOf(row, 'augmented'))
      expect(after.subarray(0, before.length).equals(before)).toBe(true)
      const report = await validatePdf(new Uint8Array(after), {
        trustAnchors: [pki.root],
        at: new Date(),
        ...(carriesEvidence(row) ? {} : { evidence: pki.evidence }),
      })
      expect(report.signatures.map(({ conclusion }) => conclusion)).toEqual(
        report.signatures.map(() => ({ indication: 'TOTAL-PASSED' })),
      )
      expect(report.signatures.find(({ kind }) => kind === 'signature')?.level).toBe(`B-${row.to}`)
    })

    it('passes for EU DSS at its level', () => {
      const verdict = dss.get(pathOf(row, 'augmented'))
      expect(verdict?.signatures, JSON.stringify(verdict)).toMatchObject([
        { indication: 'TOTAL_PASSED', format: `PAdES_BASELINE_${row.to}`, undefinedChanges: [] },
      ])
    })

    it('passes for pyHanko', () => {
      const verdict = pyhanko.get(pathOf(row, 'augmented'))
      const signatures = verdict?.signatures?.filter(({ kind }) => kind === 'signature')
      expect(signatures, JSON.stringify(verdict)).toMatchObject([
        { ...(cannot(row) ?? { indication: 'PASSED' }), docMdpOk: true },
      ])
    })
  })
})
