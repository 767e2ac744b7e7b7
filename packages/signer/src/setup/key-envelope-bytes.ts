// The encrypted key as the database keeps it: the UTF-8 of its JSON.
import { type EncryptedKey, parseEncryptedKey } from '@tapis/custody'

export function envelopeToBytes(encrypted: EncryptedKey): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(encrypted))
}

/** @throws CustodyError KEY_ENVELOPE_INVALID */
export function envelopeFromBytes(bytes: Uint8Array): EncryptedKey {
  return parseEncryptedKey(jsonOrUndefined(new TextDecoder().decode(bytes)))
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // What is not JSON is refused by the envelope's own parser, with its own code.
    return undefined
  }
}
