import { createHash, createPrivateKey } from 'node:crypto'
import { keyObjectCustodian } from '@tapis/custody'
import type { KeyCustodian } from '@tapis/pades/create'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeCity } from '../certificate-authority/city-for-tests.ts'
import { testPolicy } from './authority-for-tests.ts'
import { createTimeStampToken, tokenSigner } from './create-token.ts'
import { digestAlgorithm } from './digest-algorithms.ts'
import { makeMessageImprint } from './message-imprint.ts'
import { pkijsResponse } from './pkijs-token-for-tests.ts'
import { installationPolicy } from './policy.ts'
import { parseTimeStampReq } from './request.ts'
import { encodeGranted } from './response.ts'
import { encodeTstInfo } from './tst-info.ts'

/** Signs the same bytes with the same signature, which ECDSA does not. */
function repeating(custodian: KeyCustodian): KeyCustodian {
  const made = new Map<string, Uint8Array>()
  return {
    ...custodian,
    async sign(message) {
      const id = createHash('sha256').update(message).digest('hex')
      const signature = made.get(id) ?? (await custodian.sign(message))
      made.set(id, signature)
      return signature
    },
  }
}

describe('a response with a token', () => {
  it.each(['ecdsa-p256', 'ecdsa-p384', 'rsa'] as const)(
    'is octet by octet the one that pkijs writes, with %s',
    async (keyAlgorithm) => {
      const { timestampAuthority, ca } = await makeCity(keyAlgorithm)
      const key = { key: Buffer.from(timestampAuthority.privateKey), format: 'der', type: 'pkcs8' } as const
      const path = [timestampAuthority.certificate, ca.certificate]
      const custodian = repeating(keyObjectCustodian(createPrivateKey(key), path))
      const signer = tokenSigner(custodian)

      const imprint = fc
        .constantFrom('sha-256', 'sha-384', 'sha-512')
        .map(digestAlgorithm)
        .filter((algorithm) => algorithm !== undefined)
        .chain((algorithm) =>
          fc
            .tuple(
              fc.uint8Array({ minLength: algorithm.digestBytes, maxLength: algorithm.digestBytes }),
              fc.constantFrom('NULL', 'absent'),
            )
            .map(([digest, parameters]) => makeMessageImprint(algorithm, digest, parameters)),
        )
      const nonce = fc.option(
        fc.bigInt(0n, 2n ** 160n).map((value) => {
          const hex = value.toString(16)
          const magnitude = Uint8Array.fromHex(hex.length % 2 === 0 ? hex : `0${hex}`)
          const octets = (magnitude[0] ?? 0) < 0x80 ? magnitude : Uint8Array.of(0, ...magnitude)
          return Uint8Array.of(0x02, octets.length, ...octets)
        }),
        { nil: undefined },
      )
      const statement = fc.record({
        request: fc.record({
          imprint,
          nonce,
          certReq: fc.boolean(),
          policy: fc.constant(undefined),
          der: fc.constant(new Uint8Array()),
        }),
        policy: fc.oneof(fc.constant(testPolicy), fc.uuid().map(installationPolicy)),
        serialNumber: fc.uint8Array({ minLength: 1, maxLength: 16 }),
        genTime: fc.date({
          min: new Date('2026-01-01'),
          max: new Date('2033-12-31'),
          noInvalidDate: true,
        }),
      })
      const property = fc.asyncProperty(statement, async (stated) => {
        const tstInfo = encodeTstInfo(stated)
        const includeCertificates = stated.request.certReq
        const ours = encodeGranted(await createTimeStampToken({ tstInfo, signer, includeCertificates }))
        expect(ours.toHex()).toBe((await pkijsResponse(custodian, stated)).toHex())
      })
      await fc.assert(property, { numRuns: 40 })
    },
  )
})

describe('a request', () => {
  it('of BER lengths and an explicit FALSE is read as its DER is', () => {
    const sha256 = digestAlgorithm('sha-256')
    if (sha256 === undefined) throw new Error('SHA-256 is missing')
    const { der } = makeMessageImprint(sha256, new Uint8Array(32), 'NULL')
    const body = Uint8Array.of(0x02, 0x01, 0x01, ...der, 0x02, 0x01, 0x2a, 0x01, 0x01, 0x00)
    const request = parseTimeStampReq(Uint8Array.of(0x30, 0x82, 0, body.length, ...body))
    expect(request).toMatchObject({ certReq: false, policy: undefined })
    expect(request.nonce?.toHex()).toBe('02012a')
  })
})
