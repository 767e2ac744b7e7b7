// A custodian over a private key in this process's memory: what every software custodian becomes
// once its key is open.
import { type KeyObject, sign, X509Certificate } from 'node:crypto'
import type { KeyCustodian } from '@tapis/pades/create'
import { CustodyError } from './errors.ts'
import { keyAlgorithmOf } from './key-algorithms.ts'

/**
 * A custodian whose key can be let go. Hold it with `using`, or close it as soon as the signatures
 * are made.
 */
export type ClosableKeyCustodian = KeyCustodian &
  Disposable & {
    /**
     * Lets go of the key once the signatures under way have ended; it can be called again. Later
     * calls of `sign` reject with CUSTODIAN_CLOSED.
     */
    close(): void
  }

/**
 * Returns a custodian over a private key that is open in this process's memory.
 *
 * @param certificatePath DER, leaf first. Only the leaf is compared with the key; the rest is
 *   passed on unverified.
 * @throws CustodyError KEY_UNSUPPORTED, KEY_CERTIFICATE_MISMATCH
 */
export function keyObjectCustodian(
  privateKey: KeyObject,
  certificatePath: readonly Uint8Array[],
): ClosableKeyCustodian {
  const algorithm = keyAlgorithmOf(privateKey)
  if (algorithm === undefined) {
    throw new CustodyError(
      'KEY_UNSUPPORTED',
      'the key is neither ECDSA P-256 or P-384 nor RSA of 2048 bits or more',
    )
  }
  const path = readPath(certificatePath)
  if (path[0]?.checkPrivateKey(privateKey) !== true) {
    throw new CustodyError('KEY_CERTIFICATE_MISMATCH', "the first certificate is not the key's")
  }
  // Owned by this custodian; undefined once it is closed. OpenSSL overwrites a key that it frees.
  let key: KeyObject | undefined = privateKey
  const close = (): void => {
    key = undefined
  }
  return {
    certificatePath: path.map((certificate) => new Uint8Array(certificate.raw)),
    takes: 'message',
    algorithm: algorithm.signature.name,
    async sign(message, { signal } = {}) {
      signal?.throwIfAborted()
      if (key === undefined) throw new CustodyError('CUSTODIAN_CLOSED', 'the custodian has been closed')
      // It does not go through libuv's pool: a signature takes well under a millisecond, an
      // Argon2id unlock that waits there before it 200.
      return new Uint8Array(sign(algorithm.signature.digest.nodeName, message, { key, dsaEncoding: 'der' }))
    },
    close,
    [Symbol.dispose]: close,
  }
}

function readPath(certificatePath: readonly Uint8Array[]): readonly X509Certificate[] {
  try {
    return certificatePath.map((certificate) => new X509Certificate(certificate))
  } catch (cause) {
    throw new CustodyError('KEY_CERTIFICATE_MISMATCH', 'a certificate of the path cannot be read', { cause })
  }
}
