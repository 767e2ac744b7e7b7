// Finds the password that fits an encrypted file, and the file's key that it gives (ISO 32000-2
// §7.6.4.4). The order of the attempts decides whose permissions hold: a given password counts as
// the owner's if it can, no password as the user's.

import * as aes256 from './aes-256-key.ts'
import type { EncryptionParameters } from './encryption-dictionary.ts'
import * as legacy from './legacy-key.ts'
import { legacyEncodings, unicodeEncodings } from './passwords.ts'

export interface Unlocked {
  readonly fileKey: Uint8Array
  readonly asOwner: boolean
}

type KeyFrom = (password: Uint8Array) => Uint8Array | undefined

/** Tries a password (undefined: the empty one). @returns undefined when none fits */
export function unlock(
  parameters: EncryptionParameters,
  identifier: Uint8Array,
  password: string | undefined,
): Unlocked | undefined {
  const given = password ?? ''
  const isGiven = given !== ''
  for (const { ofOwner, ofUser } of waysIn(parameters, identifier)) {
    const found =
      (isGiven ? tryAll(ofOwner, encodings(parameters, given), true) : undefined) ??
      tryAll(ofUser, encodings(parameters, given), false) ??
      // A file that opens without a password opens for a user whatever password is given.
      (isGiven ? tryAll(ofUser, encodings(parameters, ''), false) : undefined) ??
      (isGiven ? undefined : tryAll(ofOwner, encodings(parameters, ''), true))
    if (found !== undefined) return found
  }
  return undefined
}

function encodings({ revision }: EncryptionParameters, password: string): readonly Uint8Array[] {
  return revision >= 5 ? unicodeEncodings(password) : legacyEncodings(password)
}

function waysIn(
  parameters: EncryptionParameters,
  identifier: Uint8Array,
): readonly { readonly ofOwner: KeyFrom; readonly ofUser: KeyFrom }[] {
  if (parameters.revision >= 5) {
    return [
      {
        ofOwner: (password) => aes256.keyOfOwnerPassword(parameters, password),
        ofUser: (password) => aes256.keyOfUserPassword(parameters, password),
      },
    ]
  }
  return parameters.keyLengths.map((keyBytes) => {
    const source = { parameters, keyBytes, identifier }
    return {
      ofOwner: (password: Uint8Array) => legacy.keyOfOwnerPassword(source, password),
      ofUser: (password: Uint8Array) => legacy.keyOfUserPassword(source, password),
    }
  })
}

function tryAll(keyFrom: KeyFrom, passwords: readonly Uint8Array[], asOwner: boolean): Unlocked | undefined {
  for (const password of passwords) {
    const fileKey = keyFrom(password)
    if (fileKey !== undefined) return { fileKey, asOwner }
  }
  return undefined
}
