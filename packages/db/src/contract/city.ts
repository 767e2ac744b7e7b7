// An invented city for the tests: names, NIK material, keys and certificates are random bytes that
// nothing reads.
import { randomBytes } from 'node:crypto'
import type { DatabaseHandle } from '../handle.ts'
import { createAgency } from '../queries/agencies.ts'
import { createApplication } from '../queries/applications.ts'
import { createCertificate, type NewCertificate } from '../queries/certificates.ts'
import { createCredential } from '../queries/credentials.ts'
import type { DocumentSignature, NewDocument } from '../queries/documents.ts'
import { createSigner } from '../queries/signers.ts'

/** The moment at which everything in the invented city happens. */
export const at = new Date('2026-03-02T03:04:05.678Z')

/** `at` plus some seconds. */
export const after = (seconds: number) => new Date(at.getTime() + seconds * 1000)

export const randomText = () => randomBytes(6).toString('hex')
export const randomHash = () => randomBytes(32).toString('hex')
export const randomKey = (size = 64) => new Uint8Array(randomBytes(size))

export function randomCode(): string {
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return [...randomBytes(16)].map((byte) => alphabet.charAt(byte & 31)).join('')
}

/** What every certificate needs; kind and links are the caller's. */
export function certificateFields(): Omit<NewCertificate, 'kind'> {
  return {
    serialNumber: randomBytes(16).toString('hex'),
    subject: `CN=Contoh ${randomText()}`,
    issuer: 'CN=CA Kota Contoh',
    der: randomKey(128),
    notBefore: at,
    notAfter: after(3600),
    certifiedProvider: false,
  }
}

export type City = Awaited<ReturnType<typeof createCity>>

/** An agency with one application, one person with a credential, and the certificates above it. */
export async function createCity(db: DatabaseHandle) {
  const agency = await createAgency(db, {
    id: `opd-${randomText()}`,
    name: 'Dinas Contoh',
    shortName: 'DINCO',
    createdAt: at,
  })
  const application = await createApplication(db, {
    agencyId: agency.id,
    name: 'perizinan',
    credentialId: `perizinan-${randomText()}`,
    secretSha256: randomKey(32),
    createdAt: at,
  })
  const root = await createCertificate(db, { ...certificateFields(), kind: 'root' })
  const ca = await createCertificate(db, {
    ...certificateFields(),
    kind: 'ca',
    issuerCertificateId: root.id,
  })
  const { signer, credential, certificate } = await createPerson(db, agency.id, ca.id)
  return { agency, application, root, ca, signer, credential, certificate }
}

export async function createPerson(db: DatabaseHandle, agencyId: string, caId: string) {
  const signer = await createSigner(db, {
    agencyId,
    kind: 'person',
    name: 'Contoh Penandatangan',
    position: 'Kepala Dinas Contoh',
    nip: '199901012025011001',
    nikEncrypted: randomKey(44),
    nikLookup: randomKey(32),
    nikMasked: '187101******0001',
    createdAt: at,
  })
  const enrolled = await createCredential(
    db,
    {
      signerId: signer.id,
      algorithm: 'ecdsa-p256-sha256',
      kind: 'software',
      encryptedKey: randomKey(),
      createdAt: at,
    },
    { ...certificateFields(), kind: 'signature', issuerCertificateId: caId },
  )
  return { signer, ...enrolled }
}

export function signatureOf(city: Pick<City, 'signer' | 'certificate' | 'agency'>): DocumentSignature {
  return {
    signerId: city.signer.id,
    certificateId: city.certificate.id,
    kind: 'signature',
    level: 'B-T',
    signedAt: at,
    fieldName: 'Signature1',
    signerName: city.signer.name,
    position: city.signer.position,
    agencyName: city.agency.name,
  }
}

/** Signed in one step for each signature, one after the other. */
export function newDocument(
  city: City,
  signatures: readonly DocumentSignature[] = [signatureOf(city)],
): NewDocument {
  const code = randomCode()
  return {
    code,
    agencyId: city.agency.id,
    applicationId: city.application.id,
    documentType: 'Surat Keterangan',
    number: '000/001/CONTOH/2026',
    title: 'Surat keterangan contoh',
    facts: [{ label: 'Nama', value: 'Contoh Pemohon' }],
    pages: 2,
    submittedSha256: randomHash(),
    signedSha256: randomHash(),
    bytes: 123_456,
    fileKey: `2026/03/${code}.pdf`,
    createdAt: at,
    signatures,
    steps: signatures.map(({ kind, signerId, signedAt }, index) => ({
      role: kind,
      rank: index,
      signerId,
      state: 'signed',
      actedAt: signedAt,
      signatureIndex: index,
    })),
  }
}
