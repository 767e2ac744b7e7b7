// The door to every kind of key: a credential, which is what is kept, and an activation, which is
// what its holder brings to the signing, open a KeyCustodian. A further kind (a PKCS#11 token, a
// remote service over CSC) is a row of `Credential` and a case below.
import type { ClosableKeyCustodian } from './key-object-custodian.ts'
import { keyObjectCustodian } from './key-object-custodian.ts'
import type { Passphrase } from './passphrase.ts'
import { openPkcs12 } from './pkcs12/open-pkcs12.ts'
import { decryptKey } from './software/encrypted-key.ts'
import { decodeEncryptedKey } from './software/key-envelope.ts'

/** What is kept of a key between its uses. Whoever has only this cannot sign. */
export type Credential =
  /** A key that this service holds for an official or an agency. */
  | {
      readonly kind: 'software'
      /** As `encodeEncryptedKey` writes it. */
      readonly encryptedKey: Uint8Array
      /** DER, leaf first; the root may be left out. Chain, dates and revocation are not checked. */
      readonly certificatePath: readonly Uint8Array[]
    }
  /** A file (.p12, .pfx) that its holder brings, with the certificates in it. */
  | { readonly kind: 'pkcs12'; readonly file: Uint8Array }

/**
 * What the holder brings so that the key signs: consent that nobody else can give (EN 419 241-1:
 * signature activation).
 */
export type Activation = { readonly kind: 'passphrase'; readonly passphrase: Passphrase }

interface OpenCustodianOptions {
  /**
   * Rejects with its reason when it is aborted before the key is open. Default: opening takes the
   * time that it needs.
   */
  readonly signal?: AbortSignal
}

/**
 * Returns a custodian for the signatures of one act of signing, to be closed afterwards. That the
 * key was opened does not say that its certificate is valid, or whose it is.
 * @throws CustodyError PASSPHRASE_WRONG, KEY_UNSUPPORTED, KEY_CERTIFICATE_MISMATCH;
 *   KEY_ENVELOPE_INVALID (software); PKCS12_INVALID, PKCS12_UNSUPPORTED (PKCS#12); the signal's
 *   reason
 */
export async function openCustodian(
  credential: Credential,
  activation: Activation,
  { signal }: OpenCustodianOptions = {},
): Promise<ClosableKeyCustodian> {
  signal?.throwIfAborted()
  const custodian = await open(credential, activation)
  if (signal?.aborted !== true) return custodian
  custodian.close()
  throw signal.reason
}

async function open(credential: Credential, { passphrase }: Activation): Promise<ClosableKeyCustodian> {
  switch (credential.kind) {
    case 'software': {
      const encryptedKey = decodeEncryptedKey(credential.encryptedKey)
      return keyObjectCustodian(await decryptKey(encryptedKey, passphrase), credential.certificatePath)
    }
    case 'pkcs12':
      return await openPkcs12(credential.file, passphrase)
  }
}
