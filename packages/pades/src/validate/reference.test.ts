// What the DSS project's own tests assert of its documents (`reference` in expected.json), where
// the documents are at hand. The verdicts are with the signature's own certificates as anchors,
// shortly after it was made, so that nothing but what the row is about stands in the way.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Hash } from '@tapis/pki'
import { describe, expect, it } from 'vitest'
import { type ValidationOptions, validatePdf } from './index.ts'
import type { SignatureReport } from './report/report.ts'

const root = resolve(import.meta.dirname, '../../../..')
const folder = resolve(root, process.env['TAPIS_CORPUS'] ?? '../shared/corpus', 'dss')
const isPresent = existsSync(resolve(folder, 'expected.json'))
if (!isPresent) console.log('skipped: no DSS test documents (set TAPIS_CORPUS)')

const hash: Hash = (algorithm, chunks) => {
  const digest = createHash(algorithm.replace('-', ''))
  for (const chunk of chunks) digest.update(chunk)
  return digest.digest()
}

/** What is stated of one signature, by its field; a key left out is not looked at. */
interface Stated {
  /** `TOTAL-PASSED` or the sub-indication. */
  readonly verdict?: string
  /** Without any anchor, as of late 2026. */
  readonly untrusted?: string
  readonly level?: string
  readonly integrity?: 'intact' | 'broken' | 'undetermined'
  readonly messageDigest?: string
  readonly coverage?: string
  readonly modification?: string
  /** Among the findings. */
  readonly finding?: string
  readonly kind?: string
  /** Of each timestamp. */
  readonly timestamps?: readonly string[]
  readonly bestSignatureTime?: 'none'
}

interface Row {
  readonly file: string
  readonly reference: string
  readonly signatures: Readonly<Record<string, Stated>>
  /** Of all signatures. */
  readonly count?: number
  readonly warnings?: readonly string[]
  readonly password?: string
}

