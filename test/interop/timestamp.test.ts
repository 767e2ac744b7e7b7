// Our timestamp authority before OpenSSL: it makes the request, reads the response and verifies it.

import { createHash, createPrivateKey, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyObjectCustodian } from '@tapis/custody'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cityStart, makeCity } from '../../packages/signer/src/certificate-authority/city-for-tests.ts'
import {
  createTimestampAuthority,
  installationPolicy,
  LocalTimestampAuthority,
} from '../../packages/signer/src/timestamp/index.ts'
import { hasTool, run } from './tools.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapis-timestamp-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const pem = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`

describe.skipIf(!hasTool('openssl'))('OpenSSL', () => {
  it.each(['ecdsa-p256', 'ecdsa-p384', 'rsa'] as const)(
    'verifies what our authority answers, with %s, and reads the policy of the installation',
    async (keyAlgorithm) => {
      const { root, ca, timestampAuthority } = await makeCity(keyAlgorithm)
      const key = { key: Buffer.from(timestampAuthority.privateKey), format: 'der', type: 'pkcs8' } as const
      const custodian = keyObjectCustodian(createPrivateKey(key), [
        timestampAuthority.certificate,
        ca.certificate,
      ])
      const policy = installationPolicy(randomUUID())
      const clock = () => new Date(cityStart.getTime() + 3_600_000)
      const authority = createTimestampAuthority({ custodian, clock, policy })
      const at = `${clock().getTime() / 1000}`
      const data = randomBytes(100)
      const file = (name: string) => join(folder, `${keyAlgorithm}.${name}`)
      writeFileSync(file('data'), data)
      writeFileSync(file('root.pem'), pem(root.certificate))
      writeFileSync(file('ca.pem'), pem(ca.certificate))

      const query = ['-query', '-data', file('data'), '-sha384', '-tspolicy', policy, '-cert']
      expect(run('openssl', ['ts', ...query, '-out', file('tsq')]).status).toBe(0)
      writeFileSync(file('tsr'), await authority.respond(readFileSync(file('tsq'))))
      const trust = ['-CAfile', file('root.pem'), '-untrusted', file('ca.pem'), '-attime', at]
      const verified = run('openssl', [
        'ts',
        '-verify',
        ...['-queryfile', file('tsq'), '-in', file('tsr')],
        ...trust,
      ])
      expect(verified).toMatchObject({ status: 0, output: expect.stringContaining('Verification: OK') })
      const text = run('openssl', ['ts', '-reply', '-in', file('tsr'), '-text'])
      expect(text.output).toContain(`Policy OID: ${policy}`)

      const digest = createHash('sha256').update(data).digest()
      const token = await new LocalTimestampAuthority(authority).timestamp({ algorithm: 'sha-256', digest })
      writeFileSync(file('token'), token)
      const inDocument = ['-verify', '-token_in', '-in', file('token'), '-data', file('data')]
      expect(run('openssl', ['ts', ...inDocument, ...trust])).toMatchObject({
        status: 0,
        output: expect.stringContaining('Verification: OK'),
      })
    },
  )
})
