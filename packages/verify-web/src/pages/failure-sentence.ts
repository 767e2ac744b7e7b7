// What a visitor can tell the operator of a failure.

import type { Bilingual } from '../words/bilingual.ts'

/** `id` is the one that the operator was told, as `failureId` made it. */
export function failureSentence(id: string): Bilingual {
  return {
    id: `Bila terulang, sebutkan nomor gangguan ${id} kepada pengelola portal.`,
    en: `If it happens again, tell the operator the failure number ${id}.`,
  }
}
