// The security handler of one encrypted file (ISO 32000-2 §7.6.4): decrypts what is read and
// encrypts what is written, each string and stream by the crypt filter that applies to it, and
// leaves alone what is never encrypted.

import { PdfError } from '../errors.ts'
import {
  isArray,
  isDictionary,
  isName,
  isStream,
  isString,
  type PdfDictionary,
  type PdfStream,
  type PdfString,
  type PdfValue,
} from '../objects.ts'
import type { WorkBudget } from '../reading/work-budget.ts'
import { repeatedPermissions } from './aes-256-key.ts'
import { type CryptMethod, decryptData, encryptData, type ObjectIdentity } from './crypt-method.ts'
import { type EncryptionParameters, readEncryptionDictionary } from './encryption-dictionary.ts'
import { type PdfPermissions, permissionsOf } from './permissions.ts'
import { type Unlocked, unlock } from './unlock.ts'

/**
 * How often the bytes of a decrypted stream count: they are kept in memory, and this bounds what
 * one file may ask for.
 */
const WORK_PER_BYTE = 4

interface SecurityHandlerOptions {
  /** The file's /Encrypt, its strings as they are on disk. */
  readonly dictionary: PdfDictionary
  /** The object number of /Encrypt, when it is an indirect object. */
  readonly objectNumber: number | undefined
  /** The first element of the trailer's /ID; empty when there is none. */
  readonly identifier: Uint8Array
  readonly password: string | undefined
  readonly resolve: (value: PdfValue | undefined) => PdfValue
}

interface Convert {
  data(method: CryptMethod, bytes: Uint8Array): Uint8Array
  /** Encrypted bytes as a literal string would take two or three times the room. */
  readonly isForWriting: boolean
}

export class SecurityHandler {
  /**
   * Whether /Perms says something else than /P, so that one of them was changed. Both are then
   * honoured.
   */
  readonly hasDoubtfulPermissions: boolean
  /** The permissions that the given password has. */
  readonly permissions: PdfPermissions
  readonly #parameters: EncryptionParameters
  readonly #objectNumber: number | undefined
  /**
   * The file's key. It is empty when only embedded files are encrypted and no password opens those.
   */
  readonly #fileKey: Uint8Array

  /** @throws PdfError PDF_PASSWORD_NEEDED when no password fits; PDF_ENCRYPTION_UNSUPPORTED */
  constructor({ dictionary, objectNumber, identifier, password, resolve }: SecurityHandlerOptions) {
    const parameters = readEncryptionDictionary(dictionary, resolve)
    const unlocked = unlock(parameters, identifier, password)
    if (unlocked === undefined && !isOpenWithoutKey(parameters)) {
      const problem =
        password === undefined || password === '' ? 'needs a password' : 'needs another password'
      throw new PdfError('PDF_PASSWORD_NEEDED', `the file is encrypted and ${problem}`)
    }
    this.#parameters = parameters
    this.#objectNumber = objectNumber
    this.#fileKey = unlocked?.fileKey ?? new Uint8Array()
    const repeated = statedAgain(parameters, unlocked)
    this.hasDoubtfulPermissions = repeated !== parameters.permissions
    this.permissions = permissionsOf(
      parameters.permissions & (repeated ?? parameters.permissions),
      parameters.revision,
      unlocked?.asOwner ?? false,
    )
  }

  /**
   * Returns a parsed object with its strings decrypted. A stream is decrypted when its bytes are
   * asked for.
   */
  decrypted(value: PdfValue, object: ObjectIdentity, budget: WorkBudget): PdfValue {
    if (this.#isNeverEncrypted(value, object)) return value
    return this.#converted(value, {
      data: (method, bytes) => {
        budget.spend(bytes.length * WORK_PER_BYTE)
        return decryptData(method, this.#keyFor(method), object, bytes)
      },
      isForWriting: false,
    })
  }

  /**
   * Returns a value as it is to be written into the object.
   * @param salt tells this write from every other one of the same object
   * @throws PdfError PDF_PASSWORD_NEEDED for an embedded file that no password opens
   */
  encrypted(value: PdfValue, object: ObjectIdentity, salt: string): PdfValue {
    if (this.#isNeverEncrypted(value, object)) return value
    let count = 0
    return this.#converted(value, {
      data: (method, bytes) => {
        const own = `${salt} ${count++}`
        return encryptData(method, this.#keyFor(method), object, bytes, own)
      },
      isForWriting: true,
    })
  }

