// Records for tests. Every person, number and company in them is invented.

import { createHash } from 'node:crypto'
import type { PublicRecord } from '@tapis/db/public'
import type { VerifyDeps } from '../portal.ts'

/** A stand-in for the signed file: the portal never reads a PDF, only its digest. */
export const SIGNED_FILE = new TextEncoder().encode(
  '%PDF-1.7\n% berkas contoh, bukan dokumen sungguhan\n%%EOF\n',
)

/** A permit signed under the city's own certificates. */
export const VALID: PublicRecord = {
  code: '7Q2F9KXM3TVA0B4D',
  status: 'valid',
  agency: { name: 'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu', shortName: 'DPMPTSP' },
  documentType: 'Izin Operasional',
  number: '503/0999/LKP/III.16/2026',
  title: 'Izin Operasional Lembaga Kursus dan Pelatihan LKP Sulam Kembang Cempaka',
  facts: [
    { label: 'Nama lembaga', value: 'LKP Sulam Kembang Cempaka' },
    { label: 'Penyelenggara', value: 'Yayasan Kembang Cempaka Rekaan' },
    { label: 'Penanggung jawab', value: 'Wulan P. R.' },
    { label: 'Berlaku sampai', value: '23 November 2029' },
  ],
  pages: 2,
  sha256: createHash('sha256').update(SIGNED_FILE).digest('hex'),
  bytes: SIGNED_FILE.length,
  createdAt: new Date('2026-11-24T03:32:00Z'),
  signatures: [
    {
      kind: 'signature',
      signerName: 'Dr. Rekaan Pesagi, S.E., M.M.',
      position: 'Kepala Dinas',
      agencyName: 'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu',
      signedAt: new Date('2026-11-24T03:31:58Z'),
      level: 'B-T',
      certificateIssuer: 'CN=CA Penanda Tangan Contoh,O=Pemerintah Kota Bandar Lampung,C=ID',
      certificateSerial: '4f8a1c02d97be6330a51',
      certifiedProvider: false,
    },
  ],
}

/** The same permit, withdrawn. */
export const REVOKED: Extract<PublicRecord, { status: 'revoked' }> = {
  ...VALID,
  status: 'revoked',
  revokedAt: new Date('2027-01-05T07:05:00Z'),
  revocationReason: 'Salah menuliskan nama penyelenggara; diganti dengan izin baru.',
}

/** The signatures of {@link VALID}, changed in some respect. */
export function signedWith(change: Partial<PublicRecord['signatures'][number]>): PublicRecord['signatures'] {
  return VALID.signatures.map((signature) => ({ ...signature, ...change }))
}

/**
 * What a portal over a fixed set of records is given; it reports failures nowhere and its clock
 * stands still.
 */
export function depsOver(...records: readonly PublicRecord[]): VerifyDeps {
  return {
    findPublicRecord: async (code) => records.find((record) => record.code === code),
    portalOrigin: 'https://tte.bandarlampung.example',
    city: { name: 'Kota Bandar Lampung' },
    trust: { caName: 'CA Penanda Tangan Contoh', certified: false },
    clientAddress: () => '192.0.2.1',
    now: () => new Date('2027-01-06T01:02:03Z'),
    reportFailure: () => {},
  }
}
