// `tapis verify` says of a file to people a sentence in each language for every signature, then
// what it rests on.

import { type SignatureReport, sentence, type ValidationReport } from '@tapis/pades/validate'
import { maskControls } from '../../terminal/terminal.ts'
import { signatureLine, type VerifyLine } from './json-lines.ts'

/**
 * Returns the text of a file.
 * @param told whether the time of judging is said: it need not be where it is now
 */
export function formatForPeople(
  { file, at, error, warnings }: VerifyLine,
  report: ValidationReport,
  told: { readonly at: boolean },
): string {
  return [
    maskControls(file),
    ...(told.at ? [`  dinilai per / judged as of ${at}`] : []),
    ...warnings.map((warning) => `  peringatan / warning: ${maskControls(warning)}`),
    error === undefined ? report.signatures.map(paragraph).join('\n\n') : `  ${maskControls(error)}`,
  ].join('\n')
}

function paragraph(signature: SignatureReport): string {
  const { conclusion, findings, revocation } = signature
  const { field, kind, indication, subIndication, reason, coverage, modification, level, signer } =
    signatureLine(signature)
  const missing = conclusion.indication === 'INDETERMINATE' ? conclusion.missing : []
  const remark = kind === 'document-timestamp' ? ' [stempel waktu dokumen / document timestamp]' : ''
  return [
    `  ${maskControls(field)}: ${indication}${subIndication === null ? '' : ` (${subIndication})`}${remark}`,
    `    ${sentence(conclusion, 'id')}`,
    `    ${sentence(conclusion, 'en')}`,
    ...(reason === null ? [] : [`    ${maskControls(reason)}`]),
    `    ${maskControls(signer ?? '-')}, ${level ?? 'no level'}, ${coverage}, ${modification}`,
    `    ${timeWords(signature)}`,
    ...revocation.map(({ subject, status }) => `    ${status.padEnd(13)} ${maskControls(subject)}`),
    ...findings.map(({ code, message }) => `    ${code}: ${maskControls(message)}`),
    ...missing.map(
      ({ kind, description, url }) =>
        `    missing ${kind}: ${maskControls(description)}${url === undefined ? '' : ` <${maskControls(url)}>`}`,
    ),
  ].join('\n')
}

function timeWords(signature: SignatureReport): string {
  const { time, timeIsProven } = signatureLine(signature)
  if (time === null) return 'tanpa waktu / no time'
  return timeIsProven
    ? `${time}, terbukti oleh stempel waktu / proven by a timestamp`
    : `${time}, hanya pernyataan, belum terbukti / only claimed, not proven`
}