  #keyFor(method: CryptMethod): Uint8Array {
    if (method !== 'Identity' && this.#fileKey.length === 0) {
      throw new PdfError('PDF_PASSWORD_NEEDED', 'the embedded files of this document need a password')
    }
    return this.#fileKey
  }

  /**
   * Whether the object is never encrypted: a cross-reference stream (§7.5.8.2), or the encryption
   * dictionary (§7.6.2).
   */
  #isNeverEncrypted(value: PdfValue, { objectNumber }: ObjectIdentity): boolean {
    if (objectNumber === this.#objectNumber) return true
    return isStream(value) && typeOf(value.dictionary) === 'XRef'
  }

  #converted(value: PdfValue, convert: Convert): PdfValue {
    if (value === null || typeof value !== 'object') return value
    if (isArray(value)) return value.map((item) => this.#converted(item, convert))
    switch (value.kind) {
      case 'string':
        return this.#convertedString(value, convert)
      case 'dictionary':
        return this.#convertedDictionary(value, convert)
      case 'stream':
        return this.#convertedStream(value, convert)
      default:
        return value
    }
  }

  #convertedString(string: PdfString, convert: Convert): PdfString {
    const method = this.#parameters.stringMethod
    if (method === 'Identity') return string
    const bytes = convert.data(method, string.bytes)
    return { ...string, bytes, hexadecimal: convert.isForWriting || string.hexadecimal }
  }

  #convertedDictionary(dictionary: PdfDictionary, convert: Convert): PdfDictionary {
    const entries = new Map<string, PdfValue>()
    const isSignature = looksLikeSignature(dictionary)
    for (const [key, value] of dictionary.entries) {
      // §7.6.2: the /Contents of a signature dictionary is filled in when everything else has been
      // written.
      const isLeft = isSignature && key === 'Contents' && isString(value)
      entries.set(key, isLeft ? value : this.#converted(value, convert))
    }
    return { ...dictionary, entries }
  }

  #convertedStream(stream: PdfStream, convert: Convert): PdfStream {
    const dictionary = this.#convertedDictionary(stream.dictionary, convert)
    const method = this.#methodOf(stream.dictionary)
    if (method === 'Identity') return { ...stream, dictionary }
    let converted: Uint8Array | undefined
    return {
      kind: 'stream',
      dictionary,
      get bytes() {
        converted ??= convert.data(method, stream.bytes)
        return converted
      },
    }
  }

  /**
   * Returns the stream's method: its own /Crypt filter comes first (§7.6.6). An unknown one never
   * means plain bytes.
   */
  #methodOf(dictionary: PdfDictionary): CryptMethod {
    const { streamMethod, embeddedFileMethod, encryptsMetadata, namedMethod } = this.#parameters
    const own = cryptFilterOf(dictionary)
    if (own !== undefined) return namedMethod(own) ?? streamMethod
    const type = typeOf(dictionary)
    if (type === 'Metadata' && !encryptsMetadata) return 'Identity'
    return type === 'EmbeddedFile' ? embeddedFileMethod : streamMethod
  }
}

function isOpenWithoutKey({ streamMethod, stringMethod }: EncryptionParameters): boolean {
  return streamMethod === 'Identity' && stringMethod === 'Identity'
}

/**
 * Returns /P as /Perms repeats it (§7.6.4.4.11), where there is a key to read it, or undefined when
 * that is damaged.
 */
function statedAgain(parameters: EncryptionParameters, unlocked: Unlocked | undefined): number | undefined {
  if (parameters.revision < 5 || unlocked === undefined) return parameters.permissions
  return repeatedPermissions(parameters, unlocked.fileKey)
}

function typeOf({ entries }: PdfDictionary): string | undefined {
  const type = entries.get('Type')
  return isName(type) ? type.value : undefined
}

/**
 * Whether this is a signature dictionary: /Type is optional in it, /ByteRange is not (§12.8.1 table
 * 255).
 */
function looksLikeSignature(dictionary: PdfDictionary): boolean {
  const type = typeOf(dictionary)
  return type === 'Sig' || type === 'DocTimeStamp' || dictionary.entries.has('ByteRange')
}

/**
 * Returns the name of the /Crypt filter, which is the first one (§7.4.10). Without a /Name it is
 * Identity.
 */
function cryptFilterOf({ entries }: PdfDictionary): string | undefined {
  const filter = entries.get('Filter')
  const parameters = entries.get('DecodeParms')
  const first = isArray(filter) ? filter[0] : filter
  if (!isName(first) || first.value !== 'Crypt') return undefined
  const own = isArray(parameters) ? parameters[0] : parameters
  const name = isDictionary(own) ? own.entries.get('Name') : undefined
  return isName(name) ? name.value : 'Identity'
}
