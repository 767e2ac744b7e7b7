// A timestamp authority with invented names and a clock that stands still, for tests.
import { createPrivateKey } from 'node:crypto'
import { keyObjectCustodian } from '../custody/key-object-custodian.ts'
import { type CityForTests, makeCity } from '../pki/city-for-tests.ts'
import type { KeyAlgorithmName } from '../pki/key-algorithms.ts'
import { createTimestampAuthority, type Rfc3161Authority } from './authority.ts'

export const testTime = new Date('2026-06-01T02:03:04.567Z')

export async function makeAuthority(
  keyAlgorithm: KeyAlgorithmName = 'ecdsa-p256',
): Promise<{ readonly city: CityForTests; readonly authority: Rfc3161Authority }> {
  const city = await makeCity(keyAlgorithm)
  const { certificate, privateKey } = city.timestampAuthority
  const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
  const custodian = keyObjectCustodian(key, [certificate, city.ca.certificate])
  return { city, authority: createTimestampAuthority({ custodian, clock: () => testTime }) }
}
