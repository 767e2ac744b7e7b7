// A key of each kind with a self-signed certificate: the same for every subject of the bench.

import 'reflect-metadata'
import { createPrivateKey, type KeyObject } from 'node:crypto'
import { X509CertificateGenerator } from '@peculiar/x509'
import type { SignatureAlgorithmName } from '@tapis/pades/create'

export interface BenchKey {
  readonly title: string
  readonly algorithm: SignatureAlgorithmName
  readonly kind: 'RSA' | 'EC'
  readonly certificate: Uint8Array
  readonly privateKey: KeyObject
  readonly webCryptoKey: CryptoKey
}

/** RSA-2048 and P-256. */
export async function benchKeys(): Promise<readonly BenchKey[]> {
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  }
  const ec = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  return [
    await benchKey('RSA-2048', 'rsa-pkcs1-sha256', 'RSA', rsa),
    await benchKey('P-256', 'ecdsa-p256-sha256', 'EC', ec),
  ]
}

async function benchKey(
  title: string,
  algorithm: SignatureAlgorithmName,
  kind: BenchKey['kind'],
  parameters: RsaHashedKeyGenParams | (EcKeyGenParams & { readonly hash: string }),
): Promise<BenchKey> {
  const keys = await crypto.subtle.generateKey(parameters, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Bench',
    keys,
    signingAlgorithm: parameters,
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
  })
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    title,
    algorithm,
    kind,
    certificate: new Uint8Array(certificate.rawData),
    privateKey: createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }),
    webCryptoKey: keys.privateKey,
  }
}
