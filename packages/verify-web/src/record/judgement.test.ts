import type { PublicRecord } from '@tapis/db/public'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REVOKED, signedWith, VALID } from '../testing/sample-record.ts'
import { sentences } from '../words/sentences.ts'
import { judge } from './judgement.ts'

const CITY = { caName: 'CA Penanda Tangan Contoh', certified: false }
const BSRE = 'CN=BSRE CA DS G1,O=Badan Siber dan Sandi Negara,C=ID'
const certified = signedWith({ certificateIssuer: BSRE, certifiedProvider: true })

/** A row as no type allows it, the way a newer database could hand it over. */
function withStatus(status: string): PublicRecord {
  return Object.assign({}, VALID, JSON.parse(JSON.stringify({ status })))
}

describe('the judgement of a record', () => {
  it.each<[string, PublicRecord, string, string, string, string]>([
    ['signed under the city’s own certificates', VALID, 'STANDS', 'RECORDED', 'NOT_REVOKED', 'NOT_CERTIFIED'],
    [
      'signed under a certified provider',
      { ...VALID, signatures: certified },
      'STANDS',
      'RECORDED',
      'NOT_REVOKED',
      'CERTIFIED',
    ],
    [
      'of which one signature of two is not certified',
      { ...VALID, signatures: [...certified, ...VALID.signatures] },
      'STANDS',
      'RECORDED',
      'NOT_REVOKED',
      'NOT_CERTIFIED',
    ],
    [
      'that calls the city’s uncertified authority certified',
      { ...VALID, signatures: signedWith({ certifiedProvider: true }) },
      'STANDS',
      'RECORDED',
      'NOT_REVOKED',
      'NOT_CERTIFIED',
    ],
    ['that was revoked', REVOKED, 'REVOKED', 'RECORDED', 'REVOKED', 'NOT_CERTIFIED'],
    [
      'that was revoked and has no signature',
      { ...REVOKED, signatures: [] },
      'REVOKED',
      'UNPROVEN',
      'REVOKED',
      'NONE',
    ],
    [
      'with a status that this portal does not know',
      withStatus('superseded'),
      'REVOKED',
      'RECORDED',
      'REVOKED',
      'NOT_CERTIFIED',
    ],
    ['without a signature', { ...VALID, signatures: [] }, 'UNPROVEN', 'UNPROVEN', 'NOT_REVOKED', 'NONE'],
    [
      'with a fingerprint cut short',
      { ...VALID, sha256: VALID.sha256.slice(1) },
      'UNPROVEN',
      'UNPROVEN',
      'NOT_REVOKED',
      'NOT_CERTIFIED',
    ],
  ])('%s', (_, record, state, integrity, status, issuer) => {
    const judgement = judge(record, CITY)
    expect([
      judgement.state,
      judgement.integrity.verdict,
      judgement.status.verdict,
      judgement.issuer.verdict,
    ]).toEqual([state, integrity, status, issuer])
  })

  it('names only the issuers that are not certified, each once', () => {
    const record = { ...VALID, signatures: [...certified, ...VALID.signatures, ...VALID.signatures] }
    expect(judge(record, CITY).issuer).toEqual({
      verdict: 'NOT_CERTIFIED',
      issuers: ['CA Penanda Tangan Contoh'],
    })
  })

  it('carries when and why a document was revoked', () => {
    expect(judge(REVOKED, CITY).status).toEqual({
      verdict: 'REVOKED',
      at: REVOKED.revokedAt,
      reason: REVOKED.revocationReason,
    })
  })

  it('gives the digest in lower case, as the browser computes it', () => {
    const judgement = judge({ ...VALID, sha256: VALID.sha256.toUpperCase() }, CITY)
    expect(judgement.integrity).toEqual({ verdict: 'RECORDED', sha256: VALID.sha256, bytes: VALID.bytes })
  })

  it('lets nothing stand that is revoked, unsigned or without a digest', () => {
    const record = fc.record({
      base: fc.constantFrom(VALID, REVOKED),
      signatures: fc.constantFrom([], VALID.signatures, certified),
      sha256: fc.oneof(fc.constant(VALID.sha256), fc.string()),
      isCertified: fc.boolean(),
    })
    fc.assert(
      fc.property(record, ({ base, signatures, sha256, isCertified }) => {
        const judgement = judge({ ...base, signatures, sha256 }, { ...CITY, certified: isCertified })
        const mayStand = base === VALID && signatures.length > 0 && /^[0-9a-f]{64}$/i.test(sha256)
        expect(judgement.state === 'STANDS').toBe(mayStand)
        expect(sentences(judgement, base.agency).banner.tone === 'good').toBe(mayStand)
      }),
    )
  })
})

describe('the sentences of a judgement', () => {
  it('says plainly that the issuer is not a certified provider, and what that means', () => {
    const { issuer } = sentences(judge(VALID, CITY), VALID.agency)
    expect(issuer.sentence.id).toBe(
      'Sertifikat diterbitkan oleh CA Penanda Tangan Contoh, bukan Penyelenggara Sertifikasi Elektronik (PSrE) tersertifikasi.',
    )
    expect(issuer.meaning?.id).toContain('lebih lemah')
  })

  it.each([VALID, REVOKED])(
    'call the agency by that name, and leave Penerbit to the certificates: $status',
    (record) => {
      const { status } = sentences(judge(record, CITY), record.agency)
      expect(status.sentence.id).toMatch(/^Instansi /)
      expect(status.sentence.id).not.toMatch(/penerbit/i)
    },
  )

  it('never calls integrity good before a file was compared', () => {
    expect(sentences(judge(VALID, CITY), VALID.agency).integrity.tone).toBe('compare')
  })
})
