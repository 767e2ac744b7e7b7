// Our timestamp authority before OpenSSL: it makes the request, reads the response and verifies it.

import { createHash, KeyObject, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyObjectCustodian } from '@tapis/custody'
import { createTimestampAuthority, installationPolicy, LocalTimestampAuthority } from '@tapis/signer'
import { issueAll } from '@tapis/testing/pki'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTool, run } from './tools.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapis-timestamp-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const pem = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`

describe.skipIf(!hasTool('openssl'))('OpenSSL', () => {
  it.each(['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'rsa-pkcs1-sha256'] as const)(
    'verifies what our authority answers, with %s, and reads the policy of the installation',
    async (algorithm) => {
      const { root, ca, timestamping } = await issueAll({
        root: { subject: 'CN=Akar Uji Waktu', role: 'authority', algorithm },
        ca: { subject: 'CN=Penerbit Uji Waktu', issuer: 'root', role: 'authority', algorithm },
        timestamping: { subject: 'CN=Stempel Waktu Uji', issuer: 'ca', role: 'timestamping', algorithm },
      })
      const custodian = keyObjectCustodian(KeyObject.from(timestamping.keys.privateKey), [
        timestamping.der,
        ca.der,
      ])
      const policy = installationPolicy(randomUUID())
      const clock = () => new Date('2026-01-01T01:00:00Z')
      const authority = createTimestampAuthority({ custodian, clock, policy })
      const at = `${clock().getTime() / 1000}`
      const data = randomBytes(100)
      const file = (name: string) => join(folder, `${algorithm}.${name}`)
      writeFileSync(file('data'), data)
      writeFileSync(file('root.pem'), pem(root.der))
      writeFileSync(file('ca.pem'), pem(ca.der))

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
