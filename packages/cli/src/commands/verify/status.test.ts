import type { SignatureReport, ValidationReport } from '@tapis/pades/validate'
import { describe, expect, it } from 'vitest'
import { passes } from './status.ts'
import { signatureReport } from './testing/signature-report.ts'

const unknownIssuer: SignatureReport['conclusion'] = {
  indication: 'INDETERMINATE',
  subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
  reason: 'no path',
  missing: [],
}
const file = (...signatures: readonly Partial<SignatureReport>[]): ValidationReport => ({
  signatures: signatures.map(signatureReport),
  warnings: [],
})

describe('the status of tapis verify', () => {
  it('wants every signature to pass', () => {
    expect(passes(file({}), false)).toBe(true)
    expect(passes(file({}, { conclusion: unknownIssuer }), false)).toBe(false)
    expect(passes(file(), false)).toBe(false)
  })

  it.each<[string, Partial<SignatureReport>]>([
    ['a signature that passes', {}],
    ['an unknown issuer', { conclusion: unknownIssuer }],
    ['a later signature', { modification: 'FORM_FILLING' }],
    ['a later timestamp', { modification: 'LTA_UPDATES' }],
  ])('is content, for integrity alone, with %s', (_, signature) => {
    expect(passes(file(signature), true)).toBe(true)
  })

  it.each<[string, Partial<SignatureReport>]>([
    ['a signature that is broken', { integrity: { kind: 'broken', reason: 'HASH_FAILURE' } }],
    [
      'a signature that failed though its bytes fit',
      { conclusion: { indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', reason: 'changed' } },
    ],
    ['a change that nobody understands', { conclusion: unknownIssuer, modification: 'UNDEFINED' }],
    [
      'a document that could not be examined',
      {
        conclusion: { indication: 'INDETERMINATE', subIndication: 'GENERIC', reason: 'locked', missing: [] },
      },
    ],
  ])('is not, for integrity alone, with %s, beside a good one too', (_, signature) => {
    expect(passes(file(signature), true)).toBe(false)
    expect(passes(file({}, signature), true)).toBe(false)
  })

  it('is not, for integrity alone, with a file without signatures or that cannot be read', () => {
    expect(passes(file(), true)).toBe(false)
    expect(passes({ ...file({}), error: { code: 'PDF_EMPTY', message: 'empty' } }, true)).toBe(false)
  })
})
