import { derElement, derInteger, derOid, derSequence } from '@tapis/pki/asn1'
import { checkTimestampResponse, makeTimeStampReq } from '@tapis/pki/timestamp'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimestampAuthority } from './authority.ts'
import { makeAuthority, testPolicy } from './authority-for-tests.ts'
import { installationPolicy } from './index.ts'
import { requirePolicyOid } from './policy.ts'

const { custodian } = await makeAuthority()
const now = new Date('2026-06-01T00:00:00Z')

describe('the policy of an installation', () => {
  it('is its UUID as an arc under 2.25', () => {
    // The example of ITU-T X.667.
    expect(installationPolicy('f81d4fae-7dec-11d0-a765-00a0c91e6bf6')).toBe(
      '2.25.329800735698586629295641978511506172918',
    )
    expect(installationPolicy('00000000-0000-0000-0000-000000000000')).toBe('2.25.0')
  })

  it.each(['', 'f81d4fae7dec11d0a76500a0c91e6bf6', 'f81d4fae-7dec-11d0-a765-00a0c91e6bfg'])(
    'is not made of %j',
    (id) => expect(() => installationPolicy(id)).toThrow(TypeError),
  )

  it('stands in the token of a request that names it, and of one that names none', async () => {
    const property = fc.asyncProperty(fc.uuid(), async (id) => {
      const policy = installationPolicy(id)
      const authority = createTimestampAuthority({ custodian, clock: () => now, policy })
      const digest = new Uint8Array(32)
      const request = makeTimeStampReq({ algorithm: 'sha-256', digest }, new Uint8Array(8).fill(1))
      const naming = derSequence(
        derInteger(1),
        request.imprint.der,
        derOid(policy),
        request.nonce ?? new Uint8Array(),
        derElement(0x01, Uint8Array.of(0xff)),
      )
      for (const der of [request.der, naming]) {
        const { info } = await checkTimestampResponse(request, await authority.respond(der))
        expect(info.policy).toBe(policy)
      }
    })
    await fc.assert(property, { numRuns: 20 })
  })
})

describe('a policy', () => {
  it.each([testPolicy, '2.25.340282366920938463463374607431768211455', '2.999', '0.4.0.2023.1.1', '1.39.0'])(
    'may be %s',
    (policy) => expect(requirePolicyOid(policy)).toBe(policy),
  )

  it.each(['', '1', '3.1', '1.40', '0.40.1', '1.2.x', '1.2.', '1.02.3', '1.2.03', `2.25.${'9'.repeat(40)}`])(
    'may not be %j',
    (policy) => expect(() => requirePolicyOid(policy)).toThrow(TypeError),
  )
})
