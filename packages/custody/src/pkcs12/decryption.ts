// Decryption of what a PKCS#12 file protects: PBES2 (RFC 8018 §6.2) with AES or 3DES in CBC mode,
// and the legacy pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C). RC2 and RC4 are refused
// with the way out.
import { createDecipheriv, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { OID } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import { elementsOf, octetsOf, structureOf } from '@tapis/pki/pkijs'
import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import { CustodyError } from '../errors.ts'
import { bmpPassword, derivePkcs12, type IterationBudget, purpose } from './key-derivation.ts'

/** The passphrase as typed, and what is left of the work that a file may ask for. */
export interface Unlocking {
  readonly passphrase: string
  readonly budget: IterationBudget
}

/**
 * Decrypts `ciphertext` as its AlgorithmIdentifier says.
 * @throws CustodyError PKCS12_UNSUPPORTED, PKCS12_INVALID; Asn1Error
 */
export async function decryptProtected(
  { algorithmId, algorithmParams }: pkijs.AlgorithmIdentifier,
  ciphertext: Uint8Array,
  unlocking: Unlocking,
): Promise<Buffer> {
  if (algorithmId === OID.pbes2) {
    return decryptPbes2(
      structureOf(pkijs.PBES2Params, algorithmParams, 'PBES2-params'),
      ciphertext,
      unlocking,
    )
  }
  if (algorithmId === OID.pbeWithSha1And3KeyTripleDesCbc) {
    return decryptTripleDes(elementsOf(algorithmParams, 'pkcs-12PbeParams'), ciphertext, unlocking)
  }
  throw unsupported(legacyNames[algorithmId] ?? `encryption ${algorithmId}`)
}

const legacyNames: Readonly<Record<string, string>> = {
  [OID.pbeWithSha1And128BitRc4]: 'pbeWithSHAAnd128BitRC4',
  [OID.pbeWithSha1And40BitRc4]: 'pbeWithSHAAnd40BitRC4',
  [OID.pbeWithSha1And2KeyTripleDesCbc]: 'pbeWithSHAAnd2-KeyTripleDES-CBC',
  [OID.pbeWithSha1And128BitRc2Cbc]: 'pbeWithSHAAnd128BitRC2-CBC',
  [OID.pbeWithSha1And40BitRc2Cbc]: 'pbeWithSHAAnd40BitRC2-CBC',
}

/** Says how to make a file that can be read. */
export function unsupported(what: string): CustodyError {
  const convert =
    'openssl pkcs12 -legacy -in OLD.p12 -nodes | openssl pkcs12 -export -keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256 -out NEW.p12'
  return new CustodyError('PKCS12_UNSUPPORTED', `${what} is not supported; convert the file: ${convert}`)
}

async function decryptPbes2(
  { keyDerivationFunc, encryptionScheme }: pkijs.PBES2Params,
  ciphertext: Uint8Array,
  unlocking: Unlocking,
): Promise<Buffer> {
  const cipher = ciphers[encryptionScheme.algorithmId]
  if (cipher === undefined) throw unsupported('the cipher of PBES2')
  const key = await derivePbkdf2(keyDerivationFunc, cipher.keyBytes, unlocking)
  const iv = octetsOf(encryptionScheme.algorithmParams, 'initialisation vector')
  return decryptCbc(cipher.name, key, iv, ciphertext)
}

const ciphers: Readonly<Record<string, { readonly name: string; readonly keyBytes: number }>> = {
  [OID.aes128Cbc]: { name: 'aes-128-cbc', keyBytes: 16 },
  [OID.aes192Cbc]: { name: 'aes-192-cbc', keyBytes: 24 },
  [OID.aes256Cbc]: { name: 'aes-256-cbc', keyBytes: 32 },
  [OID.tripleDesCbc]: { name: 'des-ede3-cbc', keyBytes: 24 },
}

const pseudorandomFunctions: Readonly<Record<string, string>> = {
  [OID.hmacWithSha1]: 'sha1',
  [OID.hmacWithSha224]: 'sha224',
  [OID.hmacWithSha256]: 'sha256',
  [OID.hmacWithSha384]: 'sha384',
  [OID.hmacWithSha512]: 'sha512',
}

async function derivePbkdf2(
  { algorithmId, algorithmParams }: pkijs.AlgorithmIdentifier,
  keyBytes: number,
  { passphrase, budget }: Unlocking,
): Promise<Buffer> {
  if (algorithmId !== OID.pbkdf2) throw unsupported('a key derivation other than PBKDF2')
  const { salt, iterationCount, prf } = structureOf(pkijs.PBKDF2Params, algorithmParams, 'PBKDF2-params')
  const saltOctets = octetsOf(salt, 'salt')
  // RFC 8018 appendix A.2: the default is HMAC with SHA-1.
  const digest = pseudorandomFunctions[prf?.algorithmId ?? OID.hmacWithSha1]
  if (digest === undefined) throw unsupported('the pseudorandom function of PBKDF2')
  budget.spend(requireIterations(iterationCount))
  const password = Buffer.from(passphrase, 'utf8')
  try {
    return await pbkdf2Async(password, saltOctets, iterationCount, keyBytes, digest)
  } finally {
    password.fill(0)
  }
}

/**
 * Refuses a count of 0, which pkijs also gives for 2^23 and more: above any budget.
 * @throws CustodyError PKCS12_UNSUPPORTED
 */
export function requireIterations(count: number): number {
  if (count >= 1) return count
  throw new CustodyError('PKCS12_UNSUPPORTED', 'the file asks for no iterations, or for more than 2^23')
}

const pbkdf2Async = promisify(pbkdf2)

// pkcs-12PbeParams ::= SEQUENCE { salt OCTET STRING, iterations INTEGER }
async function decryptTripleDes(
  [saltNode, iterationsNode]: readonly asn1js.AsnType[],
  ciphertext: Uint8Array,
  { passphrase, budget }: Unlocking,
): Promise<Buffer> {
  const salt = octetsOf(saltNode, 'salt')
  if (!(iterationsNode instanceof asn1js.Integer))
    throw new Asn1Error('ASN1_VALUE_INVALID', 'iterations is missing')
  const iterations = requireIterations(iterationsNode.valueBlock.valueDec)
  // 24 octets of key take two outputs of SHA-1, the vector one.
  budget.spend(3 * iterations)
  const password = bmpPassword(passphrase)
  const common = { digest: 'sha1', password, salt, iterations } as const
  const key = await derivePkcs12({ ...common, purpose: purpose.encryptionKey, length: 24 })
  const iv = await derivePkcs12({ ...common, purpose: purpose.initialisationVector, length: 8 })
  password.fill(0)
  return decryptCbc('des-ede3-cbc', key, iv, ciphertext)
}

function decryptCbc(name: string, key: Buffer, iv: Uint8Array, ciphertext: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv(name, key, iv)
    return Buffer.concat([decipher.update(ciphertext), decipher.final()])
  } catch (cause) {
    throw new CustodyError('PKCS12_INVALID', 'an encrypted part cannot be decrypted', { cause })
  } finally {
    key.fill(0)
  }
}
