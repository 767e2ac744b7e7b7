import { describe, expect, it } from 'vitest'
import { failed, indeterminate } from './conclusion.ts'
import { sentence } from './sentence.ts'

describe('sentence', () => {
  it('calls a signature valid only when it passed', () => {
    expect(sentence({ indication: 'TOTAL-PASSED' }, 'id')).toContain('sah')
    expect(sentence({ indication: 'TOTAL-PASSED' }, 'en')).toContain('is valid')
  })

  it.each([
    'FORMAT_FAILURE',
    'HASH_FAILURE',
    'SIG_CRYPTO_FAILURE',
    'REVOKED',
    'EXPIRED',
    'NOT_YET_VALID',
  ] as const)('says plainly that %s is a failure', (subIndication) => {
    const conclusion = failed(subIndication, 'alasan teknis')
    expect(sentence(conclusion, 'id')).toMatch(/TIDAK|tidak dapat dipercaya/)
    expect(sentence(conclusion, 'en')).toMatch(/NOT|cannot be relied on/)
    expect(sentence(conclusion, 'id')).not.toContain('alasan teknis')
  })

  it.each([
    'SIG_CONSTRAINTS_FAILURE',
    'CHAIN_CONSTRAINTS_FAILURE',
    'CERTIFICATE_CHAIN_GENERAL_FAILURE',
    'CRYPTO_CONSTRAINTS_FAILURE',
    'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
    'TIMESTAMP_ORDER_FAILURE',
    'NO_SIGNING_CERTIFICATE_FOUND',
    'NO_CERTIFICATE_CHAIN_FOUND',
    'OUT_OF_BOUNDS_NO_POE',
    'SIGNED_DATA_NOT_FOUND',
    'GENERIC',
  ] as const)('neither calls %s valid nor calls it false', (subIndication) => {
    const conclusion = indeterminate(subIndication, 'alasan teknis')
    expect(sentence(conclusion, 'id')).toMatch(/dapat dipastikan|diperiksa sampai tuntas/)
    expect(sentence(conclusion, 'en')).toMatch(/cannot be confirmed|could not be examined/)
    expect(sentence(conclusion, 'id')).not.toMatch(/TIDAK/)
  })
})
