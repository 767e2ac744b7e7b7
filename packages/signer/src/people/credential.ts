// The credential of an application: a public id and a secret of 256 random bits, sent as Basic (RFC
// 7617) or Bearer (RFC 6750). A secret this long cannot be guessed, so one SHA-256 is enough; a
// slow hash would only slow every request.
import { createHash, timingSafeEqual } from 'node:crypto'

/** What a client sent: well-formed, NOT yet checked against anything. */
export interface PresentedCredential {
  readonly id: string
  readonly secret: string
}

/** A new credential. `secret` exists only here: what is stored is `secretSha256`. */
export interface IssuedCredential {
  /** `app_` and 16 lower-case hexadecimal digits. */
  readonly id: string
  /** 32 bytes in base64url, 43 characters. */
  readonly secret: string
  /** SHA-256 of the secret's characters, 32 bytes. */
  readonly secretSha256: Uint8Array
  /** The two ready-made values of the `Authorization` header. */
  readonly basic: string
  readonly bearer: string
}

const ID = /^[a-z0-9_-]{1,64}$/
const SECRET = /^[A-Za-z0-9_-]{43}$/
/** Longer headers are not ours; refused before any decoding. */
const LONGEST_HEADER = 512

/** Draws a credential from `randomBytes`. */
export function issueCredential(randomBytes: (length: number) => Uint8Array): IssuedCredential {
  const id = `app_${Buffer.from(randomBytes(8)).toString('hex')}`
  const secret = Buffer.from(randomBytes(32)).toString('base64url')
  return {
    id,
    secret,
    secretSha256: sha256(secret),
    basic: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    bearer: `Bearer ${id}.${secret}`,
  }
}

/**
 * Reads an `Authorization` header. A client may send several values on one request, joined by
 * commas (one OPD adapter sends Basic and Bearer together): the first one that is well-formed
 * counts, Basic before Bearer.
 */
export function parseAuthorization(header: string | undefined): PresentedCredential | undefined {
  if (header === undefined || header.length > LONGEST_HEADER) return undefined
  const values = header.split(',').map((value) => value.trim())
  return (
    firstOf(values, /^basic +([A-Za-z0-9+/]+={0,2})$/i, basic) ?? firstOf(values, /^bearer +(\S+)$/i, bearer)
  )
}

/**
 * Whether the secret belongs to the stored digest. An unknown application has `undefined` and takes
 * the same path to the same answer, so the time taken does not tell which ids exist.
 */
export function secretMatches(secret: string, storedSha256: Uint8Array | undefined): boolean {
  const expected = storedSha256?.length === 32 ? storedSha256 : NO_SUCH_SECRET
  const equal = timingSafeEqual(sha256(secret), expected)
  return equal && expected !== NO_SUCH_SECRET
}

const NO_SUCH_SECRET = new Uint8Array(32)

function firstOf(
  values: readonly string[],
  scheme: RegExp,
  read: (token: string) => PresentedCredential | undefined,
): PresentedCredential | undefined {
  for (const value of values) {
    const token = scheme.exec(value)?.[1]
    const credential = token === undefined ? undefined : read(token)
    if (credential !== undefined) return credential
  }
  return undefined
}

function basic(token: string): PresentedCredential | undefined {
  const text = Buffer.from(token, 'base64').toString('latin1')
  return credentialOf(text, text.indexOf(':'))
}

function bearer(token: string): PresentedCredential | undefined {
  return credentialOf(token, token.indexOf('.'))
}

function credentialOf(text: string, separator: number): PresentedCredential | undefined {
  if (separator < 1) return undefined
  const [id, secret] = [text.slice(0, separator), text.slice(separator + 1)]
  return ID.test(id) && SECRET.test(secret) ? { id, secret } : undefined
}

function sha256(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text, 'utf8').digest())
}
