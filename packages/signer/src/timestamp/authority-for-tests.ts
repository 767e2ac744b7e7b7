// A timestamp authority with invented names and a clock that stands still, for tests.
import { createPrivateKey } from 'node:crypto'
import { type KeyAlgorithmName, keyObjectCustodian } from '@tapis/custody'
import type { KeyCustodian } from '@tapis/pades/create'
import { type CityForTests, makeCity } from '../certificate-authority/city-for-tests.ts'
import { createTimestampAuthority, type Rfc3161Authority } from './authority.ts'

/** Under the enterprise number that RFC 5612 reserves for examples. */
export const testPolicy = '1.3.6.1.4.1.32473.3161.1'
export const testTime = new Date('2026-06-01T02:03:04.567Z')

export async function makeAuthority(keyAlgorithm: KeyAlgorithmName = 'ecdsa-p256'): Promise<{
  readonly city: CityForTests
  readonly custodian: KeyCustodian
  readonly authority: Rfc3161Authority
}> {
  const city = await makeCity(keyAlgorithm)
  const { certificate, privateKey } = city.timestampAuthority
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  const custodian = keyObjectCustodian(key, [certificate, city.ca.certificate])
  return {
    city,
    custodian,
    authority: createTimestampAuthority({ custodian, clock: () => testTime, policy: testPolicy }),
  }
}
