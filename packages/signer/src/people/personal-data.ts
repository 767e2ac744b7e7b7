// The NIK (16-digit resident number, protected by UU 23/2006 Art. 84): kept encrypted, found again
// by a keyed digest, shown masked. Two keys are derived from one master key, so that the database
// alone can neither read nor guess a number.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'

/**
 * A NIK that has been parsed: exactly 16 digits. Must not reach a log, an error, a URL or a
 * response.
 */
export type Nik = string & { readonly __tag: 'Nik' }

/** The two derived keys, 32 bytes each. */
export interface PersonalDataKeys {
  /** AES-256-GCM. */
  readonly encryption: Uint8Array
  /**
   * HMAC-SHA-256. A plain hash would be guessed in minutes: a NIK is region, birth date and a small
   * number.
   */
  readonly lookup: Uint8Array
}

/** A NIK as the database keeps it. */
interface ProtectedNik {
  /** 0x01, nonce (12 bytes), tag (16 bytes), ciphertext (16 bytes). */
  readonly encrypted: Uint8Array
  /** HMAC-SHA-256, 32 bytes; the same NIK under the same key always gives the same value. */
  readonly lookup: Uint8Array
}

const MASTER_KEY_BYTES = 32
const FORMAT = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const NIK_DIGITS = 16

/**
 * Derives both keys with HKDF-SHA-256 (RFC 5869), one `info` each.
 * @throws TypeError when the master key is not 32 bytes.
 */
export function derivePersonalDataKeys(masterKey: Uint8Array): PersonalDataKeys {
  if (masterKey.length !== MASTER_KEY_BYTES)
    throw new TypeError(`expected a master key of ${MASTER_KEY_BYTES} bytes, got ${masterKey.length}`)
  const derive = (info: string) => new Uint8Array(hkdfSync('sha256', masterKey, '', info, 32))
  return { encryption: derive('tapis nik encryption v1'), lookup: derive('tapis nik lookup v1') }
}

/** Reads a NIK: exactly 16 ASCII digits. Region and birth date inside are NOT checked. */
export function parseNik(text: string): Nik | undefined {
  return isNik(text) ? text : undefined
}

/**
 * The form for people: region kept, the birth date and all but the last two digits hidden:
 * `187199********01`.
 */
export function maskNik(nik: Nik): string {
  return `${nik.slice(0, 6)}********${nik.slice(-2)}`
}

/** The digest under which a signer is found. 32 bytes. */
export function nikLookup(keys: PersonalDataKeys, nik: Nik): Uint8Array {
  return new Uint8Array(createHmac('sha256', keys.lookup).update(nik).digest())
}

/**
 * Encrypts a NIK. `randomBytes` gives the nonce; 12 random bytes are safe for far more than 2^32
 * people's worth of rows.
 */
export function protectNik(
  keys: PersonalDataKeys,
  nik: Nik,
  randomBytes: (length: number) => Uint8Array,
): ProtectedNik {
  const lookup = nikLookup(keys, nik)
  const nonce = randomBytes(NONCE_BYTES)
  // The digest is authenticated with the ciphertext: whoever can write rows cannot move one
  // person's number to another.
  const cipher = createCipheriv('aes-256-gcm', keys.encryption, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(lookup)
  const ciphertext = Buffer.concat([cipher.update(nik, 'ascii'), cipher.final()])
  return {
    encrypted: new Uint8Array(Buffer.concat([Uint8Array.of(FORMAT), nonce, cipher.getAuthTag(), ciphertext])),
    lookup,
  }
}

/**
 * Decrypts. `undefined` when the key is another one, or when ciphertext and digest do not belong
 * together.
 */
export function revealNik(keys: PersonalDataKeys, { encrypted, lookup }: ProtectedNik): Nik | undefined {
  if (encrypted.length !== 1 + NONCE_BYTES + TAG_BYTES + NIK_DIGITS || encrypted[0] !== FORMAT)
    return undefined
  const nonce = encrypted.subarray(1, 1 + NONCE_BYTES)
  const tag = encrypted.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', keys.encryption, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(lookup)
  decipher.setAuthTag(tag)
  try {
    const ciphertext = encrypted.subarray(1 + NONCE_BYTES + TAG_BYTES)
    return parseNik(decipher.update(ciphertext).toString('ascii') + decipher.final('ascii'))
  } catch (error) {
    // `final` has one way to fail: the tag does not fit. Anything else is a fault of ours.
    if (error instanceof Error && /authenticate/.test(error.message)) return undefined
    throw error
  }
}

function isNik(text: string): text is Nik {
  return /^[0-9]{16}$/.test(text)
}
