import type { SignatureReport, ValidationReport } from '@tapis/pades/validate'
import { describe, expect, it } from 'vitest'
import { verifyLine } from './json-lines.ts'
import { signatureReport } from './testing/signature-report.ts'
import { formatForPeople } from './text.ts'

const at = new Date('2026-11-24T03:32:00Z')
const claimed = new Date('2026-11-20T01:00:00Z')
const proven = new Date('2026-11-20T02:00:00Z')
const report = (signature: Partial<SignatureReport>): ValidationReport => ({
  signatures: [signatureReport(signature)],
  warnings: ['PAGES_OVERLAP: two marks lie \u001b[2J over each other'],
})
const text = (of: ValidationReport, told = { at: false }) =>
  formatForPeople(verifyLine('a.pdf', of, at), of, told)

describe('a line of tapis verify', () => {
  it('says as of when it was judged, and what was tolerated', () => {
    expect(verifyLine('a.pdf', report({}), at)).toMatchObject({
      at: '2026-11-24T03:32:00.000Z',
      warnings: report({}).warnings,
    })
    expect(text(report({}))).toContain('peringatan / warning: PAGES_OVERLAP')
    expect(text(report({}))).not.toContain('\u001b')
    expect(text(report({}))).not.toContain('judged as of')
    expect(text(report({}), { at: true })).toContain('dinilai per / judged as of 2026-11-24T03:32:00.000Z')
  })

  it.each<[string, Partial<SignatureReport>, object, string]>([
    [
      'a timestamp proves',
      { bestSignatureTime: proven, claimedSigningTime: claimed },
      { time: proven.toISOString(), timeIsProven: true },
      'proven by a timestamp',
    ],
    [
      'the signer claims',
      { claimedSigningTime: claimed },
      { time: claimed.toISOString(), timeIsProven: false },
      'only claimed',
    ],
    ['nobody states', {}, { time: null, timeIsProven: false }, 'no time'],
    [
      'a document timestamp that passes states',
      { kind: 'document-timestamp', claimedSigningTime: claimed },
      { kind: 'document-timestamp', time: claimed.toISOString(), timeIsProven: true },
      'document timestamp',
    ],
    [
      'a document timestamp of a stranger states',
      {
        kind: 'document-timestamp',
        claimedSigningTime: claimed,
        conclusion: { indication: 'INDETERMINATE', subIndication: 'GENERIC', reason: '', missing: [] },
      },
      { time: claimed.toISOString(), timeIsProven: false },
      'only claimed',
    ],
  ])('tells the time that %s', (_, signature, expected, said) => {
    expect(verifyLine('a.pdf', report(signature), at).signatures).toMatchObject([expected])
    expect(text(report(signature))).toContain(said)
  })
})
