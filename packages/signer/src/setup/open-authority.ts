// The city's authorities with their keys open, as the running signer and the enrolment of signers
// need them.
import type { KeyObject } from 'node:crypto'
import { type ClosableKeyCustodian, decodeEncryptedKey, decryptKey, keyObjectCustodian } from '@tapis/custody'
import {
  type Authority,
  type AuthorityKind,
  type DatabaseHandle,
  findAuthority,
  type RevocationList,
  type StoredCertificate,
} from '@tapis/db'
import { certificateNames } from '@tapis/pki/x509'
import type { Issuer } from '../certificate-authority/index.ts'
import { SetupError } from './errors.ts'
import { freshRevocationList } from './revocation-lists.ts'

/** The issuing CA: its row, and its certificate with the open key. */
export interface OpenCa {
  readonly row: StoredCertificate
  readonly issuer: Issuer
}

/** What the running signer holds. Nothing here can sign a document in a person's name. */
export interface OpenAuthority {
  /** DER; the trust anchor of everything. */
  readonly rootCertificate: Uint8Array
  /**
   * Valid for eleven months at least. The root's key was opened for it only if there was none, and
   * let go again at once.
   */
  readonly rootRevocationList: RevocationList
  readonly ca: OpenCa
  /** Common name of the CA, as stamps show it. */
  readonly caName: string
  /** For `createTimestampAuthority`. */
  readonly timestampCustodian: ClosableKeyCustodian
}

interface Opening {
  readonly db: DatabaseHandle
  readonly operatorPassphrase: string
}

const ROOT_LIST_DAYS = 365
/**
 * A start issues no new list while the last is younger and complete: the root's key stays closed.
 */
const ROOT_LIST_FRESH_MILLISECONDS = 30 * 86_400_000

/** @throws SetupError CITY_NOT_SET_UP; CustodyError PASSPHRASE_WRONG */
export async function openAuthority({
  db,
  operatorPassphrase,
  now,
}: Opening & { readonly now: Date }): Promise<OpenAuthority> {
  const [root, ca, timestamp] = [
    await required(db, 'root'),
    await required(db, 'ca'),
    await required(db, 'timestamp'),
  ]
  return {
    rootCertificate: root.certificate.der,
    rootRevocationList: await freshRevocationList({
      db,
      row: root.certificate,
      open: async () => ({
        certificate: root.certificate.der,
        privateKey: await openKey(root, operatorPassphrase),
      }),
      now,
      freshAfter: new Date(now.getTime() - ROOT_LIST_FRESH_MILLISECONDS),
      days: ROOT_LIST_DAYS,
    }),
    ca: await opened(ca, operatorPassphrase),
    caName: certificateNames(ca.certificate.der).subject,
    timestampCustodian: keyObjectCustodian(
      await openKey(timestamp, operatorPassphrase),
      timestamp.certificatePath.slice(0, -1).map(({ der }) => der),
    ),
  }
}

/**
 * The issuing CA alone, for enrolling signers.
 * @throws SetupError CITY_NOT_SET_UP; CustodyError PASSPHRASE_WRONG
 */
export async function openCa({ db, operatorPassphrase }: Opening): Promise<OpenCa> {
  return await opened(await required(db, 'ca'), operatorPassphrase)
}

async function required(db: DatabaseHandle, kind: AuthorityKind): Promise<Authority> {
  const authority = await findAuthority(db, kind)
  if (authority === undefined) throw new SetupError('CITY_NOT_SET_UP', `the city has no ${kind} yet`)
  return authority
}

async function opened(authority: Authority, operatorPassphrase: string): Promise<OpenCa> {
  const { certificate } = authority
  const privateKey = await openKey(authority, operatorPassphrase)
  return { row: certificate, issuer: { certificate: certificate.der, privateKey } }
}

function openKey({ key }: Authority, operatorPassphrase: string): Promise<KeyObject> {
  return decryptKey(decodeEncryptedKey(key.encryptedKey), operatorPassphrase)
}
