// Keys that their holder brings in a PKCS#12 file (.p12, .pfx), such as one from a certified
// provider.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { CustodyError } from '../errors.ts'
import { type ClosableKeyCustodian, keyObjectCustodian } from '../key-object-custodian.ts'
import { type Passphrase, passphraseText } from '../passphrase.ts'
import { type Pkcs12Item, readPkcs12 } from './read-pkcs12.ts'

/**
 * Opens a PKCS#12 file: MAC under SHA-1 or SHA-2, PBES2 with AES, or legacy 3DES. The file has to
 * hold exactly one private key that belongs to one of its certificates. The path is leaf first, as
 * far as the file's certificates chain; dates, key usage and revocation are not checked.
 *
 * @throws CustodyError PASSPHRASE_WRONG, PKCS12_INVALID, PKCS12_UNSUPPORTED (RC2, RC4, PBMAC1,
 *   several keys), KEY_CERTIFICATE_MISMATCH, KEY_UNSUPPORTED
 */
export async function openPkcs12(file: Uint8Array, passphrase: Passphrase): Promise<ClosableKeyCustodian> {
  const items = await readPkcs12(file, passphraseText(passphrase))
  const certificates = items.filter((item) => item.kind === 'certificate').map(readCertificate)
  const keys = items.filter((item) => item.kind === 'privateKey').map(readPrivateKey)
  if (keys.length === 0) throw new CustodyError('PKCS12_INVALID', 'the file holds no private key')
  const pairs = keys.flatMap((key) => {
    const leaf = leafOf(key, certificates)
    return leaf === undefined ? [] : [{ privateKey: key.privateKey, leaf }]
  })
  const [pair, another] = pairs
  if (pair === undefined) {
    throw new CustodyError('KEY_CERTIFICATE_MISMATCH', "no certificate of the file is the private key's")
  }
  if (another !== undefined) {
    throw new CustodyError('PKCS12_UNSUPPORTED', `the file holds ${pairs.length} keys, expected 1`)
  }
  const path = orderPath(
    pair.leaf,
    certificates.map(({ certificate }) => certificate),
  )
  return keyObjectCustodian(
    pair.privateKey,
    path.map((certificate) => certificate.raw),
  )
}

interface Pkcs12Key {
  readonly privateKey: KeyObject
  readonly localKeyId: string | undefined
}
interface Pkcs12Certificate {
  readonly certificate: X509Certificate
  readonly localKeyId: string | undefined
}

function readPrivateKey({ der, localKeyId }: Pkcs12Item): Pkcs12Key {
  const key = Buffer.from(der)
  try {
    return { privateKey: createPrivateKey({ key, format: 'der', type: 'pkcs8' }), localKeyId }
  } catch (cause) {
    throw new CustodyError('PKCS12_INVALID', 'a private key of the file cannot be read', { cause })
  } finally {
    key.fill(0)
    der.fill(0)
  }
}

function readCertificate({ der, localKeyId }: Pkcs12Item): Pkcs12Certificate {
  try {
    return { certificate: new X509Certificate(der), localKeyId }
  } catch (cause) {
    throw new CustodyError('PKCS12_INVALID', 'a certificate of the file cannot be read', { cause })
  }
}

/**
 * Returns the certificate over the key's public key. localKeyId is a label that nothing ties to the
 * key, so it only chooses between several such certificates (a renewed one beside the old).
 */
function leafOf(key: Pkcs12Key, certificates: readonly Pkcs12Certificate[]): X509Certificate | undefined {
  const matching = certificates.filter(({ certificate }) => certificate.checkPrivateKey(key.privateKey))
  const labelled = matching.find(
    ({ localKeyId }) => localKeyId !== undefined && localKeyId === key.localKeyId,
  )
  return (labelled ?? matching[0])?.certificate
}

/**
 * Returns the path from the leaf up, each certificate the verified issuer of the one before it, as
 * far as they reach.
 */
function orderPath(leaf: X509Certificate, pool: readonly X509Certificate[]): readonly X509Certificate[] {
  const path = [leaf]
  for (let current: X509Certificate | undefined = leaf; current !== undefined; ) {
    const subject: X509Certificate = current
    current = pool.find((issuer) => !path.includes(issuer) && isIssuerOf(issuer, subject))
    if (current !== undefined) path.push(current)
  }
  return path
}

function isIssuerOf(issuer: X509Certificate, subject: X509Certificate): boolean {
  return subject.checkIssued(issuer) && subject.verify(issuer.publicKey)
}
