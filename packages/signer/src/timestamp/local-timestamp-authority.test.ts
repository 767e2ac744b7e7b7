import { timestampAuthorityContract } from '@tapis/testing/contracts'
import { describe, expect, it } from 'vitest'
import { makeAuthority, testTime } from './authority-for-tests.ts'
import { LocalTimestampAuthority } from './index.ts'

for (const keyAlgorithm of ['ecdsa-p256', 'ecdsa-p384', 'rsa'] as const) {
  const { authority } = await makeAuthority(keyAlgorithm)
  timestampAuthorityContract(
    `local, ${keyAlgorithm}`,
    testTime,
    async () => new LocalTimestampAuthority(authority),
  )
}

describe('LocalTimestampAuthority', () => {
  it("passes on the custodian's failure", async () => {
    const failing = {
      maximumTokenBytes: 1,
      issue: () => Promise.reject(new Error('the key is gone')),
    }
    await expect(
      new LocalTimestampAuthority(failing).timestamp({ algorithm: 'sha-256', digest: new Uint8Array(32) }),
    ).rejects.toThrow('the key is gone')
  })
})
