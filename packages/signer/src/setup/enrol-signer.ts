// Enrols who signs: a person (TTE) or an agency's seal (segel elektronik). The key is made here, put under the holder's
// passphrase at once, and certified by the city's CA; in the clear it exists only inside this call.
import type { Agency, DatabaseHandle, NewSigner, Signer } from '@tapis/db'
import { createCredential, createSigner, findAgency, findAgencySeal, findSignerByNikLookup } from '@tapis/db'
import { type EncryptKeyOptions, encryptKey } from '../custody/encrypted-key.ts'
import {
  maskNik,
  type Nik,
  nikLookup,
  type PersonalDataKeys,
  parseNik,
  protectNik,
} from '../personal-data.ts'
import type { DistinguishedName } from '../pki/index.ts'
import { issueSealCertificate, issueSignerCertificate } from '../pki/index.ts'
import { certificateColumns, ISSUED_KEY_ALGORITHM } from './certificate-columns.ts'
import { SetupError } from './errors.ts'
import { envelopeToBytes } from './key-envelope-bytes.ts'
import type { OpenCa } from './open-authority.ts'

/** Who is enrolled. */
export type Enrolment =
  | {
      readonly kind: 'person'
      /** 16 digits. Stored encrypted; not in the certificate. */
      readonly nik: string
      /** With titles, as it is printed; at most 64 characters, the limit of a certificate's common name. */
      readonly name: string
      readonly position: string
      /** 18 digits. */
      readonly nip?: string
    }
  /** The seal bears the agency's own name. */
  | { readonly kind: 'agency-seal' }

export interface EnrolmentOptions {
  readonly db: DatabaseHandle
  readonly ca: OpenCa
  readonly personalData: PersonalDataKeys
  readonly agencyId: string
  /** As it stands in certificates, e.g. `Pemerintah Kota Bandar Lampung`. */
  readonly government: string
  /** Where certificates and revocation lists answer. */
  readonly origin: string
  /** Chosen and typed by the holder; checked against what is known of them (`requireStrongEnough`). */
  readonly passphrase: string
  readonly now: Date
  readonly randomBytes: (length: number) => Uint8Array
  readonly keyOptions?: EncryptKeyOptions
}

/**
 * Makes signer, key and certificate in one transaction.
 * @throws SetupError NIK_INVALID, AGENCY_NOT_FOUND; CustodyError PASSPHRASE_TOO_WEAK; PkiError; DatabaseError CONFLICT
 *   (the NIK is enrolled already), INVALID
 */
export async function enrolSigner(enrolment: Enrolment, options: EnrolmentOptions): Promise<Signer> {
  const { db, ca, agencyId, government, origin, now, passphrase } = options
  const agency = await findAgency(db, agencyId)
  if (agency === undefined) throw new SetupError('AGENCY_NOT_FOUND', 'there is no such agency')
  const signer = signerColumns(enrolment, agency.name, options)
  const subject: DistinguishedName = {
    commonName: commonName(enrolment, signer.name, agency),
    organization: government,
    organizationalUnit: agency.shortName,
    // A pseudonym that tells namesakes apart (EN 319 412-2 §4.2.4): drawn, so that it says nothing about the person.
    serialNumber: Buffer.from(options.randomBytes(8)).toString('hex').toUpperCase(),
  }
  const issue = enrolment.kind === 'person' ? issueSignerCertificate : issueSealCertificate
  const issued = await issue({ subject, issuer: ca.issuer, notBefore: now, baseUrl: origin })
  try {
    const keyOptions = { ...options.keyOptions, holder: knownOf(enrolment, agency) }
    const encryptedKey = envelopeToBytes(await encryptKey(issued.privateKey, passphrase, keyOptions))
    const kind = enrolment.kind === 'person' ? 'signature' : 'seal'
    return await db.transaction(async (tx) => {
      const enrolled = await createSigner(tx, signer)
      await createCredential(
        tx,
        { signerId: enrolled.id, algorithm: ISSUED_KEY_ALGORITHM, encryptedKey, createdAt: now },
        certificateColumns(kind, issued, subject, ca.row),
      )
      return enrolled
    })
  } finally {
    issued.privateKey.fill(0)
  }
}

/**
 * The signer that such an enrolment would make, when it is there already: this person, or this agency's seal.
 * @throws SetupError NIK_INVALID, ENROLLED_ELSEWHERE
 */
export async function findEnrolled(
  enrolment: Enrolment,
  { db, agencyId, personalData }: Pick<EnrolmentOptions, 'db' | 'agencyId' | 'personalData'>,
): Promise<Signer | undefined> {
  if (enrolment.kind === 'agency-seal') return await findAgencySeal(db, agencyId)
  const found = await findSignerByNikLookup(db, nikLookup(personalData, requireNik(enrolment.nik)))
  if (found === undefined || found.agencyId === agencyId) return found
  throw new SetupError('ENROLLED_ELSEWHERE', `${enrolment.name} is enrolled by ${found.agencyId}`)
}

/** What a colleague knows of the holder, and would try first. */
function knownOf(enrolment: Enrolment, { id, name, shortName }: Agency): readonly string[] {
  const agency = [id, name, shortName]
  if (enrolment.kind === 'agency-seal') return agency
  return [...agency, enrolment.name, enrolment.position, enrolment.nik, enrolment.nip ?? '']
}

function requireNik(text: string): Nik {
  const nik = parseNik(text)
  if (nik === undefined) throw new SetupError('NIK_INVALID', 'a NIK has 16 digits')
  return nik
}

/** RFC 5280 appendix A.1 allows 64 characters, and the full name of an agency is often longer than that. */
function commonName({ kind }: Enrolment, name: string, { shortName }: Agency): string {
  return kind === 'agency-seal' && [...name].length > 64 ? shortName : name
}

function signerColumns(enrolment: Enrolment, agencyName: string, options: EnrolmentOptions): NewSigner {
  const base = { agencyId: options.agencyId, createdAt: options.now }
  if (enrolment.kind === 'agency-seal')
    return { ...base, kind: 'agency-seal', name: agencyName, position: '' }
  const nik = requireNik(enrolment.nik)
  const { encrypted, lookup } = protectNik(options.personalData, nik, options.randomBytes)
  return {
    ...base,
    kind: 'person',
    name: enrolment.name,
    position: enrolment.position,
    ...(enrolment.nip === undefined ? {} : { nip: enrolment.nip }),
    nikEncrypted: encrypted,
    nikLookup: lookup,
    nikMasked: maskNik(nik),
  }
}
