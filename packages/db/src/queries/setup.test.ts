// What the operator's commands set up: agencies, applications, signers with their credentials,
// authorities, templates.
import { expect, it } from 'vitest'
import { after, at, certificateFields, createCity, randomKey, randomText } from '../contract/city.ts'
import { describeOnEachEngine } from '../contract/engines.ts'
import { expectRefusal } from '../contract/rejected.ts'
import { createAgency, findAgency, listAgencies, updateAgency } from './agencies.ts'
import {
  createApplication,
  disableApplication,
  enableApplication,
  findApplicationByCredentialId,
  listApplications,
} from './applications.ts'
import { createAuthority, findAuthority } from './authority-keys.ts'
import {
  createCertificate,
  findCertificate,
  listRevokedCertificates,
  revokeCertificate,
} from './certificates.ts'
import { createCredential, findActiveCredential, revokeCredential } from './credentials.ts'
import {
  createSigner,
  findAgencySeal,
  findSignerById,
  findSignerByNikLookup,
  listSigners,
  setSignerStatus,
  updateSigner,
} from './signers.ts'
import { createTemplate, findTemplate, listTemplates, updateTemplate } from './templates.ts'

const unknownId = '00000000-0000-4000-8000-000000000000'

const softwareKey = { algorithm: 'ecdsa-p256-sha256', kind: 'software', encryptedKey: randomKey() } as const

