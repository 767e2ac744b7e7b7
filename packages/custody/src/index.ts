// Custody of signing keys: at rest under their holder's passphrase, in use as a KeyCustodian.

export type { KeyCustodian } from '@tapis/pades/create'
export { CustodyError, type CustodyErrorCode } from './errors.ts'
export { keyAlgorithmOf } from './key-algorithms.ts'
export { type ClosableKeyCustodian, keyObjectCustodian } from './key-object-custodian.ts'
export { type Activation, type Credential, openCustodian } from './open-custodian.ts'
export type { Passphrase } from './passphrase.ts'
export { maximumPassphraseCharacters, requireStrongEnough } from './passphrase-strength.ts'
export { decryptKey, type EncryptKeyOptions, encryptKey } from './software/encrypted-key.ts'
export { defaultCost, weakKeyDerivationForTests } from './software/key-derivation.ts'
export { decodeEncryptedKey, type EncryptedKey, encodeEncryptedKey } from './software/key-envelope.ts'
