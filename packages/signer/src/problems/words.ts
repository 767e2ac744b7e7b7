// Sentences in two languages with places for facts in them.

/** The same in English and in Indonesian. */
export type Words = readonly [english: string, indonesian: string]

/** The sentence with each `{name}` replaced by that fact; `?` where there is none. */
export function filled(
  sentence: string,
  facts: Readonly<Record<string, string | number | Words>> | undefined,
  language: 'english' | 'indonesian',
): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts?.[name] ?? '?'
    return typeof fact === 'object' ? fact[language === 'english' ? 0 : 1] : String(fact)
  })
}
