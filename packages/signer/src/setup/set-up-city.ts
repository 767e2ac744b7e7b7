// A city's own hierarchy, made once: root, issuing CA, timestamp authority. Their keys rest under
// the operator's passphrase. Running it again completes what is missing and changes nothing that is
// there.

import {
  decodeEncryptedKey,
  decryptKey,
  type EncryptKeyOptions,
  encodeEncryptedKey,
  encryptKey,
} from '@tapis/custody'
import {
  type Authority,
  type AuthorityKind,
  createAuthority,
  type DatabaseHandle,
  findAuthority,
} from '@tapis/db'
import {
  type DistinguishedName,
  type IssuedCertificate,
  type Issuer,
  issueCa,
  issueRoot,
  issueTimestampCertificate,
} from '../certificate-authority/index.ts'
import { certificateColumns, ISSUED_KEY_ALGORITHM } from './certificate-columns.ts'

/** What a city is set up with. */
export interface CitySetup {
  readonly db: DatabaseHandle
  /** As it stands in certificates, e.g. `Pemerintah Kota Bandar Lampung`; at most 50 characters. */
  readonly government: string
  /** As strong as `requireStrongEnough` wants it; stored nowhere. */
  readonly operatorPassphrase: string
  /**
   * Where certificates and revocation lists answer, e.g. `https://tte.example`. It stands in every
   * certificate for good.
   */
  readonly origin: string
  readonly now: Date
  readonly keyOptions?: EncryptKeyOptions
}

/** The three certificates in DER. */
export interface City {
  readonly rootCertificate: Uint8Array
  readonly caCertificate: Uint8Array
  readonly timestampCertificate: Uint8Array
}

/**
 * Makes what is missing of the three authorities.
 * @throws CustodyError PASSPHRASE_TOO_WEAK, PASSPHRASE_WRONG (completing an older setup); PkiError
 *   NAME_INVALID; DatabaseError CONFLICT (another setup is at work)
 */
export async function setUpCity(setup: CitySetup): Promise<City> {
  const { db, now, origin, government } = setup
  const named = (role: string): DistinguishedName => ({
    commonName: `${role} ${government}`,
    organization: government,
  })
  const base = { notBefore: now, baseUrl: origin }

  const rootName = named('Root CA')
  const root =
    (await findAuthority(db, 'root')) ??
    (await keep(setup, 'root', rootName, await issueRoot({ ...base, subject: rootName })))

  const caName = named('CA TTE')
  const ca =
    (await findAuthority(db, 'ca')) ??
    (await keep(
      setup,
      'ca',
      caName,
      await issueCa({ ...base, subject: caName, issuer: await opened(setup, root) }),
      root,
    ))

  const timestampName = named('Penanda Waktu')
  const timestamp =
    (await findAuthority(db, 'timestamp')) ??
    (await keep(
      setup,
      'timestamp',
      timestampName,
      await issueTimestampCertificate({ ...base, subject: timestampName, issuer: await opened(setup, ca) }),
      ca,
    ))
  return {
    rootCertificate: root.certificate.der,
    caCertificate: ca.certificate.der,
    timestampCertificate: timestamp.certificate.der,
  }
}

async function opened({ operatorPassphrase }: CitySetup, { key, certificate }: Authority): Promise<Issuer> {
  const privateKey = await decryptKey(decodeEncryptedKey(key.encryptedKey), operatorPassphrase)
  return { certificate: certificate.der, privateKey }
}

async function keep(
  { db, government, operatorPassphrase, now, keyOptions }: CitySetup,
  kind: AuthorityKind,
  subject: DistinguishedName,
  issued: IssuedCertificate,
  issuer?: Authority,
): Promise<Authority> {
  try {
    const options = { ...keyOptions, holder: [government] }
    const encryptedKey = encodeEncryptedKey(await encryptKey(issued.privateKey, operatorPassphrase, options))
    const certificate = certificateColumns(kind, issued, subject, issuer?.certificate)
    return await createAuthority(db, {
      algorithm: ISSUED_KEY_ALGORITHM,
      encryptedKey,
      createdAt: now,
      certificate,
    })
  } finally {
    issued.privateKey.fill(0)
  }
}
