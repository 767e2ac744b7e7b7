// The city's authorities with their keys open, as the running signer and the enrolment of signers need them.
import type { KeyObject } from 'node:crypto'
import type { Authority, AuthorityKind, DatabaseHandle, StoredCertificate } from '@tapis/db'
import { findAuthority, listRevokedCertificates } from '@tapis/db'
import { decryptKey } from '../custody/encrypted-key.ts'
import { type ClosableKeyCustodian, keyObjectCustodian } from '../custody/key-object-custodian.ts'
import { certificateNames } from '../pki/certificate-names.ts'
import type { Issuer, RevokedCertificate } from '../pki/index.ts'
import { issueCrl } from '../pki/index.ts'
import { SetupError } from './errors.ts'
import { envelopeFromBytes } from './key-envelope-bytes.ts'

/** The issuing CA: its row, and its certificate with the open key. */
export interface OpenCa {
  readonly row: StoredCertificate
  readonly issuer: Issuer
}

/** What the running signer holds. Nothing here can sign a document in a person's name. */
export interface OpenAuthority {
  /** DER; the trust anchor of everything. */
  readonly rootCertificate: Uint8Array
  /** DER, until a year after it was opened. The root's key is let go again at once. */
  readonly rootRevocationList: Uint8Array
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
  const rootIssuer = {
    certificate: root.certificate.der,
    privateKey: await openKey(root, operatorPassphrase),
  }
  return {
    rootCertificate: root.certificate.der,
    rootRevocationList: await revocationList(
      db,
      { row: root.certificate, issuer: rootIssuer },
      now,
      ROOT_LIST_DAYS,
    ),
    ca: await opened(ca, operatorPassphrase),
    caName: certificateNames(ca.certificate.der).subject,
    timestampCustodian: keyObjectCustodian(
      await openKey(timestamp, operatorPassphrase),
      timestamp.certificatePath.slice(0, -1).map(({ der }) => der),
    ),
  }
}

/** The issuing CA alone, for enrolling signers. @throws SetupError CITY_NOT_SET_UP; CustodyError PASSPHRASE_WRONG */
export async function openCa({ db, operatorPassphrase }: Opening): Promise<OpenCa> {
  return await opened(await required(db, 'ca'), operatorPassphrase)
}

/** The CA's complete revocation list in DER, from what the database says at `now`. */
export async function revocationList(
  db: DatabaseHandle,
  { row, issuer }: OpenCa,
  now: Date,
  days: number,
): Promise<Uint8Array> {
  const revoked = (await listRevokedCertificates(db, row.id)).flatMap(toRevoked)
  const nextUpdate = new Date(now.getTime() + days * 86_400_000)
  return issueCrl({ issuer, revoked, thisUpdate: now, nextUpdate })
}

function toRevoked({
  serialNumber,
  revokedAt,
  revocationReason,
}: StoredCertificate): readonly RevokedCertificate[] {
  if (revokedAt === undefined || revocationReason === undefined) return []
  return [{ serialNumber, revokedAt, reason: REASONS[revocationReason] }]
}

// A hold is never lifted here, so the list says what it amounts to.
const REASONS = {
  unspecified: 'unspecified',
  keyCompromise: 'keyCompromise',
  cACompromise: 'caCompromise',
  aACompromise: 'unspecified',
  affiliationChanged: 'affiliationChanged',
  superseded: 'superseded',
  cessationOfOperation: 'cessationOfOperation',
  certificateHold: 'unspecified',
  privilegeWithdrawn: 'privilegeWithdrawn',
} as const

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
  return decryptKey(envelopeFromBytes(key.encryptedKey), operatorPassphrase)
}