const untouched = { integrity: 'intact', coverage: 'ENTIRE_FILE', modification: 'NONE' } as const
const malformed = { verdict: 'FORMAT_FAILURE', untrusted: 'FORMAT_FAILURE' } as const
const notIntact = { ...malformed, integrity: 'broken', coverage: 'UNCLEAR' } as const
const passed = { verdict: 'TOTAL-PASSED' } as const
const technicallyInvalid = { verdict: 'CRYPTO_CONSTRAINTS_FAILURE', integrity: 'undetermined' } as const
const copied = { verdict: 'HASH_FAILURE', integrity: 'broken', kind: 'document-timestamp' } as const
/** 1024-bit keys, which EN 319 102-1 leaves to the policy; the row is about something else. */
const weakKey = { verdict: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' } as const

const rows: readonly Row[] = [
  {
    file: 'BadEncodedCMS.pdf',
    reference: 'no signature found that could be validated',
    signatures: { 'Test Signature': { verdict: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', level: 'none' } },
  },
  {
    file: 'DSS-1683.pdf',
    reference: 'INDETERMINATE / SIG_CONSTRAINTS_FAILURE (under the reference validator’s policy)',
    // A signature of PKCS #7 with SHA-1 that names its certificate by nothing signed; never passes,
    // by another rule of ours.
    signatures: { Signature_0: { verdict: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', level: 'PKCS7' } },
  },
  {
    file: 'DSS-2821.pdf',
    reference: 'signature without undefined changes; the detached timestamp has some',
    signatures: {
      Signature1: { kind: 'document-timestamp', modification: 'UNDEFINED' },
      '6831d54d-907d-4ddc-8d58-94a6ac69697b': { ...passed, modification: 'LTA_UPDATES' },
    },
  },
  {
    file: 'DSS-3577.pdf',
    reference: 'later changes are allowed ones; nothing undefined',
    signatures: {
      'SignHere_4c04142c-ee5a-448b-a3d5-b4c6d5063e59': { ...passed, modification: 'FORM_FILLING' },
    },
  },
  {
    file: 'PAdES-LT.pdf',
    reference: 'later changes are allowed ones; nothing undefined',
    signatures: {
      Signature1: { modification: 'FORM_FILLING' },
      Signature2: { modification: 'FORM_FILLING' },
      Signature3: { modification: 'FORM_FILLING' },
      Signature4: { modification: 'LTA_UPDATES' },
    },
  },
  {
    file: 'Signature-P-HU_NET-2.pdf',
    reference: 'baseline B technically invalid',
    signatures: { NlSignature551711527623: technicallyInvalid },
  },
  {
    file: 'Signature-P-HU_POL-3.pdf',
    reference: 'later changes are allowed ones; nothing undefined',
    signatures: {
      Signature1: { ...passed, modification: 'LTA_UPDATES' },
      Signature2: { ...passed, modification: 'NONE' },
    },
  },
  {
    file: 'TestToSignPDFSHA256_TST_SIG_NOT_FOUND.pdf',
    reference: 'timestamp’s certificate is missing: T not valid',
    signatures: { Signature2: { timestamps: ['NO_CERTIFICATE_CHAIN_FOUND'], bestSignatureTime: 'none' } },
  },
  {
    file: 'doc-firmado-LT.pdf',
    reference: 'PAdES-BASELINE-LT',
    signatures: { Signature1: { ...passed, level: 'B-LT' } },
  },
  {
    file: 'doc-firmado-T.pdf',
    reference: 'PAdES-BASELINE-T',
    signatures: { Signature1: { ...passed, level: 'B-T' } },
  },
  { file: 'doc-firmado.pdf', reference: 'PAdES-BASELINE-T', signatures: { Signature1: { level: 'B-T' } } },
  {
    file: 'dss-1420/PAdES-BpB-att-SHA256-SHA3_224withRSA.pdf',
    reference: 'baseline B technically invalid',
    signatures: { Signature1: technicallyInvalid },
  },
  {
    file: 'dss-1420/PAdES-BpB-att-SHA256-SHA3_256withRSA.pdf',
    reference: 'baseline B technically invalid',
    signatures: { Signature1: technicallyInvalid },
  },
  {
    file: 'dss-2236/annotation-and-visible-change.pdf',
    reference: 'annotation overlaps on pages 1 and 2; undefined changes after the first signature',
    signatures: { 'Digital Signature 1': { ...malformed, modification: 'UNDEFINED' } },
    warnings: ['ANNOTATIONS_OVERLAP: annotations lie over each other on page 1, 2'],
  },
  {
    file: 'dss-2236/hide.pdf',
    reference: 'shadow attack: modification that no rule allows',
    signatures: { Signature1: { ...malformed, modification: 'UNDEFINED' } },
  },
  {
    file: 'dss-2236/replace.pdf',
    reference: 'shadow attack: modification that no rule allows',
    signatures: { Signature2: { ...malformed, modification: 'UNDEFINED' } },
  },
  {
    file: 'dss-818/Signature-P-SK-1 (HASH_FAILURE).pdf',
    reference: 'not a PAdES signature (format requirements broken)',
    signatures: {
      Signature1: { verdict: 'SIG_CONSTRAINTS_FAILURE' },
      Signature5: { verdict: 'SIG_CONSTRAINTS_FAILURE' },
      Signature6: { verdict: 'FORMAT_FAILURE' },
    },
  },
  {
    file: 'dss-PLAIN-ECDSA/TeleSec_PKS_eIDAS_QES_CA_1-baseline-b.pdf',
    reference: 'valid: byte range, dictionary and content consistent, nothing modified',
    signatures: { Signature3: { messageDigest: 'matches', coverage: 'ENTIRE_FILE', modification: 'NONE' } },
  },
  {
    file: 'encrypted.pdf',
    reference: 'needs its password (a space); integrity checked after it',
    signatures: { Signature1: { ...passed, ...untouched } },
    password: ' ',
  },
  {
    file: 'hello_signed_INCSAVE_signed.pdf',
    reference: 'valid: byte range, dictionary and content consistent, nothing modified',
    signatures: { Signature1: { ...weakKey, integrity: 'intact' }, Signature2: { ...weakKey, ...untouched } },
  },
  {
    file: 'hello_signed_INCSAVE_signed_EDITED.pdf',
    reference: 'one signature valid and one with an invalid byte range and an inconsistent dictionary',
    signatures: { Signature1: { ...weakKey, integrity: 'intact' }, Signature2: notIntact },
  },
  {
    file: 'lt-short.pdf',
    reference: '25 signatures; speed target under 500 ms for the whole file',
    signatures: { Signature1: { integrity: 'intact' }, Signature25: { integrity: 'intact' } },
    count: 25,
  },
  {
    file: 'pades-enveloping-cms.pdf',
    reference: 'not a PAdES signature (format requirements broken)',
    signatures: { Signature1: malformed },
  },
  {
    file: 'pades-enveloping-empty-bytes-cms.pdf',
    reference: 'not a PAdES signature (format requirements broken)',
    signatures: { signature1: malformed },
  },
  {
    file: 'pades-lta-copied-doctst.pdf',
    reference: 'the copied timestamp’s message imprint does not match',
    signatures: { Signature1: passed, Signature2: copied },
  },
  {
    file: 'pades-multiple-pages-annots-overlap.pdf',
    reference: 'annotation overlaps on more than 2 pages',
    signatures: {},
    warnings: ['ANNOTATIONS_OVERLAP: annotations lie over each other on page 8, 12, 13, 16'],
  },
  {
    file: 'pades-same-border-annotations.pdf',
    reference: 'no annotation overlap',
    signatures: {},
    warnings: [],
  },
  {
    file: 'pades-signed-annot-added.pdf',
    reference: 'an annotation was added: allowed only where P=3, always listed',
    signatures: { Signature2: { ...malformed, modification: 'UNDEFINED', finding: 'ANNOTATION_ADDED' } },
  },
  {
    file: 'pades-signed-filled-form.pdf',
    reference: 'a form was filled in after signing: a listed, not an undefined change',
    signatures: { Signature1: { modification: 'FORM_FILLING', finding: 'FIELD_MODIFIED' } },
  },
  {
    file: 'pades-spoofing-replaced-reason.pdf',
    reference: 'signature dictionary was changed after signing (Reason)',
    signatures: { Signature1: notIntact },
  },
  {
    file: 'pades-t-duplicated-doctst.pdf',
    reference: 'the copied timestamp’s message imprint does not match',
    signatures: {
      Signature1: passed,
      Signature2: { integrity: 'intact', kind: 'document-timestamp' },
      Signature3: copied,
    },
  },
  {
    file: 'pades-two-sig-copied-tst.pdf',
    reference: 'the copied timestamp’s message imprint does not match',
    signatures: {
      Signature1: passed,
      Signature2: { verdict: 'SIG_CONSTRAINTS_FAILURE', level: 'B-B', timestamps: ['HASH_FAILURE'] },
    },
  },
  {
    file: 'pades-unsupported-signature-algorithm.pdf',
    reference: 'baseline B technically invalid',
    signatures: { Signature1: technicallyInvalid },
  },
  {
    file: 'pades_infinite_loop.pdf',
    reference: 'must end, no signature accepted',
    signatures: { 'CSGN_Signature: D:20191031184401': notIntact },
  },
  {
    file: 'pades_opposite_infinite_loop.pdf',
    reference: 'must end, no signature accepted',
    signatures: { 'CSGN_Signature: D:20191031184401': notIntact },
  },
  {
    file: 'pdf-byterange-overlap.pdf',
    reference: 'FORMAT_FAILURE; one valid and one invalid byte range',
    signatures: { Signature1: passed, Signature2: notIntact },
  },
  {
    file: 'pdf-double-signer-info.pdf',
    reference: 'not a PAdES signature (format requirements broken)',
    signatures: { Signature1: malformed },
  },
  {
    file: 'pdf-eof.pdf',
    reference: 'byte range invalid, signature not intact: never valid',
    signatures: { Signature1: notIntact },
  },
  {
    file: 'pdf-removed-pages.pdf',
    reference: 'TOTAL-FAILED / FORMAT_FAILURE; pages 2 and 3 were removed after signing',
    signatures: { Signature1: { ...malformed, modification: 'UNDEFINED', finding: 'PAGES_MODIFIED' } },
  },
  {
    file: 'pdf-signed-added-page.pdf',
    reference: 'TOTAL-FAILED / FORMAT_FAILURE; page 2 was added after signing',
    signatures: { Signature1: { ...malformed, modification: 'UNDEFINED', finding: 'PAGES_MODIFIED' } },
  },
  {
    file: 'pdf-signed-corrupted.pdf',
    reference: 'byte range invalid, signature not intact: never valid',
    signatures: { Signature1: notIntact },
  },
  {
    file: 'pdf-signed-original.pdf',
    reference: 'valid: byte range, dictionary and content consistent, nothing modified',
    signatures: { Signature1: { ...passed, ...untouched } },
  },
  {
    file: 'pdf-signed-out-of-byteRange.pdf',
    reference: 'byte range invalid, signature not intact: never valid',
    signatures: { Signature1: notIntact },
  },
  {
    file: 'pdf-spoofing-attack.pdf',
    reference: 'signature dictionary was changed after signing (Reason)',
    signatures: { Sig2: notIntact },
  },
  {
    file: 'pdf-structtreeroot-changes.pdf',
    reference: 'later changes are allowed ones; nothing undefined',
    signatures: { sign3: { ...passed, modification: 'FORM_FILLING' }, sign4: { ...passed, ...untouched } },
  },
  {
    file: 'pdf-with-eof-cr.pdf',
    reference: 'valid: byte range, dictionary and content consistent, nothing modified',
    signatures: { Signature1: { ...passed, ...untouched } },
  },
  {
    file: 'pkcs7-no-message-digest.pdf',
    reference: 'not a PAdES signature (format requirements broken)',
    signatures: { Signature_0: { level: 'PKCS7', verdict: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' } },
  },
  {
    file: 'self-issued-qesig.pdf',
    reference: 'INDETERMINATE / CERTIFICATE_CHAIN_GENERAL_FAILURE',
    signatures: { Signature1: { verdict: 'CERTIFICATE_CHAIN_GENERAL_FAILURE' } },
  },
  {
    file: 'signature-referenced-from-multiple-fields.pdf',
    reference: 'one signature dictionary, two field names: both listed',
    signatures: { 'signature-test': malformed, 'signature-test2': malformed },
    count: 2,
  },
  {
    file: 'siwa.pdf',
    reference: 'byte range invalid, signature not intact: never valid',
    signatures: { Signature1: notIntact },
  },
  {
    file: 'test-with-vri.pdf',
    reference: 'PAdES-BASELINE-B (a VRI time or an earlier detached timestamp is no proof of T)',
    signatures: { TestSignature: { level: 'B-B', bestSignatureTime: 'none' } },
  },
  {
    file: 'timestamped-fields.pdf',
    reference: 'no signature found that could be validated',
    signatures: { signature1: { kind: 'document-timestamp' }, signature2: { kind: 'document-timestamp' } },
    count: 2,
  },
  {
    file: 'timestamped_and_signed.pdf',
    reference: 'PAdES-BASELINE-B (a VRI time or an earlier detached timestamp is no proof of T)',
    signatures: {
      Signature1: { kind: 'document-timestamp' },
      Signature2: { ...passed, level: 'B-B', bestSignatureTime: 'none' },
    },
  },
  {
    file: 'wrong-digest-algo.pdf',
    reference: 'baseline B technically invalid',
    signatures: { Sig_12004651: technicallyInvalid },
  },
]

async function reportsOf({ file, password }: Row, options: Pick<ValidationOptions, 'trustAnchors' | 'at'>) {
  const pdf = new Uint8Array(readFileSync(resolve(folder, file)))
  return await validatePdf(pdf, { ...options, hash, ...(password === undefined ? {} : { password }) })
}

function verdictOf({ conclusion }: Pick<SignatureReport, 'conclusion'>): string {
  return conclusion.indication === 'TOTAL-PASSED' ? conclusion.indication : conclusion.subIndication
}

describe.skipIf(!isPresent)('the DSS project’s own assertions', () => {
  it('are all in the table, in its words', () => {
    const expected: Readonly<Record<string, { readonly reference?: string }>> = JSON.parse(
      readFileSync(resolve(folder, 'expected.json'), 'utf8'),
    )
    const stated = Object.entries(expected).flatMap(([file, { reference }]) =>
      reference === undefined ? [] : [[file, reference.replace("'", '’')]],
    )
    expect(rows.map(({ file, reference }) => [file, reference])).toEqual(stated)
  })

  it.each(rows)('$file: $reference', async (row) => {
    const report = await reportsOf(row, { trustAnchors: [], at: new Date('2026-11-01T00:00:00Z') })
    const own = report.signatures.filter(({ kind }) => kind === 'signature')
    if (row.count !== undefined) expect(report.signatures).toHaveLength(row.count)
    if (row.warnings !== undefined) expect(report.warnings).toEqual(row.warnings)
    expect(own.filter(({ conclusion }) => conclusion.indication === 'TOTAL-PASSED')).toEqual([])
    for (const [field, stated] of Object.entries(row.signatures)) {
      const untrusted = report.signatures.find((signature) => signature.field === field)
      if (untrusted === undefined) throw new Error(`expected a signature ${field}`)
      const { claimedSigningTime = new Date('2020-01-01T00:00:00Z'), certificates } = untrusted
      const trusted = await reportsOf(row, {
        trustAnchors: certificates,
        at: new Date(claimedSigningTime.getTime() + 60_000),
      })
      const found = trusted.signatures.find((signature) => signature.field === field)
      if (found === undefined) throw new Error(`expected a signature ${field}`)
      const facts = {
        verdict: verdictOf(found),
        untrusted: verdictOf(untrusted),
        level: found.level ?? 'none',
        integrity: found.integrity.kind,
        messageDigest: found.messageDigest,
        coverage: found.coverage,
        modification: found.modification,
        kind: found.kind,
        timestamps: found.timestamps.map(verdictOf),
        bestSignatureTime: found.bestSignatureTime?.toISOString() ?? 'none',
        finding: found.findings.map(({ code }) => code),
      }
      const { finding, ...exact } = stated
      expect(facts, field).toMatchObject(exact)
      if (finding !== undefined) expect(facts.finding).toContain(finding)
    }
  })
})
