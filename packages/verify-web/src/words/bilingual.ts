// Every sentence of the portal exists twice: Indonesian for the eye, English beside it.

/** The same words in Indonesian (`id`) and English (`en`); plain text, not HTML. */
export type Bilingual = { readonly id: string; readonly en: string }
