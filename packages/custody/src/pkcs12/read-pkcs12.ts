// Reads a PKCS#12 file (RFC 7292): checks its MAC first, then opens the bags that hold keys and
// certificates.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { digestAlgorithmOf, OID } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import {
  type Asn1Element,
  elementsOf,
  octetsOf,
  oidOf,
  originalOctets,
  readAsn1,
  readStructure,
  structureOf,
} from '@tapis/pki/pkijs'
import * as pkijs from 'pkijs'
import { CustodyError } from '../errors.ts'
import { decryptProtected, requireIterations, type Unlocking, unsupported } from './decryption.ts'
import { bmpPassword, derivePkcs12, iterationBudget, purpose } from './key-derivation.ts'

/**
 * A private key (PKCS#8 DER, in clear) or a certificate (DER), with the localKeyId that pairs them
 * (hex), if any.
 */
export interface Pkcs12Item {
  readonly kind: 'privateKey' | 'certificate'
  readonly der: Uint8Array
  readonly localKeyId: string | undefined
}

/**
 * Returns the keys and certificates of a file.
 * @throws CustodyError PASSPHRASE_WRONG, PKCS12_INVALID, PKCS12_UNSUPPORTED
 */
export async function readPkcs12(file: Uint8Array, passphrase: string): Promise<readonly Pkcs12Item[]> {
  const unlocking = { passphrase, budget: iterationBudget() }
  try {
    const authenticated = await readAuthenticatedSafe(file, unlocking)
    const items: Pkcs12Item[] = []
    const { safeContents } = readStructure(pkijs.AuthenticatedSafe, authenticated, 'AuthenticatedSafe')
    for (const contentInfo of safeContents) {
      const contents = await openContentInfo(contentInfo, unlocking)
      for (const bag of elementsOf(readAsn1(contents, 'SafeContents'), 'SafeContents')) {
        const item = await openBag(bag, unlocking)
        if (item !== undefined) items.push(item)
      }
    }
    return items
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    throw new CustodyError('PKCS12_INVALID', `not a PKCS#12 file: ${error.message}`, { cause: error })
  }
}

async function readAuthenticatedSafe(file: Uint8Array, unlocking: Unlocking): Promise<Uint8Array> {
  const { version, authSafe, macData } = readStructure(pkijs.PFX, file, 'PFX')
  if (version !== 3) throw new Asn1Error('ASN1_VALUE_INVALID', 'version is not 3')
  // The other kind of authSafe is signed with a key instead of being under the passphrase.
  if (authSafe.contentType !== pkijs.ContentInfo.DATA) throw unsupported('an authSafe that is signed')
  const authenticated = octetsOf(authSafe.content, 'authSafe')
  if (macData === undefined) throw unsupported('a file without a MAC')
  await verifyMac(macData, authenticated, unlocking)
  return authenticated
}

async function verifyMac(
  { mac, macSalt, iterations: count = 1 }: pkijs.MacData,
  authenticated: Uint8Array,
  { passphrase, budget }: Unlocking,
): Promise<void> {
  const digest = digestAlgorithmOf(mac.digestAlgorithm.algorithmId)?.nodeName
  if (digest === undefined) throw unsupported('the MAC algorithm')
  const iterations = requireIterations(count)
  budget.spend(iterations)
  const expected = octetsOf(mac.digest, 'digest')
  const password = bmpPassword(passphrase)
  const length = expected.length
  const salt = octetsOf(macSalt, 'macSalt')
  // RFC 7292 appendix B.4: the MAC key is as long as the hash's output.
  const macBytes = createHmac(digest, '').digest().length
  const key = await derivePkcs12({
    digest,
    purpose: purpose.macKey,
    password,
    salt,
    iterations,
    length: macBytes,
  })
  const actual = createHmac(digest, key).update(authenticated).digest()
  password.fill(0)
  key.fill(0)
  if (length !== actual.length || !timingSafeEqual(actual, expected)) {
    throw new CustodyError(
      'PASSPHRASE_WRONG',
      'the passphrase does not open this file, or the file is damaged',
    )
  }
}

/** Returns the SafeContents of a ContentInfo, decrypted where it is encrypted. */
async function openContentInfo(
  { contentType, content }: pkijs.ContentInfo,
  unlocking: Unlocking,
): Promise<Uint8Array> {
  if (contentType === pkijs.ContentInfo.DATA) return octetsOf(content, 'content')
  if (contentType !== pkijs.ContentInfo.ENCRYPTED_DATA) throw unsupported('a part encrypted to a public key')
  const { encryptedContentInfo } = structureOf(pkijs.EncryptedData, content, 'EncryptedData')
  if (encryptedContentInfo.encryptedContent === undefined) {
    throw new Asn1Error('ASN1_VALUE_INVALID', 'encryptedContent is missing')
  }
  const ciphertext = new Uint8Array(encryptedContentInfo.getEncryptedContent())
  return decryptProtected(encryptedContentInfo.contentEncryptionAlgorithm, ciphertext, unlocking)
}

const bagTypes = {
  key: OID.keyBag,
  shroudedKey: OID.pkcs8ShroudedKeyBag,
  certificate: OID.certBag,
} as const

// SafeBag ::= SEQUENCE { bagId OBJECT IDENTIFIER, bagValue [0] EXPLICIT ANY,
//                        bagAttributes SET OF OPTIONAL }
// CertBag ::= SEQUENCE { certId OBJECT IDENTIFIER, certValue [0] EXPLICIT OCTET STRING }
// They are read element by element, since pkijs refuses the whole file for a bag that it does not
// know, and would encode a key in clear anew.
async function openBag(bag: Asn1Element, unlocking: Unlocking): Promise<Pkcs12Item | undefined> {
  const [bagId, bagValue, bagAttributes] = elementsOf(bag, 'SafeBag')
  const localKeyId = readLocalKeyId(bagAttributes)
  const [value] = elementsOf(bagValue, 'bagValue')
  const type = oidOf(bagId, 'bagId')
  if (type === bagTypes.key && value) return { kind: 'privateKey', der: originalOctets(value), localKeyId }
  if (type === bagTypes.shroudedKey) {
    const shrouded = structureOf(pkijs.PKCS8ShroudedKeyBag, value, 'EncryptedPrivateKeyInfo')
    const encrypted = octetsOf(shrouded.encryptedData, 'encryptedData')
    const der = await decryptProtected(shrouded.encryptionAlgorithm, encrypted, unlocking)
    return { kind: 'privateKey', der, localKeyId }
  }
  if (type === bagTypes.certificate) {
    const [certId, certValue] = elementsOf(value, 'CertBag')
    if (oidOf(certId, 'certId') !== pkijs.id_CertBag_X509Certificate) return undefined
    const der = octetsOf(elementsOf(certValue, 'certValue')[0], 'certValue')
    return { kind: 'certificate', der, localKeyId }
  }
  // CRLs, secrets and nested bags have no part in signing.
  return undefined
}

function readLocalKeyId(bagAttributes: Asn1Element | undefined): string | undefined {
  if (bagAttributes === undefined) return undefined
  for (const element of elementsOf(bagAttributes, 'bagAttributes')) {
    const { type, values } = structureOf(pkijs.Attribute, element, 'bagAttribute')
    if (type === OID.localKeyId) return octetsOf(values[0], 'localKeyId').toHex()
  }
  return undefined
}
