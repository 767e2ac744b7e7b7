// `tapis verify`: judges every signature of every file, against the trust anchors that the caller names. A file that cannot
// be read is an error line, never a stack trace, and never a pass.

import { etsiReport, jsonReport } from '@tapis/pades/reports'
import { type ValidationReport, validatePdf } from '@tapis/pades/validate'
import { digest } from '@tapis/signer/digest'
import { HttpEvidenceSource } from '@tapis/signer/evidence'
import { type Environment, variable } from './configuration.ts'
import { judgeWithMissing } from './gather-missing.ts'
import { showProgress } from './progress.ts'
import { InputError, readInput } from './read-input.ts'
import { shown } from './terminal.ts'
import { readTrustAnchors } from './trust-anchors.ts'
import { verifyLine } from './verify-lines.ts'
import { readVerificationOptions, type VerificationOptions } from './verify-options.ts'
import { passes } from './verify-status.ts'
import { forPeople } from './verify-text.ts'

/** Statuses: 0 every file passed, 1 at least one did not, 2 called wrongly. */
export async function verify(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  complain: (line: string) => void,
): Promise<number> {
  const options = readVerificationOptions(parameters, new Date())
  const trustAnchors = await readTrustAnchors(options.trust, variable(environment, 'TAPIS_DATA'))
  const password = options.password ?? variable(environment, 'TAPIS_PDF_PASSWORD')
  const judge = judgment({ ...options, ...(password === undefined ? {} : { password }) }, trustAnchors)
  const progress = showProgress(options.files.length)
  let allPassed = true
  for (const file of options.files) {
    progress.begin(file)
    const { report, pdf } = await judged(file, judge)
    if (!passes(report, options.integrity)) allPassed = false
    const text = await written(file, pdf, report, options)
    progress.clear()
    if (text !== undefined) write(text)
    else complain(`tapis verify: ${shown(file)}: ${shown(verifyLine(file, report, options.at).error ?? '')}`)
  }
  return allPassed ? 0 : 1
}

const NOTHING = { certificates: [], crls: [], ocspResponses: [] }

type Judge = (pdf: Uint8Array) => Promise<ValidationReport>

function judgment(options: VerificationOptions, trustAnchors: readonly Uint8Array[]): Judge {
  const { at, revocation, password, offline } = options
  // Places that certificates under a trusted root name are asked as they are; a stranger's certificate may not send us to a
  // machine of our own network, which `publicOnly` sees to.
  const source = new HttpEvidenceSource({ publicOnly: ['certificate'] })
  return async (pdf) => {
    const judge: Parameters<typeof judgeWithMissing>[0] = (evidence) =>
      validatePdf(pdf, {
        trustAnchors,
        at,
        hash: digest,
        evidence,
        policy: { revocation },
        ...(password === undefined ? {} : { password }),
      })
    return offline ? judge(NOTHING) : judgeWithMissing(judge, source)
  }
}

async function judged(
  file: string,
  judge: Judge,
): Promise<{ readonly report: ValidationReport; readonly pdf: Uint8Array | undefined }> {
  try {
    const pdf = await readInput(file)
    return { report: await judge(pdf), pdf }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    const { code, message } = error
    return { report: { signatures: [], warnings: [], error: { code, message } }, pdf: undefined }
  }
}

/** Undefined for a file of which the form cannot tell anything. */
async function written(
  file: string,
  pdf: Uint8Array | undefined,
  report: ValidationReport,
  { form, at, isAtGiven }: VerificationOptions,
): Promise<string | undefined> {
  switch (form) {
    case 'text':
      return forPeople(verifyLine(file, report, at), report, { at: isAtGiven })
    case 'json':
      return JSON.stringify(verifyLine(file, report, at))
    case 'report':
      return JSON.stringify(jsonReport(report, { at, file }))
    case 'etsi': {
      const documentDigest = pdf === undefined ? undefined : await digest('SHA-256', [pdf])
      return etsiReport(report, { at, ...(documentDigest === undefined ? {} : { documentDigest }) })
    }
  }
}
