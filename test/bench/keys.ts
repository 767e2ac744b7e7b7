// A key of each kind with a self-signed certificate: the same for every subject of the bench.

import { KeyObject } from 'node:crypto'
import type { SignatureAlgorithmName } from '@tapis/pades/create'
import { issue } from '@tapis/testing/pki'

export interface BenchKey {
  readonly title: string
  readonly algorithm: SignatureAlgorithmName
  readonly kind: 'RSA' | 'EC'
  readonly certificate: Uint8Array
  readonly privateKey: KeyObject
  readonly webCryptoKey: CryptoKey
}

/** Makes one RSA-2048 and one P-256 key. */
export async function benchKeys(): Promise<readonly BenchKey[]> {
  return [
    await makeKey('RSA-2048', 'rsa-pkcs1-sha256', 'RSA'),
    await makeKey('P-256', 'ecdsa-p256-sha256', 'EC'),
  ]
}

async function makeKey(
  title: string,
  algorithm: SignatureAlgorithmName,
  kind: BenchKey['kind'],
): Promise<BenchKey> {
  const { der, keys } = await issue({ subject: 'CN=Bench', algorithm })
  const { privateKey } = keys
  return {
    title,
    algorithm,
    kind,
    certificate: der,
    privateKey: KeyObject.from(privateKey),
    webCryptoKey: privateKey,
  }
}
