// The results as docs/conformance.md: file names, codes and verdicts, nothing of what the documents
// say.

import { type Conformance, conforms } from './conform.ts'

export interface InputResult {
  readonly name: string
  /** A text is what was thrown that should not have been. */
  readonly result: Conformance | string
}

export interface VerdictResult {
  readonly name: string
  /** How many signatures and timestamps have which conclusion. */
  readonly conclusions: Readonly<Record<string, number>>
  readonly milliseconds: number
  readonly error?: string
}

interface Run {
  readonly tools: readonly string[]
  readonly inputs: readonly InputResult[]
  readonly signed: readonly VerdictResult[]
}

const yes = (isSo: boolean | undefined) => (isSo === true ? 'yes' : 'no')
const plain = (text: string) => text.replaceAll('|', '\\|')

export function markdown({ tools, inputs, signed }: Run): string {
  return `# Conformance

Made by \`pnpm conformance\`, which needs the test documents (\`TAPIS_CORPUS\`, default \`../shared/corpus\`), qpdf, poppler's tools and
MuPDF's \`mutool\`. Tools: ${tools.join('; ')}.

## Documents of others, signed

Each document of pdf.js's test suite is signed at B-T, by P-256, with the QR stamp on page 1 (a frame on pages too small for it). A row
passes when \`qpdf --check\` has no more to say than before, \`pdfsig\` calls the signature valid, our own validation passes it, the
document's bytes are the start of the result, and its pages (the first ten) look the same pixel for pixel at 36 dpi outside the stamp's
rectangle and one pixel around it, and the stamp shows. Pages are drawn by poppler, or by MuPDF where poppler cannot read the original.

${totals(inputs)}

| file | passes | qpdf before, after | pdfsig | ours | same bytes | same pages | drawn by | remark |
|---|---|---|---|---|---|---|---|---|
${inputs.map(inputRow).join('\n')}

## Signatures of others, judged

The documents of the DSS test suite, judged without a trust anchor, at the time of the run: no signature can pass, and every file must
have a verdict. What is right for each stands in the corpus's \`expected.json\`, which \`validate/corpus.test.ts\` holds us to.

${verdictTotals(signed)}

| file | conclusions |
|---|---|
${signed.map(({ name, conclusions, error }) => `| ${plain(name)} | ${listed(conclusions, error)} |`).join('\n')}
`
}

function totals(inputs: readonly InputResult[]): string {
  const known = inputs.flatMap(({ result }) => (typeof result === 'string' ? [] : [result]))
  const readable = known.filter(({ qpdfBefore }) => qpdfBefore !== 2)
  const count = (results: readonly Conformance[], is: (result: Conformance) => boolean) =>
    results.filter(is).length
  const refused = (result: Conformance) => result.refusal !== undefined
  return [
    `- ${inputs.length} documents, ${readable.length} of them readable for \`qpdf --check\`.`,
    `- Of the readable: ${count(readable, conforms)} pass, ${count(readable, refused)} are refused with a code, ${count(readable, (result) => !conforms(result) && !refused(result))} fail.`,
    `- Of the others: ${count(known, conforms) - count(readable, conforms)} pass, ${count(known, refused) - count(readable, refused)} are refused.`,
    `- Thrown that should not have been: ${inputs.length - known.length}.`,
  ].join('\n')
}

const qpdfWords = { 0: 'clean', 2: 'errors', 3: 'warnings' } as const

function inputRow({ name, result }: InputResult): string {
  if (typeof result === 'string') return `| ${plain(name)} | no | | | | | | | thrown: ${plain(result)} |`
  const { qpdfBefore, refusal, qpdfAfter, pdfsig, ours, prefixKept, looks, warnings = [] } = result
  if (refusal !== undefined) {
    return `| ${plain(name)} | refused | ${qpdfWords[qpdfBefore]} | | | | | | ${refusal} |`
  }
  const pages = looks === undefined ? 'not drawn' : `${looks.pagesSame} of ${looks.pagesDrawn}`
  const cells = [
    yes(conforms(result)),
    `${qpdfWords[qpdfBefore]}, ${qpdfAfter === undefined ? '' : qpdfWords[qpdfAfter]}`,
    pdfsig ?? '',
    ours ?? '',
    yes(prefixKept),
    pages,
    looks?.renderer ?? '',
    [...new Set(warnings)].join(', '),
  ]
  return `| ${plain(name)} | ${cells.join(' | ')} |`
}

function verdictTotals(signed: readonly VerdictResult[]): string {
  const sums = new Map<string, number>()
  for (const { conclusions } of signed) {
    for (const [word, count] of Object.entries(conclusions)) sums.set(word, (sums.get(word) ?? 0) + count)
  }
  const all = [...sums].toSorted(([first], [second]) => first.localeCompare(second))
  return [
    `- ${signed.length} files, each with a verdict: ${signed.filter(({ error }) => error !== undefined).length} cannot be read.`,
    ...all.map(([word, count]) => `- ${word}: ${count}`),
  ].join('\n')
}

function listed(conclusions: Readonly<Record<string, number>>, error: string | undefined): string {
  const words = Object.entries(conclusions).map(([word, count]) =>
    count === 1 ? word : `${count} × ${word}`,
  )
  return [...words, ...(error === undefined ? [] : [`cannot be read: ${error}`])].join('; ') || 'no signature'
}
