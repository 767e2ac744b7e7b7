// One acceptable row for each table: a constraint case changes one column of it and expects the
// refusal.
import { randomUUID } from 'node:crypto'
import type { DatabaseHandle } from '../handle.ts'
import { recordDocument } from '../queries/documents.ts'
import {
  after,
  at,
  certificateFields,
  createCity,
  newDocument,
  randomHash,
  randomKey,
  randomText,
  signatureOf,
} from './city.ts'

export type ValidRows = Awaited<ReturnType<typeof validRows>>

/** A city, another city, and rows that belong to the first and are not yet written. */
export async function validRows(db: DatabaseHandle) {
  const city = await createCity(db)
  const other = await createCity(db)
  const recorded = await recordDocument(db, newDocument(city))
  const { signatures: _, steps: __, ...document } = newDocument(city)
  return {
    city,
    other,
    recorded,
    agencies: { id: `opd-${randomText()}`, name: 'Dinas Lain', shortName: 'DILA', createdAt: at },
    applications: {
      agencyId: city.agency.id,
      name: randomText(),
      credentialId: randomText(),
      secretSha256: randomKey(32),
      createdAt: at,
    },
    signers: {
      agencyId: city.agency.id,
      kind: 'person' as const,
      name: 'Contoh Lain',
      position: 'Sekretaris',
      nip: '199901012025011002',
      nikEncrypted: randomKey(44),
      nikLookup: randomKey(32),
      nikMasked: '187101******0002',
      status: 'active' as const,
      createdAt: at,
    },
    credentials: {
      signerId: city.signer.id,
      algorithm: 'ecdsa-p256-sha256',
      kind: 'software' as const,
      encryptedKey: randomKey(),
      createdAt: at,
      revokedAt: after(1),
    },
    certificates: {
      ...certificateFields(),
      kind: 'signature' as const,
      issuerCertificateId: city.ca.id,
      credentialId: city.credential.id,
    },
    authorityKeys: {
      kind: 'root' as const,
      algorithm: 'ecdsa-p256-sha256',
      encryptedKey: randomKey(),
      certificateId: city.root.id,
      createdAt: at,
      retiredAt: after(1),
    },
    templates: {
      agencyId: city.agency.id,
      name: `surat-${randomText()}`,
      page: 1,
      x: 50,
      y: 60,
      width: 200,
      height: 80,
      createdAt: at,
    },
    documents: {
      ...document,
      agencyName: city.agency.name,
      agencyShortName: city.agency.shortName,
      signatureCount: 1,
      status: 'valid' as const,
    },
    signatures: { ...signatureOf(city), documentId: recorded.id, index: 0 },
    signingSteps: {
      documentId: recorded.id,
      index: 1,
      rank: 1,
      role: 'initial' as const,
      signerId: city.signer.id,
      state: 'approved' as const,
      actedAt: at,
    },
    idempotencyKeys: {
      applicationId: city.application.id,
      key: randomText(),
      requestSha256: randomHash(),
      state: 'in_progress' as const,
      createdAt: at,
      leaseUntil: after(60),
    },
    revocationLists: {
      issuerCertificateId: city.ca.id,
      number: 1,
      entries: 0,
      der: randomKey(128),
      issuedAt: at,
      nextUpdate: after(3600),
    },
    events: {
      at,
      kind: 'signer.unlock' as const,
      outcome: 'PASSPHRASE_WRONG',
      actor: 'application' as const,
      applicationId: city.application.id,
      presentedCredential: city.application.credentialId,
      operator: 'sri.contoh@kota',
      agencyId: city.agency.id,
      signerId: city.signer.id,
      certificateId: city.certificate.id,
      documentCode: recorded.code,
      address: '203.0.113.7',
      requestId: randomUUID(),
      changed: ['name', 'shortName'],
    },
    chargedNetworks: { network: `2001:db8:${randomText().slice(0, 4)}::/64`, fullAt: after(60) },
    installation: { onlyOne: true },
  }
}
