// Enrols who signs: a person (TTE) or an agency's seal (segel elektronik). The key is made here,
// put under the holder's passphrase at once, and certified by the city's CA; in the clear it exists
// only inside this call.

import { type EncryptKeyOptions, encodeEncryptedKey, encryptKey } from '@tapis/custody'
import {
  type Agency,
  createCredential,
  createSigner,
  type DatabaseHandle,
  findAgency,
  type NewCertificate,
  type NewSigner,
  type PreparedCredential,
  type Signer,
} from '@tapis/db'
import { present } from '@tapis/pki'
import {
  type DistinguishedName,
  issueSealCertificate,
  issueSignerCertificate,
} from '../certificate-authority/index.ts'
import { certificateColumns, ISSUED_KEY_ALGORITHM } from '../setup/certificate-columns.ts'
import { SetupError } from '../setup/errors.ts'
import type { OpenCa } from '../setup/open-authority.ts'
import { requireNik } from './find-signer.ts'
import { maskNik, type PersonalDataKeys, protectNik } from './personal-data.ts'

/** Who is enrolled. */
export type Enrolment =
  | {
      readonly kind: 'person'
      /** 16 digits. Stored encrypted; not in the certificate. */
      readonly nik: string
      /**
       * With titles, as it is printed; at most 64 characters, the limit of a certificate's common
       * name.
       */
      readonly name: string
      readonly position: string
      /** 18 digits. */
      readonly nip?: string
    }
  /** The seal bears the agency's own name. */
  | { readonly kind: 'agency-seal' }

/** What enrolling needs before anything is recorded. */
export interface PreparationOptions {
  readonly ca: OpenCa
  readonly personalData: PersonalDataKeys
  /** It need not be registered yet. */
  readonly agency: Pick<Agency, 'id' | 'name' | 'shortName'>
  /** As it stands in certificates, e.g. `Pemerintah Kota Bandar Lampung`. */
  readonly government: string
  /** Where certificates and revocation lists answer. */
  readonly origin: string
  /**
   * Chosen and typed by the holder; checked against what is known of them (`requireStrongEnough`).
   */
  readonly passphrase: string
  readonly now: Date
  readonly randomBytes: (length: number) => Uint8Array
  readonly keyOptions?: EncryptKeyOptions
}

/** Where a signer is enrolled, and by which authority. */
export type EnrolmentOptions = Omit<PreparationOptions, 'agency'> & {
  readonly db: DatabaseHandle
  readonly agencyId: string
}

/**
 * A signer with key and certificate, of which nothing is written down yet. The key is under the
 * holder's passphrase.
 */
export interface PreparedEnrolment {
  readonly signer: NewSigner
  readonly credential: PreparedCredential
  readonly certificate: Omit<NewCertificate, 'credentialId'>
}

/**
 * The slow part, which needs no database: key, certificate, and the passphrase's Argon2id.
 * @throws SetupError NIK_INVALID; CustodyError PASSPHRASE_TOO_WEAK; PkiError
 */
export async function prepareEnrolment(
  enrolment: Enrolment,
  options: PreparationOptions,
): Promise<PreparedEnrolment> {
  const { ca, agency, government, origin, now, passphrase } = options
  const signer = signerColumns(enrolment, options)
  const subject: DistinguishedName = {
    commonName: commonName(enrolment, signer.name, agency.shortName),
    organization: government,
    organizationalUnit: agency.shortName,
    // A pseudonym that tells namesakes apart (EN 319 412-2 §4.2.4): drawn, so that it says nothing
    // about the person. Fourteen hexadecimal digits: sixteen can all be decimal by chance, and such
    // a pseudonym is refused as a NIK, rightly.
    serialNumber: Buffer.from(options.randomBytes(7)).toString('hex').toUpperCase(),
  }
  const issue = enrolment.kind === 'person' ? issueSignerCertificate : issueSealCertificate
  const issued = await issue({ subject, issuer: ca.issuer, notBefore: now, baseUrl: origin })
  try {
    const keyOptions = { ...options.keyOptions, holder: knownOfHolder(enrolment, agency) }
    const encryptedKey = encodeEncryptedKey(await encryptKey(issued.privateKey, passphrase, keyOptions))
    const kind = enrolment.kind === 'person' ? 'signature' : 'seal'
    return {
      signer,
      credential: { kind: 'software', algorithm: ISSUED_KEY_ALGORITHM, encryptedKey, createdAt: now },
      certificate: certificateColumns(kind, issued, subject, ca.row),
    }
  } finally {
    issued.privateKey.fill(0)
  }
}

/**
 * Writes a prepared signer down; in the caller's transaction, if `db` is one.
 * @throws DatabaseError CONFLICT (the NIK is enrolled already, or the agency has its seal),
 *   NOT_FOUND (agency), INVALID
 */
export async function recordEnrolment(
  db: DatabaseHandle,
  { signer, credential, certificate }: PreparedEnrolment,
): Promise<Signer> {
  return await db.transaction(async (tx) => {
    const enrolled = await createSigner(tx, signer)
    await createCredential(tx, { ...credential, signerId: enrolled.id }, certificate)
    return enrolled
  })
}

/**
 * Both at once, for an agency that is registered.
 * @throws SetupError NIK_INVALID, AGENCY_NOT_FOUND; CustodyError PASSPHRASE_TOO_WEAK; PkiError;
 *   DatabaseError CONFLICT, INVALID
 */
export async function enrolSigner(enrolment: Enrolment, options: EnrolmentOptions): Promise<Signer> {
  const { db, agencyId, ...preparation } = options
  const agency = await findAgency(db, agencyId)
  if (agency === undefined) throw new SetupError('AGENCY_NOT_FOUND', 'there is no such agency')
  return await recordEnrolment(db, await prepareEnrolment(enrolment, { ...preparation, agency }))
}

/**
 * What a colleague knows of the holder, and would try first: a passphrase made of it is refused.
 */
export function knownOfHolder(
  enrolment: Enrolment,
  { id, name, shortName }: PreparationOptions['agency'],
): readonly string[] {
  const agency = [id, name, shortName]
  if (enrolment.kind === 'agency-seal') return agency
  return [...agency, enrolment.name, enrolment.position, enrolment.nik, enrolment.nip ?? '']
}

/**
 * RFC 5280 appendix A.1 allows 64 characters, and the full name of an agency is often longer than
 * that.
 */
function commonName({ kind }: Enrolment, name: string, shortName: string): string {
  return kind === 'agency-seal' && [...name].length > 64 ? shortName : name
}

function signerColumns(enrolment: Enrolment, options: PreparationOptions): NewSigner {
  const { agency, now, personalData, randomBytes } = options
  const base = { agencyId: agency.id, createdAt: now }
  if (enrolment.kind === 'agency-seal')
    return { ...base, kind: 'agency-seal', name: agency.name, position: '' }
  const nik = requireNik(enrolment.nik)
  const { encrypted, lookup } = protectNik(personalData, nik, randomBytes)
  return {
    ...base,
    kind: 'person',
    name: enrolment.name,
    position: enrolment.position,
    ...present({ nip: enrolment.nip }),
    nikEncrypted: encrypted,
    nikLookup: lookup,
    nikMasked: maskNik(nik),
  }
}
