// The validator on the European Commission's DSS test documents, where they are at hand
// (TAPIS_CORPUS, default ../shared/corpus beside the repository). `expected.json` says what an
// independent validator found; `reference` what the DSS project's own tests assert.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Hash } from '@tapis/pki'
import { describe, expect, it } from 'vitest'
import { validatePdf } from './index.ts'
import type { SignatureReport, ValidationReport } from './report/report.ts'

interface ExpectedSignature {
  readonly field: string
  readonly digestIntact?: boolean
  readonly signatureValid?: boolean
  readonly coverage?: string
  readonly modification?: string
}
type Expected = Readonly<
  Record<string, { readonly signatures: readonly ExpectedSignature[]; readonly reference?: string }>
>

const root = resolve(import.meta.dirname, '../../../..')
const folder = resolve(root, process.env['TAPIS_CORPUS'] ?? '../shared/corpus', 'dss')
const isPresent = existsSync(resolve(folder, 'expected.json'))
if (!isPresent) console.log('skipped: no DSS test documents (set TAPIS_CORPUS)')

const nodeHash: Hash = (algorithm, chunks) => {
  const hash = createHash(algorithm.replace('-', ''))
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest()
}

// Attacks and damage. Judged with the signer's own certificates as anchors, so that nothing but the
// attack stands in the way.
const attacks: readonly (readonly [file: string, field: string])[] = [
  ['dss-2236/hide.pdf', 'Signature1'],
  ['dss-2236/replace.pdf', 'Signature2'],
  ['dss-2236/annotation-and-visible-change.pdf', 'Digital Signature 1'],
  ['siwa.pdf', 'Signature1'],
  ['pdf-spoofing-attack.pdf', 'Sig2'],
  ['pades-spoofing-replaced-reason.pdf', 'Signature1'],
  ['pdf-byterange-overlap.pdf', 'Signature2'],
  ['pdf-signed-out-of-byteRange.pdf', 'Signature1'],
  ['pdf-eof.pdf', 'Signature1'],
  ['pdf-removed-pages.pdf', 'Signature1'],
  ['pdf-signed-added-page.pdf', 'Signature1'],
  ['pdf-signed-corrupted.pdf', 'Signature1'],
  ['modified_after_signature.pdf', 'Signature1'],
  ['pades-signed-annot-added.pdf', 'Signature2'],
  ['pdf-double-signer-info.pdf', 'Signature1'],
  ['pades-enveloping-cms.pdf', 'Signature1'],
  ['pades-enveloping-empty-bytes-cms.pdf', 'signature1'],
  ['pdf-with-empty-sig.pdf', 'Signature1'],
  ['pdf-with-two-empty-sigs.pdf', 'Signature2'],
  ['hello_signed_INCSAVE_signed_EDITED.pdf', 'Signature2'],
  ['signature-referenced-from-multiple-fields.pdf', 'signature-test'],
  ['pades-lta-copied-doctst.pdf', 'Signature2'],
  ['pades-t-duplicated-doctst.pdf', 'Signature3'],
  ['pades_infinite_loop.pdf', 'CSGN_Signature: D:20191031184401'],
  ['pades_opposite_infinite_loop.pdf', 'CSGN_Signature: D:20191031184401'],
]

describe.skipIf(!isPresent)('the DSS test documents', () => {
  const expected: Expected = isPresent
    ? JSON.parse(readFileSync(resolve(folder, 'expected.json'), 'utf8'))
    : {}
  const reports = new Map<string, ValidationReport>()
  const pairs: { readonly stated: ExpectedSignature; readonly report: SignatureReport | undefined }[] = []

  it('all get a report', async () => {
    for (const file of Object.keys(expected)) {
      const pdf = new Uint8Array(readFileSync(resolve(folder, file)))
      const report = await validatePdf(pdf, {
        trustAnchors: [],
        at: new Date('2026-11-01T00:00:00Z'),
        hash: nodeHash,
      })
      reports.set(file, report)
      for (const stated of expected[file]?.signatures ?? []) {
        pairs.push({ stated, report: report.signatures.find(({ field }) => field === stated.field) })
      }
    }
    expect(reports.size).toBe(134)
    const errors = [...reports].flatMap(([file, { error }]) =>
      error === undefined ? [] : [`${file}: ${error.code}`],
    )
    expect(errors).toEqual(['malformed-pades.pdf: NOT_A_PDF'])
  }, 300_000)

  it('list every signature that the independent validator lists', () => {
    expect(pairs.filter(({ report }) => report === undefined).map(({ stated }) => stated.field)).toEqual([])
  })

  it('agree with the independent validator on digest, signature value and coverage', () => {
    const judged = pairs.filter(({ stated }) => stated.digestIntact !== undefined)
    const agreeing = judged.filter(
      ({ stated, report }) =>
        (report?.messageDigest === 'matches') === stated.digestIntact &&
        (report?.signatureValue === 'right') === stated.signatureValid,
    )
    const covered = judged.filter(({ stated, report }) => report?.coverage === stated.coverage)
    expect(judged).toHaveLength(222)
    expect(agreeing.length).toBeGreaterThanOrEqual(215)
    expect(covered.length).toBeGreaterThanOrEqual(218)
  })

  it('are found changed beyond what is allowed where the independent validator finds that, or the reference does', () => {
    const allowed = pairs.filter(({ stated }) =>
      ['NONE', 'LTA_UPDATES', 'FORM_FILLING'].includes(stated.modification ?? ''),
    )
    expect(allowed).toHaveLength(158)
    // dss-2236/replace.pdf, a shadow attack, and pades-ocsp-sign-cert.pdf, whose update exchanges
    // the catalog.
    expect(allowed.filter(({ report }) => report?.modification === 'UNDEFINED')).toHaveLength(2)
    expect(allowed.filter(({ report }) => report?.modification === 'ANNOTATIONS')).toEqual([])
  })

  it.each(attacks)('%s: %s does not pass, even with its own certificates as anchors', async (file, field) => {
    const pdf = new Uint8Array(readFileSync(resolve(folder, file)))
    const find = ({ signatures }: ValidationReport) => signatures.find((report) => report.field === field)
    const untrusted = find(await validatePdf(pdf, { trustAnchors: [], at: new Date('2026-11-01T00:00:00Z') }))
    expect(untrusted).toBeDefined()
    const at = untrusted?.claimedSigningTime ?? new Date('2020-01-01T00:00:00Z')
    const trusted = find(await validatePdf(pdf, { trustAnchors: untrusted?.certificates ?? [], at }))
    expect(trusted?.conclusion.indication).toBe('TOTAL-FAILED')
  })

  it('do not only fail: more than half of the signatures pass with their own certificates as anchors', async () => {
    let passed = 0
    for (const [file, { signatures }] of reports) {
      const pdf = new Uint8Array(readFileSync(resolve(folder, file)))
      for (const { field, certificates, claimedSigningTime } of signatures.slice(0, 1)) {
        const at = new Date((claimedSigningTime ?? new Date('2020-01-01T00:00:00Z')).getTime() + 3_600_000)
        const report = await validatePdf(pdf, { trustAnchors: certificates, at, hash: nodeHash })
        const conclusion = report.signatures.find((signature) => signature.field === field)?.conclusion
        if (conclusion?.indication === 'TOTAL-PASSED') passed += 1
      }
    }
    expect(passed).toBeGreaterThanOrEqual(67)
  }, 300_000)
})
