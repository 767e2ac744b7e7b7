// One function puts a judgement into words, for the page and for applications alike. "Asli"
// (genuine) is never said: the portal has seen the record, not the sheet in the visitor's hands.

import type { PublicRecord } from '@tapis/db/public'
import type { IntegrityVerdict, IssuerVerdict, Judgement, StatusVerdict } from '../record/judgement.ts'
import type { Bilingual } from './bilingual.ts'

/** A statement is meant so: colour and icon follow from it, but the words alone must suffice. */
export type Tone = 'good' | 'compare' | 'caution' | 'bad' | 'unknown'

/**
 * A verdict in a few words and in one sentence; `meaning` is there when the words need explaining.
 */
export type Statement = {
  readonly tone: Tone
  readonly word: Bilingual
  readonly sentence: Bilingual
  readonly meaning?: Bilingual
}

/** The visitor reads this: the state first, then the three verdicts. */
export type Sentences = {
  readonly banner: { readonly tone: Tone; readonly sentence: Bilingual }
  readonly integrity: Statement
  readonly status: Statement
  readonly issuer: Statement
}

/** Returns plain text, not HTML: issuer names and the agency's name are as recorded. */
export function sentences(judgement: Judgement, agency: PublicRecord['agency']): Sentences {
  return {
    banner: BANNERS[judgement.state],
    integrity: integritySentence(judgement.integrity),
    status: STATUSES[judgement.status.verdict],
    issuer: issuerSentence(judgement.issuer, agency.name),
  }
}

/**
 * Returns what a visitor can tell the operator of a failure. `id` is the one that the operator was
 * told, as `failureId` made it.
 */
export function failureSentence(id: string): Bilingual {
  return {
    id: `Bila terulang, sebutkan nomor gangguan ${id} kepada pengelola portal.`,
    en: `If it happens again, tell the operator the failure number ${id}.`,
  }
}

const BANNERS: Readonly<Record<Judgement['state'], Sentences['banner']>> = {
  STANDS: {
    tone: 'good',
    sentence: {
      id: 'Dokumen ini tercatat dan tidak dicabut.',
      en: 'This document is on record and has not been revoked.',
    },
  },
  REVOKED: {
    tone: 'bad',
    sentence: {
      id: 'Dokumen ini telah dicabut dan tidak berlaku lagi.',
      en: 'This document has been revoked and is no longer valid.',
    },
  },
  UNPROVEN: {
    tone: 'caution',
    sentence: {
      id: 'Dokumen ini tercatat, tetapi tanda tangannya tidak terbukti.',
      en: 'This document is on record, but its signature is not proven.',
    },
  },
}

const STATUSES: Readonly<Record<StatusVerdict['verdict'], Statement>> = {
  NOT_REVOKED: {
    tone: 'good',
    word: { id: 'Tidak dicabut', en: 'Not revoked' },
    sentence: {
      id: 'Instansi tidak mencabut dokumen ini; masa berlaku, bila ada, tertulis di dokumennya.',
      en: 'The agency has not revoked it; a term of validity, if any, is written in the document.',
    },
  },
  REVOKED: {
    tone: 'bad',
    word: { id: 'Dicabut', en: 'Revoked' },
    sentence: {
      id: 'Instansi menarik dokumen ini; jangan terima dan jangan pakai lagi.',
      en: 'The agency withdrew this document; do not accept or use it.',
    },
  },
}

function integritySentence(integrity: IntegrityVerdict): Statement {
  if (integrity.verdict === 'RECORDED') {
    return {
      tone: 'compare',
      word: { id: 'Bandingkan dengan milik Anda', en: 'Compare it with yours' },
      sentence: {
        id: 'Tanda tangannya diperiksa sebelum terbit dan sidik jarinya tercatat; lembar di tangan Anda belum dibandingkan.',
        en: 'Its signature was validated before publication and its fingerprint recorded; the sheet in your hands has not been compared.',
      },
    }
  }
  const word = { id: 'Tidak terbukti', en: 'Not proven' }
  return integrity.reason === 'NO_SIGNATURE'
    ? {
        tone: 'caution',
        word,
        sentence: {
          id: 'Catatan dokumen ini tidak memuat tanda tangan elektronik.',
          en: 'The record of this document holds no electronic signature.',
        },
      }
    : {
        tone: 'caution',
        word,
        sentence: {
          id: 'Sidik jari dokumen ini tidak tercatat dengan benar.',
          en: 'The fingerprint of this document is not recorded properly.',
        },
      }
}

function issuerSentence(issuer: IssuerVerdict, agencyName: string): Statement {
  if (issuer.verdict === 'NONE') {
    return {
      tone: 'caution',
      word: { id: 'Tidak terbukti', en: 'Not proven' },
      sentence: {
        id: `Tercatat atas nama ${agencyName}, tanpa sertifikat yang membuktikannya.`,
        en: `Recorded in the name of ${agencyName}, with no certificate to prove it.`,
      },
    }
  }
  const named = (and: string) => issuer.issuers.join(`, ${and} `)
  if (issuer.verdict === 'CERTIFIED') {
    return {
      tone: 'good',
      word: { id: 'PSrE tersertifikasi', en: 'Certified provider' },
      sentence: {
        id: `Sertifikat diterbitkan oleh ${named('dan')}, Penyelenggara Sertifikasi Elektronik (PSrE) tersertifikasi.`,
        en: `The certificate was issued by ${named('and')}, a certified electronic certification provider (PSrE).`,
      },
    }
  }
  return {
    tone: 'caution',
    word: { id: 'Bukan PSrE tersertifikasi', en: 'Not a certified provider' },
    sentence: {
      id: `Sertifikat diterbitkan oleh ${named('dan')}, bukan Penyelenggara Sertifikasi Elektronik (PSrE) tersertifikasi.`,
      en: `The certificate was issued by ${named('and')}, which is not a certified electronic certification provider (PSrE).`,
    },
    meaning: {
      id: 'Artinya, identitas penanda tangan dijamin oleh penerbit sertifikat itu sendiri. Tanda tangan seperti ini boleh dipakai, tetapi kekuatan buktinya lebih lemah daripada yang tersertifikasi.',
      en: 'This means that only the issuer of the certificate vouches for the signer’s identity. Such a signature may be used, but as evidence it is weaker than a certified one.',
    },
  }
}
