// A report of a signature that passed, for tests of what the command line makes of reports.

import type { SignatureReport } from '@tapis/pades/validate'

export function signatureReport(entries: Partial<SignatureReport> = {}): SignatureReport {
  return {
    field: 'Signature1',
    kind: 'signature',
    conclusion: { indication: 'TOTAL-PASSED' },
    integrity: { kind: 'intact' },
    messageDigest: 'matches',
    signatureValue: 'right',
    coverage: 'ENTIRE_FILE',
    modification: 'NONE',
    findings: [],
    timestamps: [],
    certificates: [],
    revocation: [],
    ...entries,
  }
}
