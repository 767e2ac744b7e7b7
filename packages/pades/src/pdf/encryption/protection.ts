// Opens the encryption that a file's trailer states (ISO 32000-2 §7.5.5, §7.6.2).

import { PdfError } from '../errors.ts'
import { isArray, isDictionary, isRef, isString, type PdfDictionary, type PdfValue } from '../objects.ts'
import { SecurityHandler } from './security-handler.ts'

/**
 * The result: `undefined` when the file is not encrypted; an error (PDF_PASSWORD_NEEDED or
 * PDF_ENCRYPTION_UNSUPPORTED) when it is and cannot be decrypted, so that strings and streams stay
 * as they are on disk.
 */
export type Protection = SecurityHandler | PdfError | undefined

/** Stands for a file whose strings and streams stay as they are on disk. */
interface UndecryptedFile {
  readonly trailer: PdfDictionary
  resolve(value: PdfValue | undefined): PdfValue
}

/**
 * Stands for the protection while it is looked for. An encryption dictionary is never in an object
 * stream.
 */
export function protectionNotKnown(trailer: PdfDictionary | undefined): PdfError | undefined {
  if ((trailer?.entries.get('Encrypt') ?? null) === null) return undefined
  return new PdfError('PDF_ENCRYPTION_UNSUPPORTED', 'expected /Encrypt outside of object streams')
}

/**
 * Reads the encryption and tries the password (undefined: the empty one).
 * @throws PdfError LIMIT_EXCEEDED
 */
export function protectionOf(file: UndecryptedFile, password: string | undefined): Protection {
  const stated = file.trailer.entries.get('Encrypt') ?? null
  if (stated === null) return undefined
  const resolve = (value: PdfValue | undefined): PdfValue => file.resolve(value)
  try {
    const dictionary = resolve(stated)
    if (!isDictionary(dictionary)) {
      return new PdfError('PDF_ENCRYPTION_UNSUPPORTED', 'expected /Encrypt to be a dictionary')
    }
    return new SecurityHandler({
      dictionary,
      objectNumber: isRef(stated) ? stated.objectNumber : undefined,
      identifier: firstIdentifier(file) ?? new Uint8Array(),
      password,
      resolve,
    })
  } catch (error) {
    if (!(error instanceof PdfError) || error.code === 'LIMIT_EXCEEDED') throw error
    if (error.code === 'PDF_PASSWORD_NEEDED' || error.code === 'PDF_ENCRYPTION_UNSUPPORTED') return error
    return new PdfError('PDF_ENCRYPTION_UNSUPPORTED', 'the encryption dictionary cannot be read', {
      cause: error,
    })
  }
}

/** Returns the first element of /ID (§14.4), which the key depends on. It is never encrypted. */
export function firstIdentifier(file: UndecryptedFile): Uint8Array | undefined {
  const identifiers = file.resolve(file.trailer.entries.get('ID'))
  const first = isArray(identifiers) ? file.resolve(identifiers[0]) : null
  return isString(first) ? first.bytes : undefined
}
