// Keys that this service holds for officials and agencies, encrypted under their passphrase.
import { decryptKey } from './encrypted-key.ts'
import type { EncryptedKey } from './key-envelope.ts'
import { type ClosableKeyCustodian, keyObjectCustodian } from './key-object-custodian.ts'
import type { Passphrase } from './passphrase.ts'

/**
 * Unlocks a key for the signatures of one act of signing; close it afterwards. The path's chain, dates and revocation are
 * not checked.
 *
 * @param options.certificatePath DER, leaf first; the root may be left out.
 * @throws CustodyError PASSPHRASE_WRONG, KEY_ENVELOPE_INVALID, KEY_UNSUPPORTED, KEY_CERTIFICATE_MISMATCH
 */
export async function openSoftwareCustodian(options: {
  readonly encryptedKey: EncryptedKey
  readonly passphrase: Passphrase
  readonly certificatePath: readonly Uint8Array[]
}): Promise<ClosableKeyCustodian> {
  const privateKey = await decryptKey(options.encryptedKey, options.passphrase)
  return keyObjectCustodian(privateKey, options.certificatePath)
}
