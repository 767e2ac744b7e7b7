// Why a PDF takes no signature as asked, and what its owner can do about it, for each reason that
// PDF_NOT_SIGNABLE has.
import { PadesError, type PadesErrorCode, type SigningObstacle } from '@tapis/pades/create'
import type { Words } from './words.ts'

const UNKNOWN_OBSTACLE: Words = [
  'Something in the PDF does not permit another signature. Print it to a new PDF and send that one.',
  'Ada bagian PDF yang tidak mengizinkan tanda tangan lagi. Cetak menjadi PDF baru, lalu kirim yang baru itu.',
]

const obstacles: Readonly<Record<SigningObstacle, Words>> = {
  CERTIFIED_FINAL: [
    'It is certified so that nothing may be added (DocMDP, P = 1). Ask whoever certified it for a copy without certification, or for one that permits signing (P = 2).',
    'PDF disertifikasi sehingga tidak boleh ditambah apa pun (DocMDP, P = 1). Mintalah kepada pembuatnya salinan tanpa sertifikasi, atau yang mengizinkan penandatanganan (P = 2).',
  ],
  SIGNED_FINAL: [
    'An earlier signature closed it to every further change. Ask that signer to sign last, or to sign again without locking the document.',
    'Tanda tangan sebelumnya menutup PDF dari perubahan apa pun. Mintalah penandatangan itu menandatangani paling akhir, atau mengulang tanpa mengunci dokumen.',
  ],
  FIELD_LOCKED: [
    'An earlier signature locked the form fields, new ones too. Ask that signer to sign last, or to sign again without locking the fields.',
    'Tanda tangan sebelumnya mengunci isian formulir, termasuk yang baru. Mintalah penandatangan itu menandatangani paling akhir, atau mengulang tanpa mengunci isian.',
  ],
  VISIBLE_IN_CERTIFIED: [
    'It is certified, and a new stamp on a page would break the certification. Leave "place" out: an invisible signature is permitted.',
    'PDF disertifikasi dan stempel baru pada halaman akan merusak sertifikasinya. Kirim tanpa "place": tanda tangan tak tampak diizinkan.',
  ],
  PASSWORD_PERMISSIONS: [
    'It is encrypted, and its permissions do not allow signing. Save it without protection, with the owner password, and send that one.',
    'PDF terenkripsi dan izinnya tidak membolehkan penandatanganan. Simpan tanpa perlindungan memakai kata sandi pemilik, lalu kirim berkas itu.',
  ],
}

const reasons: Readonly<Partial<Record<PadesErrorCode, Words>>> = {
  CERTIFICATION_NOT_FIRST: [
    'A certification must be the first signature, and the PDF has one already. Certify the unsigned PDF, and sign after that.',
    'Sertifikasi harus menjadi tanda tangan pertama, sedangkan PDF sudah ditandatangani. Sertifikasi PDF yang belum ditandatangani, baru tandatangani.',
  ],
  SEED_VALUE_UNMET: [
    'Its signature field demands something that this service does not do (/SV). Remove the demand in the form, or send the PDF without that field.',
    'Kolom tanda tangannya mensyaratkan hal yang tidak dilakukan layanan ini (/SV). Hapus syarat itu dari formulir, atau kirim PDF tanpa kolom tersebut.',
  ],
  FIELD_ALREADY_SIGNED: [
    'The signature field is signed already. Send the request again: it gets a field of its own.',
    'Kolom tanda tangan itu sudah ditandatangani. Ulangi permintaan: kolom baru akan dibuat.',
  ],
  FIELD_HAS_OWN_BOX: [
    'The signature field has a box of its own, and another place was asked for. Leave "place" out, or send the PDF without that field.',
    'Kolom tanda tangan sudah memiliki kotaknya sendiri, sedangkan yang diminta tempat lain. Kirim tanpa "place", atau kirim PDF tanpa kolom itu.',
  ],
  NOTHING_TO_AUGMENT: [
    'It has no signature that could be kept for longer. Sign it first.',
    'PDF tidak memuat tanda tangan yang dapat diperpanjang. Tandatangani lebih dahulu.',
  ],
}

/** What to say of an error that PDF_NOT_SIGNABLE stands for. */
export function whyNotSignable(error: unknown): Words {
  if (!(error instanceof PadesError)) return UNKNOWN_OBSTACLE
  return (error.obstacle && obstacles[error.obstacle]) ?? reasons[error.code] ?? UNKNOWN_OBSTACLE
}
