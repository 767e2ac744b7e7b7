// Which row of the table of algorithms (@tapis/pki) a key that is held here signs with.
import type { KeyObject } from 'node:crypto'
import { type KeyAlgorithm, keyAlgorithm } from '@tapis/pki'

/**
 * Returns the row of a key, or undefined for another curve, an RSA modulus under 2048 bits (ETSI TS
 * 119 312), another kind.
 */
export function keyAlgorithmOf(key: KeyObject): KeyAlgorithm | undefined {
  const details = key.asymmetricKeyDetails
  if (key.asymmetricKeyType === 'rsa') {
    const rsa = keyAlgorithm('rsa')
    return (details?.modulusLength ?? 0) >= rsa.signature.minimumKeyBits ? rsa : undefined
  }
  if (key.asymmetricKeyType !== 'ec') return undefined
  if (details?.namedCurve === 'prime256v1') return keyAlgorithm('ecdsa-p256')
  return details?.namedCurve === 'secp384r1' ? keyAlgorithm('ecdsa-p384') : undefined
}