describeOnEachEngine('setup', (database) => {
  it('finds an agency by its id', async () => {
    const { db } = database()
    const agency = {
      id: `opd-${randomText()}`,
      name: 'Dinas "A" & \u{1F4DC}',
      shortName: "D'A",
      isDemonstration: false,
      createdAt: at,
    }
    expect(await createAgency(db, agency)).toEqual(agency)
    expect(await findAgency(db, agency.id)).toEqual(agency)
    expect(await findAgency(db, 'tiada')).toBeUndefined()
    expect(await listAgencies(db)).toContainEqual(agency)
  })

  it('finds an application by its credential id, in exactly that case, until and after it is disabled', async () => {
    const { db } = database()
    const { agency } = await createCity(db)
    const created = await createApplication(db, {
      agencyId: agency.id,
      name: 'Perizinan',
      credentialId: `App-${randomText()}`,
      secretSha256: randomKey(32),
      createdAt: at,
    })
    expect(created).not.toHaveProperty('disabledAt')
    expect(await findApplicationByCredentialId(db, created.credentialId)).toEqual(created)
    expect(await findApplicationByCredentialId(db, created.credentialId.toLowerCase())).toBeUndefined()
    await disableApplication(db, created.id, after(1))
    await disableApplication(db, created.id, after(2))
    expect(await findApplicationByCredentialId(db, created.credentialId)).toEqual({
      ...created,
      disabledAt: after(1),
    })
  })

  it('finds a person by the keyed hash of the NIK, whatever the agency', async () => {
    const { db } = database()
    const { signer, agency } = await createCity(db)
    if (signer.kind !== 'person') throw new Error('expected a person')
    expect(await findSignerByNikLookup(db, signer.nikLookup)).toEqual(signer)
    expect(await findSignerByNikLookup(db, randomKey(32))).toBeUndefined()
    expect(await findSignerById(db, signer.id)).toEqual(signer)
    await setSignerStatus(db, signer.id, 'suspended')
    expect(await listSigners(db, agency.id)).toEqual([{ ...signer, status: 'suspended' }])
    await expectRefusal(setSignerStatus(db, unknownId, 'active'), { code: 'NOT_FOUND' })
  })

  it('gives a seal no NIK and no NIP', async () => {
    const { db } = database()
    const { agency } = await createCity(db)
    const seal = await createSigner(db, {
      agencyId: agency.id,
      kind: 'agency-seal',
      name: agency.name,
      position: '',
      createdAt: at,
    })
    expect(Object.keys(seal).sort()).toEqual([
      'agencyId',
      'createdAt',
      'id',
      'kind',
      'name',
      'position',
      'status',
    ])
    expect(await findSignerById(db, seal.id)).toEqual(seal)
  })

  it('finds the one seal of an agency, and refuses a second', async () => {
    const { db } = database()
    const { agency } = await createCity(db)
    const seal = {
      agencyId: agency.id,
      kind: 'agency-seal' as const,
      name: agency.name,
      position: '',
      createdAt: at,
    }
    expect(await findAgencySeal(db, agency.id)).toBeUndefined()
    const created = await createSigner(db, seal)
    await createSigner(db, { ...seal, agencyId: (await createCity(db)).agency.id })
    await expectRefusal(createSigner(db, seal), {
      code: 'CONFLICT',
      constraint: 'signers_one_seal_per_agency',
    })
    await setSignerStatus(db, created.id, 'suspended')
    expect(await findAgencySeal(db, agency.id)).toEqual({ ...created, status: 'suspended' })
  })

  it('refuses a second person with the same NIK without repeating its hash', async () => {
    const { db } = database()
    const { signer, agency } = await createCity(db)
    if (signer.kind !== 'person') throw new Error('expected a person')
    const { id: _, status: __, ...same } = signer
    await expectRefusal(
      createSigner(db, { ...same, agencyId: agency.id }),
      { code: 'CONFLICT', constraint: 'signers_nik_lookup_unique' },
      signer.nikLookup.toHex(),
    )
  })

  it('finds the live credential with its newest certificate and the path up to the root', async () => {
    const { db } = database()
    const { signer, credential, certificate, ca, root } = await createCity(db)
    const active = { credential, certificate, certificatePath: [certificate, ca, root] }
    expect(await findActiveCredential(db, signer.id)).toEqual(active)

    const renewed = await createCertificate(db, {
      ...certificateFields(),
      kind: 'signature',
      issuerCertificateId: ca.id,
      credentialId: credential.id,
      notBefore: after(60),
    })
    expect(await findActiveCredential(db, signer.id)).toMatchObject({ certificate: renewed })

    expect(await revokeCredential(db, { id: credential.id, at: after(70) })).toEqual({
      ...credential,
      revokedAt: after(70),
    })
    expect(await findActiveCredential(db, signer.id)).toBeUndefined()
    expect(await findActiveCredential(db, unknownId)).toBeUndefined()
    await expectRefusal(revokeCredential(db, { id: unknownId, at }), { code: 'NOT_FOUND' })
  })

  it('finds no credential once its newest certificate is revoked, whatever older one is left', async () => {
    const { db } = database()
    const { signer, credential, ca } = await createCity(db)
    const older = { ...certificateFields(), notBefore: after(-60) }
    const link = { kind: 'signature', issuerCertificateId: ca.id, credentialId: credential.id } as const
    await createCertificate(db, { ...older, ...link })
    const newest = await createCertificate(db, { ...certificateFields(), ...link, notBefore: after(60) })
    await revokeCertificate(db, { id: newest.id, reason: 'keyCompromise', at: after(61) })
    expect(await findActiveCredential(db, signer.id)).toBeUndefined()
  })

  it('finds the live credential even where a revoked one has a newer certificate', async () => {
    const { db } = database()
    const { signer, credential, ca } = await createCity(db)
    const link = { kind: 'signature', issuerCertificateId: ca.id } as const
    await createCertificate(db, {
      ...certificateFields(),
      ...link,
      credentialId: credential.id,
      notBefore: after(60),
    })
    await revokeCredential(db, { id: credential.id, at: after(61) })
    const next = { ...softwareKey, createdAt: after(61) }
    const live = await createCredential(
      db,
      { ...next, signerId: signer.id },
      { ...certificateFields(), ...link },
    )
    expect(await findActiveCredential(db, signer.id)).toMatchObject(live)
  })

  it('stores no credential when its certificate is refused', async () => {
    const { db } = database()
    const { signer, credential, certificate, ca } = await createCity(db)
    await revokeCredential(db, { id: credential.id, at: after(1) })
    const next = {
      signerId: signer.id,
      ...softwareKey,
      createdAt: at,
    }
    const fields = { ...certificateFields(), kind: 'signature' as const, issuerCertificateId: ca.id }
    await expectRefusal(createCredential(db, next, { ...fields, serialNumber: certificate.serialNumber }), {
      code: 'CONFLICT',
      constraint: 'certificates_issuer_serial_unique',
    })
    const stored = await createCredential(db, next, fields)
    expect(await findActiveCredential(db, signer.id)).toMatchObject(stored)
  })

  it('lists what a CA has revoked, with the first reason', async () => {
    const { db } = database()
    const { ca, certificate } = await createCity(db)
    expect(await listRevokedCertificates(db, ca.id)).toEqual([])
    const revoked = await revokeCertificate(db, { id: certificate.id, reason: 'keyCompromise', at: after(1) })
    expect(revoked).toEqual({ ...certificate, revokedAt: after(1), revocationReason: 'keyCompromise' })
    expect(await revokeCertificate(db, { id: certificate.id, reason: 'superseded', at: after(2) })).toEqual(
      revoked,
    )
    expect(await listRevokedCertificates(db, ca.id)).toEqual([revoked])
    expect(await findCertificate(db, certificate.id)).toEqual(revoked)
    await expectRefusal(revokeCertificate(db, { id: unknownId, reason: 'superseded', at }), {
      code: 'NOT_FOUND',
    })
  })

  it('finds each authority with its key, and lets only one of two that set it up together win', async () => {
    const { db } = database()
    expect(await findAuthority(db, 'root')).toBeUndefined()
    const rootAuthority = () =>
      createAuthority(db, {
        algorithm: 'ecdsa-p256-sha256',
        encryptedKey: randomKey(),
        createdAt: at,
        certificate: { ...certificateFields(), kind: 'root' },
      })
    const outcomes = await Promise.allSettled([rootAuthority(), rootAuthority()])
    const [root] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    if (root === undefined) throw new Error('expected one root')
    expect(await findAuthority(db, 'root')).toEqual(root)
    const timestamp = await createAuthority(db, {
      algorithm: 'ecdsa-p256-sha256',
      encryptedKey: randomKey(),
      createdAt: at,
      certificate: { ...certificateFields(), kind: 'timestamp', issuerCertificateId: root.certificate.id },
    })
    expect(await findAuthority(db, 'timestamp')).toEqual(timestamp)
    expect(timestamp.certificatePath).toEqual([timestamp.certificate, root.certificate])
  })

  it.each([
    { placement: { page: 1, x: 12.5, y: 700.25 } },
    { placement: { page: 'last' as const, x: 0, y: 0 } },
    { placement: { anchor: '#ttd' } },
  ])('finds a template with its placement $placement', async ({ placement }) => {
    const { db } = database()
    const { agency } = await createCity(db)
    const template = await createTemplate(db, {
      agencyId: agency.id,
      name: 'surat-izin',
      placement,
      width: 180.5,
      height: 70,
      createdAt: at,
    })
    expect(template.placement).toEqual(placement)
    expect(await findTemplate(db, { agencyId: agency.id, name: 'surat-izin' })).toEqual(template)
    expect(await findTemplate(db, { agencyId: 'tiada', name: 'surat-izin' })).toBeUndefined()
    expect(await listTemplates(db, agency.id)).toEqual([template])
  })

  it('changes an agency, and nothing when there is nothing to change', async () => {
    const { db } = database()
    const { agency } = await createCity(db)
    const renamed = await updateAgency(db, agency.id, { name: 'Dinas Baru', isDemonstration: true })
    expect(renamed).toEqual({ ...agency, name: 'Dinas Baru', isDemonstration: true })
    expect(await findAgency(db, agency.id)).toEqual(renamed)
    await expect(updateAgency(db, agency.id, {})).rejects.toThrow(TypeError)
    await expectRefusal(updateAgency(db, 'tiada', { name: 'Dinas Baru' }), { code: 'NOT_FOUND' })
    await expectRefusal(updateAgency(db, agency.id, { name: '' }), {
      code: 'INVALID',
      constraint: 'agencies_name_is_printable',
    })
  })

  it("changes a person's position and NIP and a seal's name, but never a person's name", async () => {
    const { db } = database()
    const { agency, signer } = await createCity(db)
    const moved = await updateSigner(db, signer.id, {
      position: 'Sekretaris Contoh',
      nip: '199901012025011009',
    })
    expect(moved).toEqual({ ...signer, position: 'Sekretaris Contoh', nip: '199901012025011009' })
    const { nip: _, ...withoutNip } = { nip: '', ...moved }
    expect(await updateSigner(db, signer.id, { nip: null })).toEqual(withoutNip)
    await expectRefusal(updateSigner(db, signer.id, { name: 'Orang Lain', position: 'Wali Kota' }), {
      code: 'INVALID',
    })
    expect(await findSignerById(db, signer.id)).toEqual(withoutNip)
    await expect(updateSigner(db, signer.id, {})).rejects.toThrow(TypeError)
    await expectRefusal(updateSigner(db, unknownId, { position: 'Wali Kota' }), { code: 'NOT_FOUND' })

    const seal = await createSigner(db, {
      agencyId: agency.id,
      kind: 'agency-seal',
      name: agency.name,
      position: '',
      createdAt: at,
    })
    expect(await updateSigner(db, seal.id, { name: 'Dinas Baru' })).toEqual({ ...seal, name: 'Dinas Baru' })
    await expectRefusal(updateSigner(db, seal.id, { nip: '199901012025011009' }), { code: 'INVALID' })
  })

  it('puts a template elsewhere, from a box to an anchor and back', async () => {
    const { db } = database()
    const { agency } = await createCity(db)
    const box = { page: 'last' as const, x: 10, y: 20 }
    const size = { width: 100, height: 50 }
    const template = await createTemplate(db, {
      agencyId: agency.id,
      name: 'surat',
      placement: box,
      ...size,
      createdAt: at,
    })
    const anchored = { placement: { anchor: '#ttd' }, width: 120, height: 60 }
    expect(await updateTemplate(db, template.id, anchored)).toEqual({ ...template, ...anchored })
    expect(await findTemplate(db, template)).toEqual({ ...template, ...anchored })
    expect(await updateTemplate(db, template.id, { placement: box, ...size })).toEqual(template)
    await expectRefusal(updateTemplate(db, template.id, { ...anchored, width: 0 }), { code: 'INVALID' })
    await expectRefusal(updateTemplate(db, unknownId, anchored), { code: 'NOT_FOUND' })
  })

  it("lists an agency's applications by name, and enables a disabled one", async () => {
    const { db } = database()
    const { agency, application } = await createCity(db)
    const first = await createApplication(db, {
      agencyId: agency.id,
      name: 'arsip',
      credentialId: randomText(),
      secretSha256: randomKey(32),
      createdAt: at,
    })
    await disableApplication(db, first.id, after(1))
    expect(await listApplications(db, agency.id)).toEqual([{ ...first, disabledAt: after(1) }, application])
    await enableApplication(db, first.id)
    await enableApplication(db, first.id)
    expect(await listApplications(db, agency.id)).toEqual([first, application])
    expect(await listApplications(db, 'tiada')).toEqual([])
  })
})
