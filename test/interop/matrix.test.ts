// Our output under the eyes of four validators that share no code with us, and of our own: every
// row passes at the level that it was signed for. What a validator cannot do stands in `cannot`,
// with what it says instead, so that a newer one that can is noticed.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ValidationReport, validatePdf } from '@tapis/pades/validate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DssVerdict, dssJudge, type PyhankoVerdict, pyhankoJudge } from './judges.ts'
import { fileOf, PASSWORD, type Row, rows, signRow, titleOf } from './matrix.ts'
import { interopPki } from './pki.ts'
import { hasMaven, hasTool, run } from './tools.ts'

/**
 * What a validator cannot do. NSS, behind pdfsig, has no Ed25519 in CMS; the default policy of EU
 * DSS does not list EdDSA, though its cryptography verifies it.
 */
const cannot = {
  pdfsig: ({ key }: Row) =>
    key === 'Ed25519' ? "Signature Validation: Document isn't signed or corrupted data." : undefined,
  dss: ({ key }: Row) =>
    key === 'Ed25519'
      ? { indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', intact: true }
      : undefined,
}

interface Verdicts {
  readonly ours: Map<string, ValidationReport>
  readonly dss: Map<string, DssVerdict>
  readonly pyhanko: Map<string, PyhankoVerdict>
}

const has = { dss: hasMaven(), pyhanko: hasTool('pyhanko'), qpdf: hasTool('qpdf'), pdfsig: hasTool('pdfsig') }
const folder = mkdtempSync(join(tmpdir(), 'tapis-matrix-'))
const verdicts: Verdicts = { ours: new Map(), dss: new Map(), pyhanko: new Map() }
// qpdf also makes the documents.
const signable = has.qpdf ? rows : []

beforeAll(async () => {
  const pki = await interopPki(join(folder, 'pki'))
  for (const row of signable) {
    const pdf = await signRow(folder, row, pki)
    const evidence = carriesEvidence(row) ? {} : { evidence: pki.evidence }
    const report = await validatePdf(pdf, {
      trustAnchors: [pki.root],
      at: new Date(),
      ...(row.encryption === 'none' ? {} : { password: PASSWORD }),
      ...evidence,
    })
    verdicts.ours.set(fileOf(folder, row), report)
  }
  const jobs = signable.map((row) => ({
    file: fileOf(folder, row),
    material: carriesEvidence(row) ? pki.files.anchors : pki.files.all,
    lenient: row.structure === 'hybrid',
    ...(row.encryption === 'none' ? {} : { password: PASSWORD }),
  }))
  const [dss, pyhanko] = await Promise.all([
    has.dss ? dssJudge(jobs) : [],
    has.pyhanko ? pyhankoJudge(jobs) : [],
  ])
  for (const verdict of dss) verdicts.dss.set(verdict.file, verdict)
  for (const verdict of pyhanko) verdicts.pyhanko.set(verdict.file, verdict)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/**
 * Files of these levels must be enough in themselves: their judges get the anchor and nothing else.
 */
function carriesEvidence({ level }: Row): boolean {
  return !['B-B', 'B-T'].includes(level)
}

const each = <T>({ count }: Row, expected: T): readonly T[] => Array.from({ length: count }, () => expected)
const password = ({ encryption }: Row, option: readonly string[]) =>
  encryption === 'none' ? [] : [...option.slice(0, -1), `${option.at(-1)}${PASSWORD}`]

describe.each(signable.map((row) => [titleOf(row), row] as const))('%s', (_title, row) => {
  it('passes our own validation', () => {
    const report = verdicts.ours.get(fileOf(folder, row))
    expect(report?.error).toBeUndefined()
    const signatures = report?.signatures.filter(({ kind }) => kind === 'signature')
    expect(signatures?.map(({ conclusion, level }) => ({ conclusion, level }))).toEqual(
      each(row, { conclusion: { indication: 'TOTAL-PASSED' }, level: row.level }),
    )
  })

  it('has no syntax error for qpdf', () => {
    const { status, output } = run('qpdf', [
      ...password(row, ['--password=']),
      '--check',
      fileOf(folder, row),
    ])
    expect(output).toContain('No syntax or stream encoding errors found')
    expect(status).toBe(0)
  })

  it.skipIf(!has.pdfsig)('is valid for pdfsig', () => {
    const { output } = run('pdfsig', [
      ...(row.encryption === 'none' ? [] : ['-upw', PASSWORD]),
      '-nocert',
      fileOf(folder, row),
    ])
    // Document timestamps are listed too, and poppler does not verify them.
    const signatures = output.split(/^Signature #/m).filter((part) => part.includes('ETSI.CAdES.detached'))
    expect(
      signatures.map((part) => /Signature Validation: .*/.exec(part)?.[0]),
      output,
    ).toEqual(each(row, cannot.pdfsig(row) ?? 'Signature Validation: Signature is Valid.'))
  })

  it.skipIf(!has.pyhanko)('passes for pyHanko', () => {
    const verdict = verdicts.pyhanko.get(fileOf(folder, row))
    const signatures = verdict?.signatures?.filter(({ kind }) => kind === 'signature')
    expect(signatures, JSON.stringify(verdict)).toMatchObject(
      each(row, {
        indication: 'PASSED',
        process: { 'B-B': 'basic', 'B-T': 'with-time', 'B-LT': 'with-time', 'B-LTA': 'long-term' }[row.level],
        timestamped: row.level !== 'B-B',
        archived: row.level === 'B-LTA',
        docMdpOk: true,
      }),
    )
  })

  it.skipIf(!has.dss)('passes for EU DSS at its level', () => {
    const verdict = verdicts.dss.get(fileOf(folder, row))
    expect(verdict?.signatures, JSON.stringify(verdict)).toMatchObject(
      each(row, {
        ...(cannot.dss(row) ?? { indication: 'TOTAL_PASSED', errors: [] }),
        format: `PAdES_BASELINE_${row.level.slice(2)}`,
        undefinedChanges: [],
      }),
    )
  })
})
