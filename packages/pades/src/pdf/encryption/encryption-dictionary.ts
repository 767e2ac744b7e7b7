// Reads the encryption dictionary of the standard security handler (ISO 32000-2 §7.6.2 table 20,
// §7.6.4.2 table 21).

import { PdfError } from '../errors.ts'
import { isDictionary, isName, isString, type PdfDictionary, type PdfValue } from '../objects.ts'
import type { CryptMethod } from './crypt-method.ts'

export interface EncryptionParameters {
  readonly revision: 2 | 3 | 4 | 5 | 6
  /**
   * Lengths in bytes of the file's key, the likeliest first: writers state it in bits, in bytes, or
   * wrongly.
   */
  readonly keyLengths: readonly number[]
  readonly owner: Uint8Array
  readonly user: Uint8Array
  /**
   * From revision 5 on: the file's key encrypted under the owner and under the user password, and
   * /Perms.
   */
  readonly ownerKey: Uint8Array
  readonly userKey: Uint8Array
  readonly encryptedPermissions: Uint8Array
  /** /P as a signed number of 32 bits. */
  readonly permissions: number
  readonly encryptsMetadata: boolean
  readonly streamMethod: CryptMethod
  readonly stringMethod: CryptMethod
  readonly embeddedFileMethod: CryptMethod
  /**
   * Returns the method of the crypt filter that a stream names, or undefined when there is none of
   * that name.
   */
  readonly namedMethod: (name: string) => CryptMethod | undefined
}

type Resolve = (value: PdfValue | undefined) => PdfValue

/**
 * @param dictionary its strings as they are on disk: they are never encrypted
 * @throws PdfError PDF_ENCRYPTION_UNSUPPORTED for another handler, version or method, and for a
 *   dictionary that is damaged
 */
export function readEncryptionDictionary(dictionary: PdfDictionary, resolve: Resolve): EncryptionParameters {
  const entry = (key: string): PdfValue => resolve(dictionary.entries.get(key))
  if (nameOf(entry('Filter')) !== 'Standard') {
    throw unsupported('expected the standard security handler')
  }
  if (dictionary.duplicateKeys !== undefined) throw unsupported('a key of the dictionary is stated twice')
  const version = entry('V')
  const revision = revisionOf(entry('R'), version)
  const filters = methodsOf(dictionary, resolve, version)
  const isAes256 = revision >= 5
  const stringOf = (key: string, length: number): Uint8Array => bytesOf(entry(key), key, length)
  return {
    revision,
    keyLengths: keyLengthsOf(version, entry('Length'), filters.statedLength),
    owner: stringOf('O', isAes256 ? 48 : 32),
    user: stringOf('U', isAes256 ? 48 : 32),
    ownerKey: isAes256 ? stringOf('OE', 32) : new Uint8Array(),
    userKey: isAes256 ? stringOf('UE', 32) : new Uint8Array(),
    encryptedPermissions: isAes256 ? stringOf('Perms', 16) : new Uint8Array(),
    permissions: permissionsOf(entry('P')),
    encryptsMetadata: entry('EncryptMetadata') !== false,
    ...filters,
  }
}

function unsupported(message: string): PdfError {
  return new PdfError('PDF_ENCRYPTION_UNSUPPORTED', `the file's encryption is not known here: ${message}`)
}

function revisionOf(revision: PdfValue, version: PdfValue): EncryptionParameters['revision'] {
  if (revision === 2 && version === 1) return 2
  if ((revision === 2 || revision === 3) && (version === 1 || version === 2)) return revision
  if (revision === 4 && version === 4) return 4
  if ((revision === 5 || revision === 6) && version === 5) return revision
  throw unsupported('expected /V 1, 2, 4 or 5 with an /R that belongs to it')
}

/** Cuts a string that a writer filled up to its length. A shorter one is damaged. */
function bytesOf(value: PdfValue, key: string, length: number): Uint8Array {
  if (isString(value) && value.bytes.length >= length) return value.bytes.subarray(0, length)
  throw unsupported(`expected /${key} of ${length} bytes`)
}

/** Reads /P, which writers state as a number of 32 bits with or without sign. */
function permissionsOf(value: PdfValue): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value | 0
  throw unsupported('expected a whole number as /P')
}

function keyLengthsOf(
  version: PdfValue,
  stated: PdfValue,
  filterLength: number | undefined,
): readonly number[] {
  if (version === 1) return [5]
  if (version === 5) return [32]
  const own = lengthOf(stated)
  const lengths = version === 4 ? [16, filterLength, own] : [own ?? 5]
  return [...new Set(lengths.filter((length) => length !== undefined))]
}

/** Reads /Length: 40 to 128 are bits, 5 to 16 are bytes, anything else means nothing. */
function lengthOf(value: PdfValue | undefined): number | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return undefined
  const bytes = value >= 40 ? value / 8 : value
  return Number.isInteger(bytes) && bytes >= 5 && bytes <= 16 ? bytes : undefined
}

type Methods = Pick<
  EncryptionParameters,
  'streamMethod' | 'stringMethod' | 'embeddedFileMethod' | 'namedMethod'
> & { readonly statedLength?: number | undefined }

/**
 * Chooses the methods: from version 4 on by named crypt filters (§7.6.6), before that RC4 for
 * everything.
 */
function methodsOf(dictionary: PdfDictionary, resolve: Resolve, version: PdfValue): Methods {
  if (version !== 4 && version !== 5) {
    return {
      streamMethod: 'V2',
      stringMethod: 'V2',
      embeddedFileMethod: 'V2',
      namedMethod: (name) => (name === 'Identity' ? name : undefined),
    }
  }
  const methods = new Map<string, CryptMethod>()
  let statedLength: number | undefined
  const filters = resolve(dictionary.entries.get('CF'))
  for (const [name, value] of isDictionary(filters) ? filters.entries : []) {
    const filter = resolve(value)
    if (!isDictionary(filter)) continue
    const method = methodOf(nameOf(resolve(filter.entries.get('CFM'))), version)
    if (method !== undefined) methods.set(name, method)
    if (method === 'V2') statedLength ??= lengthOf(resolve(filter.entries.get('Length')))
  }
  // Table 26 reserves the name.
  methods.set('Identity', 'Identity')
  const named = (key: string, fallback: CryptMethod): CryptMethod => {
    const value = resolve(dictionary.entries.get(key))
    if (value === null) return fallback
    const method = methods.get(nameOf(value) ?? '')
    if (method === undefined) throw unsupported(`/${key} names no crypt filter that is known`)
    return method
  }
  const streamMethod = named('StmF', 'Identity')
  return {
    streamMethod,
    stringMethod: named('StrF', 'Identity'),
    embeddedFileMethod: named('EFF', streamMethod),
    namedMethod: (name) => methods.get(name),
    statedLength,
  }
}

function methodOf(name: string | undefined, version: 4 | 5): CryptMethod | undefined {
  if (version === 5) return name === 'AESV3' ? name : undefined
  return name === 'V2' || name === 'AESV2' ? name : undefined
}

function nameOf(value: PdfValue): string | undefined {
  return isName(value) ? value.value : undefined
}
