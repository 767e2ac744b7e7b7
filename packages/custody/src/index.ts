// Custody of signing keys: at rest under their holder's passphrase, in use as a KeyCustodian.

export type { EncryptKeyOptions } from './encrypted-key.ts'
export { decryptKey, encryptKey } from './encrypted-key.ts'
export type { CustodyErrorCode } from './errors.ts'
export { CustodyError } from './errors.ts'
export { keyAlgorithmOf } from './key-algorithms.ts'
export type { Argon2idCost } from './key-derivation.ts'
export { defaultCost, weakKeyDerivationForTests } from './key-derivation.ts'
export type { EncryptedKey } from './key-envelope.ts'
export { parseEncryptedKey } from './key-envelope.ts'
export type { ClosableKeyCustodian } from './key-object-custodian.ts'
export { keyObjectCustodian } from './key-object-custodian.ts'
export type { Passphrase } from './passphrase.ts'
export type { PassphraseWeakness, StrengthOptions } from './passphrase-strength.ts'
export {
  maximumPassphraseCharacters,
  minimumPassphraseCharacters,
  passphraseAdvice,
  requireStrongEnough,
} from './passphrase-strength.ts'
export { openPkcs12 } from './pkcs12-custodian.ts'
export { openSoftwareCustodian } from './software-custodian.ts'
