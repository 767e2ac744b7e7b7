// The one place where a Conclusion becomes a sentence for a citizen. It says what is known and
// never more: a signature that could not be judged is not called false, and none is called genuine
// unless every step passed.
import type { Conclusion, FailedSubIndication, IndeterminateSubIndication } from './conclusion.ts'

/** Language of the sentence: Bahasa Indonesia or English. */
export type SentenceLanguage = 'id' | 'en'

type Sentence = Readonly<Record<SentenceLanguage, string>>

const passed: Sentence = {
  id: 'Tanda tangan elektronik ini sah, dan dokumen tidak diubah di luar yang diizinkan setelah ditandatangani.',
  en: 'This electronic signature is valid, and the document was not changed beyond what is permitted after signing.',
}

const untrusted: Sentence = {
  id: 'Penerbit sertifikat penanda tangan tidak termasuk yang dipercaya di sini, sehingga tanda tangan belum dapat dipastikan.',
  en: 'The issuer of the signer’s certificate is not one that is trusted here, so the signature cannot be confirmed.',
}

const unsuitable: Sentence = {
  id: 'Sertifikat penanda tangan tidak memenuhi syarat untuk tanda tangan ini, sehingga keasliannya belum dapat dipastikan.',
  en: 'The signer’s certificate does not meet the conditions for this signature, so it cannot be confirmed.',
}

const weak: Sentence = {
  id: 'Tanda tangan ini memakai metode kriptografi yang sudah lemah atau tidak dikenal, sehingga tidak dapat dipastikan.',
  en: 'This signature uses a cryptographic method that is weak or unknown, so it cannot be confirmed.',
}

const unproven: Sentence = {
  id: 'Tidak ada bukti waktu bahwa tanda tangan dibuat selama sertifikatnya berlaku, sehingga belum dapat dipastikan.',
  en: 'There is no proof that the signature was made while its certificate was in force, so it cannot be confirmed.',
}

const revokedUnproven: Sentence = {
  id: 'Sertifikat dicabut, dan tidak ada bukti waktu bahwa tanda tangan dibuat sebelum pencabutan. Jangan menganggapnya sah.',
  en: 'The certificate was revoked, and there is no proof that the signature was made before that. Do not take it as valid.',
}

const unchecked: Sentence = {
  id: 'Belum dapat dipastikan apakah sertifikat sudah dicabut. Coba lagi dengan sambungan internet, atau mintalah keterangan penerbitnya.',
  en: 'It could not be determined whether a certificate was revoked. Try again with a connection to the internet, or ask its issuer.',
}

const unidentified: Sentence = {
  id: 'Sertifikat penanda tangan tidak dapat dikenali dengan pasti, sehingga tanda tangan belum dapat dipastikan.',
  en: 'The signer’s certificate cannot be identified with certainty, so the signature cannot be confirmed.',
}

const unreadable: Sentence = {
  id: 'Tanda tangan ini tidak dapat diperiksa sampai tuntas. Jangan menganggapnya sah; mintalah dokumen asli dari penerbitnya.',
  en: 'This signature could not be examined completely. Do not take it as valid; ask the issuer for the original document.',
}

const changed: Sentence = {
  id: 'Dokumen ini TIDAK utuh: isinya berubah setelah ditandatangani. Jangan dipercaya.',
  en: 'This document is NOT intact: its content changed after it was signed. Do not rely on it.',
}

const failures: Readonly<Record<FailedSubIndication, Sentence>> = {
  FORMAT_FAILURE: {
    id: 'Dokumen ini tidak dapat dipercaya: tanda tangannya rusak atau dokumen diubah setelah ditandatangani.',
    en: 'This document cannot be relied on: its signature is malformed or the document was altered after signing.',
  },
  HASH_FAILURE: changed,
  SIG_CRYPTO_FAILURE: {
    id: 'Tanda tangan elektronik ini TIDAK sah: tidak dibuat dengan kunci penanda tangan yang disebut.',
    en: 'This electronic signature is NOT valid: it was not made with the key of the signer it names.',
  },
  REVOKED: {
    id: 'Tanda tangan ini TIDAK sah: sertifikat penanda tangan sudah dicabut.',
    en: 'This signature is NOT valid: the signer’s certificate was revoked.',
  },
  EXPIRED: {
    id: 'Tanda tangan ini TIDAK sah: dibuat setelah masa berlaku sertifikatnya berakhir.',
    en: 'This signature is NOT valid: it was made after its certificate had expired.',
  },
  NOT_YET_VALID: {
    id: 'Tanda tangan ini TIDAK sah: dibuat sebelum sertifikatnya mulai berlaku.',
    en: 'This signature is NOT valid: it was made before its certificate came into force.',
  },
}

const doubts: Readonly<Record<IndeterminateSubIndication, Sentence>> = {
  SIG_CONSTRAINTS_FAILURE: {
    id: 'Tanda tangan ini tidak memenuhi ketentuan format, sehingga keasliannya belum dapat dipastikan.',
    en: 'This signature does not meet the format’s requirements, so it cannot be confirmed.',
  },
  CHAIN_CONSTRAINTS_FAILURE: unsuitable,
  CERTIFICATE_CHAIN_GENERAL_FAILURE: unsuitable,
  CRYPTO_CONSTRAINTS_FAILURE: weak,
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: weak,
  TIMESTAMP_ORDER_FAILURE: unproven,
  NO_SIGNING_CERTIFICATE_FOUND: unidentified,
  NO_CERTIFICATE_CHAIN_FOUND: untrusted,
  OUT_OF_BOUNDS_NO_POE: unproven,
  OUT_OF_BOUNDS_NOT_REVOKED: unproven,
  REVOKED_NO_POE: revokedUnproven,
  REVOKED_CA_NO_POE: revokedUnproven,
  REVOCATION_OUT_OF_BOUNDS_NO_POE: unchecked,
  TRY_LATER: unchecked,
  SIGNED_DATA_NOT_FOUND: unreadable,
  GENERIC: unreadable,
}

/** One sentence for a person who knows nothing of signatures. */
export function sentence(conclusion: Conclusion, language: SentenceLanguage): string {
  switch (conclusion.indication) {
    case 'TOTAL-PASSED':
      return passed[language]
    case 'TOTAL-FAILED':
      return failures[conclusion.subIndication][language]
    case 'INDETERMINATE':
      return doubts[conclusion.subIndication][language]
  }
}
